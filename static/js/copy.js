// Buttons with `data-copy` put that text on the clipboard, and say so to eyes (the button) and ears (the page's live region).

const SHOWN_MS = 2500;

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await put(button.dataset.copy);
  button.dataset.done = "";
  document.getElementById("said").textContent = button.dataset.said;
  setTimeout(() => {
    delete button.dataset.done;
    document.getElementById("said").textContent = "";
  }, SHOWN_MS);
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
