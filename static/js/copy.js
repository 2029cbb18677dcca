// Buttons with `data-copy` put that text on the clipboard, and say so to eyes (the button) and ears (the page's live region).

const SHOWN_MS = 2500;
let last = "";

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await put(button.dataset.copy);
  button.dataset.done = "";
  last = button.dataset.copy;
  document.getElementById("said").textContent = button.dataset.said;
  setTimeout(() => {
    last = "";
    for (const done of document.querySelectorAll("[data-copy][data-done]")) delete done.dataset.done;
    document.getElementById("said").textContent = "";
  }, SHOWN_MS);
});

// Copying a result opens it: the button that says so may be another one by then.
document.addEventListener("htmx:afterSwap", () => {
  for (const button of last ? document.querySelectorAll("[data-copy]") : []) {
    if (button.dataset.copy === last) button.dataset.done = "";
  }
});

// Browsers offer the clipboard on secure pages only; on others the old way still works.
async function put(text) {
  try {
    if (navigator.clipboard) return await navigator.clipboard.writeText(text);
  } catch {
    // The page around a frame may forbid it the clipboard; then the old way is tried, too.
  }
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = text;
  area.className = "for-ears";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  before.focus();
}
