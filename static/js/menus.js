// A menu closes when Escape is pressed, when another place is clicked, and when the focus leaves it.

function closeAll(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", ({ target }) => closeAll(target));
document.addEventListener("focusin", ({ target }) => closeAll(target));
document.addEventListener("keydown", ({ key, target }) => {
  const menu = key === "Escape" && target.closest("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
