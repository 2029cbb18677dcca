// Through what was found without a mouse: arrows go up and down, Enter goes in, Escape goes back to the box and then empties it.

const links = () => [...document.querySelectorAll("[data-results] [data-result], .quick__all [data-result]")];
let isEntering = false;

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const isBox = target.id === "q";
  if (!isBox && !target.closest("[data-results], .quick")) return;
  if (key === "Escape") {
    leave(event, isBox);
  } else if ((key === "ArrowDown" || key === "ArrowUp") && (isBox || !target.matches("input, select, textarea"))) {
    move(event, isBox);
  }
});

// Enter in the box goes on to what it finds, once that is there.
document.addEventListener("submit", ({ submitter }) => {
  isEntering = Boolean(submitter?.hasAttribute("data-enter"));
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (isEntering && target.id === "results") {
    isEntering = false;
    links()[0]?.focus();
  }
});

// What is found under a page's box goes on changing while answers to earlier letters come in: who has gone into it stays in it.
let held = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isWithin = detail.target.id === "quick" && detail.target.contains(document.activeElement);
  held = isWithin ? document.activeElement.getAttribute("href") : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (held === null) return;
  (links().find((link) => link.getAttribute("href") === held) ?? document.getElementById("q"))?.focus();
  held = null;
});

function move(event, isBox) {
  const all = links();
  const here = event.target.closest("[data-keys]")?.querySelector("[data-result]") ?? event.target;
  const next = (isBox ? -1 : all.indexOf(here)) + (event.key === "ArrowDown" ? 1 : -1);
  if (isBox && (next < 0 || !all.length)) return;
  event.preventDefault();
  if (next < 0) {
    document.getElementById("q").focus();
  } else {
    all[Math.min(next, all.length - 1)].focus();
  }
}

function leave(event, isBox) {
  const box = document.getElementById("q");
  if (isBox && !box.value) {
    if (box.closest(".search--small")) box.blur();
    return;
  }
  event.preventDefault();
  if (isBox) {
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    box.focus();
    box.select();
  }
}
