// What is pasted from a word processor or a web page becomes Markdown, which the server makes; and the buttons above a text.

import { put } from "./caret.js";

const form = document.getElementById("editor");
const WORTH_IT = /<(?:b|strong|i|em|a|ul|ol|li|table|h[1-6]|blockquote)\b|mso-list|font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic/i;

document.addEventListener("paste", async (event) => {
  const field = event.target;
  const html = field.matches?.("textarea[data-markdown]") ? event.clipboardData.getData("text/html") : "";
  if (!WORTH_IT.test(html)) return; // Plain words are pasted by the browser.
  event.preventDefault();
  const plain = event.clipboardData.getData("text/plain");
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, html });
  const answer = await fetch(form.dataset.paste, { method: "POST", body }).catch(() => null);
  const isGood = answer?.ok && answer.headers.get("Content-Type")?.includes("json");
  put(field, isGood ? apart(field, (await answer.json()).markdown) : plain);
});

// Headings, lists and tables begin after an empty line.
function apart(field, markdown) {
  const before = field.value.slice(0, field.selectionStart);
  if (!before.trim() || !/^(?:#|- |\d+\. |\||>)|\n\n/.test(markdown)) return markdown;
  return `${before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n"}${markdown}`;
}

const ACTS = {
  strong: (field) => around(field, "**"),
  em: (field) => around(field, "*"),
  link: (field) => wrap(field, "[", "](https://)"),
  fact: (field) => put(field, "{{ "),
  list: (field) => {
    const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const lines = field.value.slice(start, field.selectionEnd).split("\n");
    put(field, lines.map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n"), start, field.selectionEnd);
  },
};

function around(field, sign) {
  wrap(field, sign, sign);
}

function wrap(field, before, after) {
  const { selectionStart: start, selectionEnd: end } = field;
  put(field, `${before}${field.value.slice(start, end)}${after}`, start, end);
  if (start === end) field.setSelectionRange(start + before.length, start + before.length);
}

document.addEventListener("mousedown", (event) => {
  // The text keeps its selection.
  if (event.target.closest?.("[data-put]")) event.preventDefault();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-put]");
  if (button) ACTS[button.dataset.put](document.getElementById(button.closest("[aria-controls]").getAttribute("aria-controls")));
});
document.addEventListener("keydown", (event) => {
  const act = (event.ctrlKey || event.metaKey) && !event.altKey && { b: "strong", i: "em" }[event.key.toLowerCase()];
  if (!act || !event.target.matches?.("textarea[data-markdown]")) return;
  event.preventDefault();
  ACTS[act](event.target);
});
