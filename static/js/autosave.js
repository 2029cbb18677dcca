// Keeps what is typed into the editor while it is typed, so that neither a closed browser nor somebody else's save loses it.
// The server keeps one copy for each person and draft; saving the draft takes its place.

const PAUSE_MS = 3000;
const MOST_KEPT_ALIVE = 60000; // Bytes: browsers let requests that outlive their page carry 64 kB, and refuse larger ones.

const form = document.querySelector("form[data-autosave]");
const said = form?.querySelector("[data-autosave-said]");
let kept = form ? typed() : "";
let timer = 0;
let request = new AbortController();
let isSaving = false;

function typed() {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  return new URLSearchParams(fields).toString();
}

async function keep(isLeaving = false) {
  clearTimeout(timer);
  timer = 0;
  const now = typed();
  if (isSaving || now === kept) {
    return;
  }
  request.abort();
  request = new AbortController();
  try {
    const sent = new URLSearchParams([...new FormData(form)]);
    const options = isLeaving ? { keepalive: sent.toString().length < MOST_KEPT_ALIVE } : { signal: request.signal };
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: sent, ...options });
    if (answer.headers.get("Content-Type")?.includes("json")) {
      const told = await answer.json();
      said.textContent = told.said;
      tellOthers(told.others);
      kept = answer.ok ? now : kept;
    }
  } catch {
    // Offline, or a newer attempt took over: the next change tries again.
  }
}

// Who else is writing here stands where the page says it when it is opened.
function tellOthers(text = "") {
  const place = document.getElementById("others");
  if (place.textContent.trim() === text.trim()) return;
  place.replaceChildren();
  if (!text) return;
  const notice = document.createElement("div");
  notice.className = "notice notice--caution";
  notice.textContent = text;
  place.append(notice);
}

form?.addEventListener("others", ({ detail }) => tellOthers(detail));
form?.addEventListener("saved", () => {
  isSaving = false;
  kept = typed();
});

form?.addEventListener("input", () => {
  timer ||= setTimeout(keep, PAUSE_MS);
});

// What the editor does without leaving the page, such as moving a rule, ends no typing: it goes on being kept.
form?.addEventListener("submit", ({ defaultPrevented }) => {
  clearTimeout(timer);
  request.abort();
  isSaving = !defaultPrevented;
  timer = isSaving ? 0 : setTimeout(keep, PAUSE_MS);
});

addEventListener("pagehide", () => form && keep(true));
document.addEventListener("visibilitychange", () => {
  if (form && document.visibilityState === "hidden") {
    keep(true);
  }
});
// A page that the browser brings back has not been saved.
addEventListener("pageshow", () => {
  isSaving = false;
});
