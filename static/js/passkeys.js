/* Passkeys: the browser makes one or shows one, and the form carries what it says. Without this script the other ways in stay.

   `data-passkey` of a form is `add` (a new one), `use` (one of this person's) or `enter` (whoever's it is, in place of a
   password). What the browser is asked for stands in the page as JSON, or for `enter` is fetched from the form's address. */

const known = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

function say(form, what) {
  const words = form.querySelector("[data-cancelled]");
  words.textContent = words.dataset[what];
  words.hidden = false;
}

async function options(form) {
  if (form.dataset.passkey !== "enter") return JSON.parse(document.getElementById("passkey").textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
}

async function credential(form) {
  const asked = await options(form);
  if (form.dataset.passkey !== "add") {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.request_options.publicKey);
    return navigator.credentials.get({ publicKey });
  }
  const wanted = structuredClone(asked.creation_options.publicKey);
  const alone = form.elements.passwordless?.checked;
  wanted.authenticatorSelection = {
    ...wanted.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: Boolean(alone),
    ...(alone ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (known) form.hidden = false;
  else if (!form.hidden) say(form, "missing");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!known) return;
    try {
      form.elements.credential.value = JSON.stringify((await credential(form)).toJSON());
      form.submit();
    } catch {
      say(form, "cancelled");
    }
  });
}
