// Facts and offers are picked by typing: `{{` in a text, or any letters in a field of the table. Each shows what it says in
// the language of the text.

import { caretOf, put } from "./caret.js";

const OPENED = /\{\{\s*([a-z0-9_.]*)$/i;
const MOST = 40;
let picker = null;

for (const input of document.querySelectorAll("[data-picks]")) prepare(input);

function prepare(input) {
  input.removeAttribute("list"); // The browser's own list would lie over this one.
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
}

function wanted(field) {
  if (field.matches?.("textarea[data-markdown]")) {
    const found = OPENED.exec(field.value.slice(0, field.selectionStart));
    return found && { list: "all-facts", letters: found[1], from: field.selectionStart - found[1].length };
  }
  if (!field.matches?.("[data-picks]")) return null;
  prepare(field);
  return { list: `all-${field.dataset.picks}`, letters: field.value, from: 0 };
}

function open(field) {
  const asked = wanted(field);
  const found = asked ? matching(asked, field.lang) : [];
  if (!found.length || (asked.from === 0 && /^-?[0-9.,]*$/.test(field.value) && field.value && field.dataset.picks === "numbers")) return close();
  close();
  const list = document.createElement("ul");
  list.className = "picker-list";
  list.id = "picker-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label") || "{{");
  list.append(...found.map(([slug, says], place) => one(slug, says, place)));
  document.getElementById("main").append(list);
  const { left, top, bottom } = asked.from || field.matches("textarea") ? caretOf(field, asked.from) : field.getBoundingClientRect();
  list.style.left = `${Math.min(left, innerWidth - list.offsetWidth - 8)}px`;
  list.style.top = bottom + list.offsetHeight < innerHeight ? `${bottom + 4}px` : `${Math.max(4, top - list.offsetHeight - 4)}px`;
  picker = { field, list, asked, at: 0 };
  field.setAttribute("aria-controls", list.id);
  if (!field.matches("textarea")) field.setAttribute("aria-expanded", "true");
  field.setAttribute("aria-activedescendant", "picker-0");
  return undefined;
}

function matching({ list, letters }, language) {
  const says = `says-${(language || document.documentElement.lang).toLowerCase()}`;
  const all = [...document.getElementById(list).options].map((option) => [option.value, option.getAttribute(`data-${says}`) ?? option.textContent]);
  const typed = letters.trim().toLowerCase();
  const fits = all.filter(([slug, value]) => slug.includes(typed) || value.toLowerCase().includes(typed));
  const nearest = ([slug]) => (slug.startsWith(typed) ? 0 : slug.includes(`.${typed}`) ? 1 : 2);
  fits.sort((one, other) => nearest(one) - nearest(other));
  return fits.length === 1 && fits[0][0] === typed ? [] : fits.slice(0, MOST);
}

function one(slug, says, place) {
  const item = document.createElement("li");
  item.className = "picker-list__one";
  item.id = `picker-${place}`;
  item.dataset.slug = slug;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(place === 0));
  item.append(Object.assign(document.createElement("span"), { textContent: slug }));
  item.append(Object.assign(document.createElement("span"), { textContent: says, className: "picker-list__says" }));
  return item;
}

function close() {
  if (!picker) return;
  picker.list.remove();
  picker.field.removeAttribute("aria-activedescendant");
  picker.field.removeAttribute("aria-controls");
  if (!picker.field.matches("textarea")) picker.field.setAttribute("aria-expanded", "false");
  picker = null;
}

function move(step) {
  const items = picker.list.children;
  items[picker.at].setAttribute("aria-selected", "false");
  picker.at = (picker.at + step + items.length) % items.length;
  items[picker.at].setAttribute("aria-selected", "true");
  items[picker.at].scrollIntoView({ block: "nearest" });
  picker.field.setAttribute("aria-activedescendant", items[picker.at].id);
}

function choose(slug) {
  const { field, asked } = picker;
  close();
  field.focus();
  if (!field.matches("textarea")) {
    field.select();
    put(field, slug, 0, field.value.length);
    close();
    return;
  }
  const end = field.selectionStart;
  const start = field.value.slice(0, asked.from).lastIndexOf("{{");
  const rest = /^\s*\}\}/.exec(field.value.slice(end))?.[0].length ?? 0;
  put(field, `{{ ${slug} }}`, start, end + rest);
}

document.addEventListener("input", ({ target, isTrusted }) => isTrusted && open(target));
document.addEventListener("focusin", ({ target }) => (target.matches("[data-picks]") ? open(target) : close()));
document.addEventListener("mousedown", (event) => {
  const item = event.target.closest?.(".picker-list__one");
  if (item) {
    event.preventDefault();
    choose(item.dataset.slug);
  } else if (picker && event.target !== picker.field) close();
});
document.addEventListener("keydown", (event) => {
  if (!picker) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) move(steps[event.key]);
  else if (event.key === "Enter" || (event.key === "Tab" && picker.field.matches("textarea"))) choose(picker.list.children[picker.at].dataset.slug);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
addEventListener("scroll", (event) => { if (picker && event.target !== picker.list) close(); }, { capture: true, passive: true });
