// When a part of the page could not be fetched, the page says so instead of standing still. Where js/online.js runs, that one
// says that the site cannot be reached.

const AWAY = [502, 503, 504];
const knowsAway = document.getElementById("away") !== null;

for (const fault of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(fault, ({ detail }) => {
    const isAway = fault !== "htmx:responseError" || AWAY.includes(detail.xhr?.status);
    if (isAway && knowsAway) return;
    document.getElementById("problems")?.replaceChildren(document.getElementById("fault").content.cloneNode(true));
  });
}
