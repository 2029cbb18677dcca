// When a part of the page could not be fetched, the page says so instead of standing still.

for (const fault of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(fault, () => {
    document.getElementById("problems")?.replaceChildren(document.getElementById("fault").content.cloneNode(true));
  });
}
