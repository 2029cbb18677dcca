// What comes after an answer in the chat: whether it helped, that its offer was shown, and handing the question to a person.
// Everything goes through the API, and everything shown here is put in as text.

/** @param {{concord: any, words: DOMStringMap, say: Function, isAbout: () => {question: string, context: Object}, scroll: Function}} chat */
export function next({ concord, words, say, isAbout, scroll }) {
  return { askIfItHelped, tellOfOffer, offerPerson };

  /** Two buttons below an answer; what is said is counted, with nobody's name. */
  function askIfItHelped(message, { answer, receipt }) {
    const row = rowOf("chat__helped", words.helped);
    const about = isAbout(); // By the time somebody answers, another question may have been asked.
    for (const [kind, label] of [["helpful", words.yes], ["unhelpful", words.no]]) {
      row.append(button(label, "button button--option", () => helped(row, answer.card, kind, receipt, about)));
    }
    message.append(row);
  }

  async function helped(row, card, kind, receipt, about) {
    for (const each of row.querySelectorAll("button")) each.disabled = true;
    await concord.feedback(card, kind, { receipt }).catch(() => {}); // Not counted is no news for a customer.
    row.replaceChildren(Object.assign(document.createElement("span"), { textContent: words.thanks }));
    if (kind === "unhelpful") offerPerson(row.parentElement, receipt, "unhelpful", about);
  }

  /** Said once the customer has it before her eyes. */
  function tellOfOffer({ offer, receipt }) {
    concord.outcome(offer.code || offer.offer, "shown", { receipt }).catch(() => {});
  }

  /** A field for what else a colleague should know, and the button that hands over. */
  function offerPerson(message, receipt = undefined, reason = undefined, about = isAbout()) {
    const form = document.createElement("form");
    form.className = "chat__options chat__hand-over";
    const text = Object.assign(document.createElement("textarea"), { className: "input", rows: 2, maxLength: 2000 });
    text.placeholder = words.add;
    text.setAttribute("aria-label", words.add);
    form.append(text, Object.assign(document.createElement("button"), { className: "button", textContent: words.handOver }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      handOver(form, about, { receipt, reason, message: text.value.trim() });
    });
    message.append(form);
    scroll();
  }

  async function handOver(form, { question, context }, more) {
    form.querySelector("button").disabled = true;
    try {
      const made = await concord.escalate(question, context, more);
      form.remove();
      if (more.message) say(more.message, "customer");
      say(words.handed.replace("{number}", made.escalation), "ours").dataset.escalation = made.escalation;
    } catch {
      form.querySelector("button").disabled = false;
      say(words.failed, "ours");
    }
  }
}

function rowOf(name, text) {
  const row = document.createElement("div");
  row.className = name;
  row.append(Object.assign(document.createElement("span"), { textContent: text }));
  return row;
}

function button(label, name, choose) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: name, textContent: label });
  made.addEventListener("click", choose);
  return made;
}
