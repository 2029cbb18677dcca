// Adds a picture to a text while it is written: from a button with `data-add-image` (the id of the text's field), or when one
// is pasted into a field with `data-markdown`. The server writes it anew and says what to put into the text.

const dialog = document.getElementById("image-dialog");
const form = dialog?.querySelector("form");
const problems = dialog?.querySelector("[data-problems]");
let field = null;

function open(target, file = null) {
  field = target;
  form.reset();
  problems.replaceChildren();
  if (file) {
    const files = new DataTransfer();
    files.items.add(file);
    form.elements.image.files = files.files;
  }
  dialog.showModal();
  form.elements[file ? "title" : "image"].focus();
}

async function add() {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(dialog.dataset.address, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    if (!answer.ok) return say(said.problems);
    dialog.close();
    insert(said.markdown);
  } catch {
    say([dialog.dataset.failed]);
  } finally {
    button.disabled = false;
  }
}

function say(sentences) {
  problems.replaceChildren(
    ...sentences.map((text) => Object.assign(document.createElement("p"), { className: "field__error", textContent: text })),
  );
}

function insert(markdown) {
  field.focus();
  field.setRangeText(markdown, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

if (dialog) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-add-image]");
    if (button) open(document.getElementById(button.dataset.addImage));
  });
  document.addEventListener("paste", (event) => {
    const target = event.target.closest?.("[data-markdown]");
    const file = [...(event.clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
    // What a word processor copies comes as a picture of the text, too; then the text is meant.
    if (!target || !file || event.clipboardData.types.includes("text/html")) return;
    event.preventDefault();
    open(target, file);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add();
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
}
