// The editor while one writes: looks at what would be said or changed, moves rows about, saves without leaving the page.
// The server decides everything here; without this script its buttons do the same with a page each.

import { refreshChoices } from "./cells.js";

const PAUSE_MS = 600;
const OTHERS_MS = 20000;

const form = document.getElementById("editor");
const said = form.querySelector("[data-autosave-said]");
let timer = 0;
let request = new AbortController();

function changed() {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

async function look(wanted = "") {
  clearTimeout(timer);
  request.abort();
  request = new AbortController();
  const body = new FormData(form);
  body.set("do", wanted);
  try {
    const answer = await fetch(form.dataset.look, { method: "POST", body: new URLSearchParams([...body]), signal: request.signal });
    if (answer.ok && !answer.redirected) show(new DOMParser().parseFromString(await answer.text(), "text/html"), wanted);
  } catch {
    // Offline, or a newer look took over: the next change tries again.
  }
}

function show(looked, wanted) {
  // What does not read yet leaves the last words that did.
  if (looked.querySelector("#look [data-reads]")) {
    swap("look", looked);
    const known = document.getElementById("known"); // Facts and offers have none.
    const isBusy = known?.contains(document.activeElement);
    if (known && (wanted || (!isBusy && !sameNames(looked)))) swap("known", looked);
  }
  const isOpen = [...document.querySelectorAll("#analysis details")].map((details) => details.open);
  swap("analysis", looked);
  document.querySelectorAll("#analysis details").forEach((details, place) => { details.open = isOpen[place] ?? details.open; });
  swap("general", looked);
  for (const place of document.querySelectorAll("[data-wrong]")) {
    const found = looked.querySelector(`[data-for="${CSS.escape(place.dataset.wrong)}"]`);
    place.replaceChildren(...(found?.childNodes ?? []));
    document.querySelector(`[aria-describedby="${CSS.escape(place.id)}"]`)?.setAttribute("aria-invalid", String(Boolean(found)));
  }
}

function swap(id, looked) {
  document.getElementById(id).replaceChildren(...looked.getElementById(id).childNodes);
}

function sameNames(looked) {
  const names = (page) => [...page.querySelectorAll("#known [name]")].map((field) => field.name).join();
  return names(document) === names(looked);
}

function post(button) {
  const body = new URLSearchParams([...new FormData(form, button)]);
  return fetch(form.action, { method: "POST", body }).catch(() => null);
}

// Whoever logs in again, in another tab, has another token.
async function renewToken() {
  const answer = await fetch(form.action).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page && page.querySelector("#editor [name=csrfmiddlewaretoken]")?.value;
  if (token) form.elements.csrfmiddlewaretoken.value = token;
  return Boolean(token);
}

// The page that answers; none where nobody answered or the person is logged in no more. Then everything stays as it is typed.
async function sent(button) {
  let answer = await post(button);
  if (answer?.status === 403 && await renewToken()) answer = await post(button);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer?.ok && page.getElementById("editor")) return page;
  if (answer && !answer.redirected) {
    form.dataset.native = "true"; // The server says what is wrong, on a page of its own.
    form.requestSubmit(button);
  } else said.textContent = answer ? form.dataset.loggedOut : form.dataset.unreached;
  return null;
}

// Rules and columns: the server gives the table back as it is then.
async function turn(button) {
  const page = await sent(button);
  const parts = button.dataset.part.split(" ").map((id) => [document.getElementById(id), page?.getElementById(id)]);
  if (!page || parts.some(([, part]) => !part)) return undefined;
  for (const [old, part] of parts) old.replaceWith(part);
  const [, part] = parts[0];
  const { back } = button.dataset;
  const rule = part.querySelector(back ? `[name="${back}"]` : "[autofocus]");
  const again = rule ?? [...part.querySelectorAll("button")].find(({ value }) => value === button.value) ?? part.querySelector("[data-adds]");
  if (!rule || back || button.value.startsWith("copy") || button.value === "add-rule") again?.focus();
  else sameButton(rule.closest(".rule"), button).focus();
  refreshChoices();
  changed();
  return undefined;
}

function sameButton(rule, button) {
  const act = button.value.split(":")[0];
  const found = rule.querySelector(`button[value^="${act}:"]:not([disabled])`);
  return found ?? rule.querySelector("button:not([disabled])");
}

// Saving in place, as long as all is well.
async function save(button) {
  const page = await sent(button);
  if (!page) return undefined;
  form.elements.seen.value = page.querySelector("#editor [name=seen]").value;
  said.textContent = page.querySelector(".notice--good")?.textContent.trim() ?? "";
  form.dispatchEvent(new CustomEvent("saved"));
  return look();
}

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (form.dataset.native || !button) return;
  const acts = button.dataset.part ? turn : button.value === "go-on" ? save : null;
  if (button.dataset.lookAt !== undefined) {
    event.preventDefault();
    look(button.value).then(() => markLooked(button.dataset.lookAt));
  } else if (acts) {
    event.preventDefault();
    acts(button);
  }
}, { capture: true });

// What is chosen here decides which fields there are.
form.addEventListener("change", ({ target }) => {
  if (target.dataset.turns) document.getElementById(target.dataset.turns).click();
});

function markLooked(place) {
  for (const rule of document.querySelectorAll(".rule")) {
    rule.classList.toggle("rule--looked-at", rule.dataset.rulePlace === place);
  }
  document.querySelector("[data-dock]").open = true;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE_MS);
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".dock button[value=go-on]"));
  }
  const way = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const rule = way && event.target.closest?.(".rule");
  if (rule) {
    event.preventDefault();
    rule.querySelector(`button[value^="${way}:"]`).click();
  }
});

addEventListener("pageshow", () => delete form.dataset.native);

// Open or closed as it was left; on a phone it would cover the page.
const dock = document.querySelector("[data-dock]");
if (dock && (matchMedia("(max-width: 48rem)").matches || localStorage.getItem("dock") === "closed")) dock.open = false;
dock?.addEventListener("toggle", () => localStorage.setItem("dock", dock.open ? "open" : "closed"));

setInterval(async () => {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(`${form.dataset.others}?seen=${form.elements.seen.value}`).catch(() => null);
  if (answer?.ok && !answer.redirected) form.dispatchEvent(new CustomEvent("others", { detail: (await answer.json()).others }));
}, OTHERS_MS);
