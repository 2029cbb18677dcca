// Single keys while nobody is writing: `/` goes to the search box, and a key named by `data-key` presses the first such button.
// In one of several things (`data-keys`) it presses that thing's own button, also one that only there has a key (`data-key-here`).

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
    const here = event.target.closest("[data-keys]");
    const named = `[data-key="${event.key}"]`;
    (here ? here.querySelector(`${named}, [data-key-here="${event.key}"]`) : document.querySelector(named))?.click();
  }
});

function isWriting(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}
