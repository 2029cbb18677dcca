// The chat on any page, with one tag: <script src="https://answers.example/widget.js" data-channel-key="concord_…" defer></script>.
// This is the button alone; what it opens is loaded when somebody presses it. See docs/widget.md.

(() => {
  const names = /* names */ {};
  const script = document.currentScript ?? document.querySelector("script[data-channel-key]");
  if (document.querySelector("concord-chat")) return; // The tag stands in the page twice.
  const { channelKey, language: wanted, theme, context } = script.dataset;
  const base = new URL(".", script.src).href;
  const language = match(wanted) ?? match(document.documentElement.lang) ?? match(navigator.language) ?? "en";

  const host = document.createElement("concord-chat");
  if (theme) host.dataset.theme = theme;
  const shadow = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "launch";
  button.lang = language;
  button.setAttribute("aria-label", names[language]);
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.append(icon("M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719"));
  shadow.append(button);
  paint();
  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host));

  let chat = null;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { open } = await import(`${base}widget/js/widget-open.js`);
      chat ??= await open({ shadow, button, base, key: channelKey, language, known: JSON.parse(context || "{}") });
      chat.toggle();
    } finally {
      button.disabled = false;
    }
  });

  // Styles that a script makes need no leave of the page's content security policy.
  function paint() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { all: initial; color-scheme: light dark; position: fixed; z-index: 2147483000; inset: auto 20px 20px auto; }
      :host([data-theme="light"]) { color-scheme: light; }
      :host([data-theme="dark"]) { color-scheme: dark; }
      .launch { display: grid; place-items: center; width: 56px; height: 56px; margin: 0; padding: 0; border: 0; border-radius: 50%;
        background: light-dark(#2450b8, #9bb8ff); color: light-dark(#fff, #0f1830); box-shadow: 0 4px 16px rgb(0 0 0 / 25%); cursor: pointer; }
      .launch:hover { background: light-dark(#1b3f96, #b9cdff); }
      .launch:focus-visible { outline: 2px solid light-dark(#2450b8, #9bb8ff); outline-offset: 3px; }
      .launch svg { width: 26px; height: 26px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
      @media print { :host { display: none; } }`);
    shadow.adoptedStyleSheets = [sheet];
  }

  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    svg.firstChild.setAttribute("d", path);
    return svg;
  }

  function match(tag) {
    const spoken = Object.keys(names);
    const first = tag?.toLowerCase().split("-")[0];
    return spoken.find((each) => each === tag) ?? spoken.find((each) => each.split("-")[0] === first);
  }
})();
