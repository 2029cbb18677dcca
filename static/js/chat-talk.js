// The talk of a chat: sends what the customer writes to /ask, shows what comes back, and offers every answer to a question as a
// button. HTML of answers and offers was cleaned by the server; everything else is put in as text. The chat page and the widget on
// other sites' pages have it in common, and it knows nothing but the client that everybody may use.

import { next } from "./chat-next.js";

const vouched = policy();

// A page that trusts nobody's strings (Trusted Types) wants HTML to be vouched for; one that does not may forbid even that.
function policy() {
  try {
    return globalThis.trustedTypes?.createPolicy("concord", { createHTML: (html) => html });
  } catch {
    return undefined;
  }
}

/** An element with what the server wrote. @param {Element} element @param {string} html */
export function fill(element, html) {
  const template = document.createElement("template");
  template.innerHTML = vouched ? vouched.createHTML(html) : html;
  // On somebody else's page an address of ours without a site would be one of theirs.
  const { origin } = new URL(import.meta.url);
  if (origin !== location.origin) {
    for (const image of template.content.querySelectorAll("img")) image.src = new URL(image.getAttribute("src"), origin).href;
  }
  element.append(template.content);
  return element;
}

/**
 * `root` holds the chat's elements, by their names: a page, or the shadow of an element in somebody else's page.
 *
 * @param {Document|ShadowRoot} root @param {any} concord @param {string} language @param {Object<string, string>} [known] of the order
 */
export function talk(root, concord, language, known = {}) {
  const log = root.getElementById("chat-log");
  const form = root.getElementById("chat-write");
  const words = root.getElementById("chat-words").dataset;
  let context = known;
  let lastQuestion = "";
  const scroll = () => (log.scrollTop = log.scrollHeight);
  const after = next({ concord, words, say, scroll, isAbout: () => ({ question: lastQuestion, context }) });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = form.question.value.trim();
    if (!question) return;
    form.reset();
    say(question, "customer");
    ask(question);
  });

  function ask(question) {
    lastQuestion = question;
    return send(() => concord.ask(question, context, { lang: language }), () => ask(question));
  }

  function answer(card) {
    return send(() => concord.answer(card, context, { lang: language }), () => answer(card));
  }

  // `again` repeats the same question: after a fault, or with one thing more known.
  async function send(call, again) {
    removeOptions();
    const waiting = say("", "ours message--waiting");
    waiting.setAttribute("aria-label", words.waiting);
    try {
      const reply = await call();
      waiting.remove();
      show(reply, again);
    } catch (fault) {
      waiting.remove();
      const message = say({ 401: words.expired, 429: words.slow }[fault.status] ?? words.failed, "ours");
      if (fault.status !== 401) offerOptions(message, [{ label: words.again, choose: again, isSilent: true }]);
    }
    form.question.focus({ preventScroll: true });
  }

  function show(reply, again) {
    const shown = {
      answered: () => showAnswer(reply),
      needs_context: () => showNeed(reply.needs[0], again, reply.hints),
      suggest: () => showCandidates(reply.candidates),
      escalate: () => (reply.answer ? showAnswer(reply) : say(reply.escalation?.message || words.person, "ours")),
    };
    (shown[reply.status] ?? shown.escalate)();
    const message = log.lastElementChild;
    if (reply.receipt) message.dataset.receipt = reply.receipt;
    if (reply.status === "answered") after.askIfItHelped(message, reply);
    if (reply.status === "escalate") after.offerPerson(message, reply.receipt ?? undefined);
    if (reply.offer) after.tellOfOffer(reply);
    const assumed = (reply.hints ?? []).filter((hint) => hint.is_assumed);
    if (assumed.length) offerOptions(message, assumed.map((hint) => otherwise(hint, again)));
    if (reply.answer) fromItsBeginning(message);
  }

  function showAnswer({ answer: said, fallback, offer }) {
    const message = say(fallback ? words.fallback : "", "ours");
    const text = put(message, document.createElement("div"), said.html);
    text.lang = said.language;
    for (const name of ["card", "version", "language", "digest"]) text.dataset[name] = said[name];
    text.dataset.rule = said.rule ?? "";
    if (offer) put(message, document.createElement("div"), offer.html).classList.add("message__offer");
  }

  // What was read from the question and assumed, because it changes neither outcome nor money, can be said otherwise.
  function otherwise(hint, again) {
    const label = words.otherwise.replace("%s", `${hint.name}: ${hint.label}`);
    return { label, choose: () => showNeed(hint, again), isSilent: true };
  }

  // What the question seems to say stands first, or in the box already; it counts once it is pressed.
  function showNeed(need, again, hints = []) {
    const hinted = hints.find((hint) => hint.dimension === need.dimension)?.value;
    const message = say(need.question, "ours");
    const known = (value) => {
      context = { ...context, [need.dimension]: value };
      return again();
    };
    if (need.kind === "number" || need.kind === "date") return offerInput(message, need.kind, known, hinted);
    const yesOrNo = [{ value: "true", label: words.yes }, { value: "false", label: words.no }];
    const options = need.options.length ? need.options : yesOrNo;
    const ordered = [...options].sort((one, other) => (other.value === hinted) - (one.value === hinted));
    offerOptions(
      message,
      ordered.map(({ value, label }) => ({ label, choose: () => known(value), isLikely: value === hinted })),
    );
  }

  function showCandidates(candidates) {
    const message = say(words.choose, "ours");
    const options = candidates.map(({ card, title }) => ({ label: title, choose: () => answer(card) }));
    offerOptions(message, [...options, { label: words.none, choose: () => after.offerPerson(say(words.person, "ours")) }]);
  }

  function say(text, kind) {
    const message = document.createElement("div");
    message.className = `message message--${kind}`;
    message.textContent = text;
    log.append(message);
    log.scrollTop = log.scrollHeight;
    return message;
  }

  function put(message, element, html) {
    element.className = "prose";
    message.append(fill(element, html));
    return element;
  }

  function offerOptions(message, options) {
    const row = document.createElement("div");
    row.className = "chat__options";
    for (const { label, choose, isSilent, isLikely } of options) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `button ${isLikely ? "button--primary" : "button--option"}`;
      button.textContent = label;
      button.addEventListener("click", () => {
        removeOptions();
        if (!isSilent) say(label, "customer");
        choose();
      });
      row.append(button);
    }
    message.append(row);
    fromItsBeginning(message);
  }

  function offerInput(message, kind, known, hinted = "") {
    const row = document.createElement("form");
    row.className = "chat__options";
    const input = Object.assign(document.createElement("input"), { type: kind, className: "input input--short", required: true, value: hinted });
    input.setAttribute("aria-label", message.textContent);
    const button = Object.assign(document.createElement("button"), { className: "button", textContent: words.send });
    row.append(input, button);
    row.addEventListener("submit", (event) => {
      event.preventDefault();
      removeOptions();
      say(input.value, "customer");
      known(input.value);
    });
    message.append(row);
    fromItsBeginning(message);
  }

  // What is longer than the log, a long answer or a question with many choices, is read from its beginning.
  function fromItsBeginning(message) {
    log.scrollTop = message.offsetTop - log.offsetTop;
  }

  function removeOptions() {
    for (const options of log.querySelectorAll(".chat__options")) options.remove();
  }
}
