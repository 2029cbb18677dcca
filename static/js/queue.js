// Going through queues without the mouse: j and k (or the arrows, once one is in a queue) move from thing to thing, Enter opens
// the one that has the focus, x chooses it, ? shows the keys. Everything works without this, too, with Tab and Space.

const things = () => [...document.querySelectorAll("[data-queue] [data-item]")].filter((thing) => thing.offsetParent !== null);
const keys = document.querySelector("[data-queue-keys]");
const acts = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

for (const list of document.querySelectorAll("[data-queue-keys]")) list.hidden = list !== keys;
for (const button of document.querySelectorAll("[data-choose-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.elements].filter((box) => box.type === "checkbox" && !box.disabled && box.closest("[data-item]"));
    const choose = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = choose;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const here = event.target.closest?.("[data-item]");
  if (event.key === "?") toggleKeys();
  else if (event.key === "Escape" && keys?.open) toggleKeys();
  else if (event.key in acts && (here || !event.key.startsWith("Arrow"))) move(here, acts[event.key]);
  else if (event.key === "x" && here) here.querySelector("input[type=checkbox]:not(:disabled)")?.click();
  else return;
  event.preventDefault();
});

function move(here, step) {
  const all = things();
  const next = here ? all.indexOf(here) + step : step > 0 ? 0 : all.length - 1;
  const thing = all[Math.min(Math.max(next, 0), all.length - 1)];
  thing?.querySelector("a, button, summary")?.focus();
  thing?.scrollIntoView({ block: "nearest" });
}

function toggleKeys() {
  if (!keys) return;
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

function isWriting(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}
