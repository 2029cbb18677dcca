// The chat that the widget's button opens: elements and words in the page's language, styles that stay inside, the talk itself.

import { Concord } from "../clients/concord.js";
import { fill, talk } from "./chat-talk.js";

const STYLES = ["tokens", "chat", "widget"];

/** @returns {Promise<{toggle: () => void}>} */
export async function open({ shadow, button, base, key, language, known }) {
  const [html, ...styles] = await Promise.all([read(`talk/${language}/`), ...STYLES.map((name) => read(`css/${name}.css`))]);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, ...styles.map(sheetOf)];
  fill(shadow, html);
  const chat = shadow.getElementById("chat");
  const field = shadow.getElementById("chat-text");
  chat.hidden = true;
  button.setAttribute("aria-controls", "chat");
  shadow.getElementById("chat-close").addEventListener("click", close);
  chat.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // The page around may close something of its own by it.
    close();
  });
  talk(shadow, new Concord(base, key, { language, tries: 1 }), language, known);
  return { toggle: () => (chat.hidden ? show() : close()) };

  function show() {
    chat.hidden = false;
    button.setAttribute("aria-expanded", "true");
    button.disabled = false;
    field.focus();
  }

  function close() {
    chat.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  async function read(part) {
    const response = await fetch(`${base}widget/${part}`);
    if (!response.ok) throw new Error(`${response.status} ${part}`);
    return response.text();
  }
}

// The same tokens as on our own pages: here they belong to the widget's root, and do not grow or shrink with the page's letters.
function sheetOf(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text.replaceAll(":root", ":host").replace(/([\d.]+)rem\b/g, (_, number) => `${16 * number}px`));
  return sheet;
}
