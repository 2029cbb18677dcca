// Single keys while nobody is writing: `/` goes to the search box, and a key named by `data-key` presses the first such button.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  if (event.key === "/") {
    const box = document.getElementById("q");
    box?.focus();
    box?.select();
    event.preventDefault();
    return;
  }
  if (/^[a-z]$/.test(event.key)) {
    document.querySelector(`[data-key="${event.key}"]`)?.click();
  }
});

function isWriting(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}
