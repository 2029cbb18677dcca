// The cells of the decision table: what is ticked stands in the closed list, a fact's value below its key, and there is
// always room for one more offer.

export function refreshChoices(part = document) {
  for (const details of part.querySelectorAll("[data-choices]")) sayChosen(details);
  for (const says of part.querySelectorAll("[data-says-of]")) sayEnds(says);
}

function sayChosen(details) {
  const chosen = [...details.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const words = details.querySelector("[data-words]");
  if (chosen.length) words.textContent = chosen.join(", ");
  else words.replaceChildren(Object.assign(document.createElement("span"), { className: "faint", textContent: words.dataset.words }));
}

function sayEnds(says) {
  const known = new Map([...document.querySelectorAll("#all-numbers option")].map((option) => [option.value, option.textContent]));
  const ends = [...says.previousElementSibling.querySelectorAll("input")].map((input) => known.get(input.value.trim()));
  says.textContent = ends.filter(Boolean).join(" – ");
}

document.addEventListener("input", ({ target }) => {
  const choices = target.closest?.("[data-choices]");
  if (choices) sayChosen(choices);
  const says = target.closest?.("td")?.querySelector("[data-says-of]");
  if (says) sayEnds(says);
  const several = target.closest?.("[data-several]");
  if (several && several.lastElementChild.value.trim()) {
    const more = several.lastElementChild.cloneNode();
    more.value = "";
    several.lastElementChild.placeholder = "";
    several.append(more);
  }
});

// A list of choices closes when another place is pressed, and with Escape.
document.addEventListener("click", ({ target }) => {
  for (const open of document.querySelectorAll("[data-choices][open]")) if (!open.contains(target)) open.open = false;
});
document.addEventListener("keydown", ({ key, target }) => {
  const open = key === "Escape" && target.closest?.("[data-choices][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

refreshChoices();
