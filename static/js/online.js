// Says when the site cannot be reached, keeps what was typed, and goes on by itself: what could not be read is read again. What
// would change something is never sent again by itself. Other scripts report a failed request with the event `concord:away`, and
// hear `concord:back` once the site answers.

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30000;
const SAID_MS = 3000;
const AWAY = [502, 503, 504];

const place = document.getElementById("away");
let state = "";
let pause = FIRST_PAUSE_MS;
let timer = 0;
let missed = null;

function say(now) {
  if (!place || state === now) return;
  state = now;
  place.replaceChildren(...(now ? [document.getElementById(`away-${now}`).content.cloneNode(true)] : []));
}

function isAway(now = navigator.onLine ? "unreachable" : "offline") {
  say(now);
  clearTimeout(timer);
  if (now === "unreachable") timer = setTimeout(look, pause);
}

async function look() {
  pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  try {
    const answer = await fetch(place.dataset.health, { cache: "no-store" });
    if (!answer.ok) return isAway();
  } catch {
    return isAway();
  }
  isBack();
}

function isBack() {
  say("back");
  timer = setTimeout(() => {
    say("");
    pause = FIRST_PAUSE_MS;
  }, SAID_MS);
  const again = missed;
  missed = null;
  if (again?.elt.isConnected) globalThis.htmx?.ajax("GET", again.path, { source: again.elt, target: again.target });
  dispatchEvent(new Event("concord:back"));
}

function failed({ detail }) {
  const { requestConfig, pathInfo, elt, target } = detail;
  if (requestConfig?.verb === "get") missed = { path: pathInfo.requestPath, elt, target };
  isAway();
}

if (place) {
  addEventListener("offline", () => isAway("offline"));
  addEventListener("online", look);
  addEventListener("concord:away", () => isAway());
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", (event) => AWAY.includes(event.detail.xhr?.status) && failed(event));
  // The browser would put its own page in the place of ours, and what stands in the form might be gone with it.
  addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    isAway("offline");
  }, true);
  if (!navigator.onLine) isAway("offline");
}
