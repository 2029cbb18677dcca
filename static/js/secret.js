// What stands in `data-secret` is gone when the page is left: no way back in the browser's history shows it again.

addEventListener("pagehide", () => {
  for (const place of document.querySelectorAll("[data-secret]")) place.replaceChildren();
});
