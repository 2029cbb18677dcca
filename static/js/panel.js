// The panel inside a help desk's page. No cookie of ours is sent there, so every request carries a pass: from what the browser kept,
// from the site's own log-in where there is one, or from a window in which somebody logs in. A copied reply also goes to the page
// around the frame, which may put it into the ticket, and to no page that is not listed.

const HOURS = 8; // As long as a pass is good; see kb/panel/passes.py.
const panel = () => document.getElementById("panel");
let pass = kept();

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (pass) detail.headers.Authorization = `Panel ${pass}`;
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (panel().dataset.state === "closed") keep("");
  if (detail.requestConfig?.elt.id === "q") scrollTo(0, 0); // Another question: its answer stands at the top.
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-log-in]")) open(panel().dataset.door, "concord-door", "popup,width=480,height=640");
  const button = target.closest("[data-copy]");
  if (button) tell(button);
});

// The window that was opened answers here, and nobody else can.
addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin || data?.type !== "concord.pass") return;
  keep(data.pass);
  load();
});

start();

async function start() {
  const { dataset } = panel();
  if (dataset.state === "closed" && pass) await load();
  if (dataset.state !== "open" || pass) return;
  const response = await fetch(dataset.pass, { method: "POST", headers: { "X-CSRFToken": dataset.csrf } }).catch(() => null);
  if (response?.ok && !response.redirected) keep((await response.json()).pass);
}

function load() {
  return htmx.ajax("GET", location.pathname + location.search, { target: "#panel", swap: "outerHTML", select: "#panel" });
}

// What stands in the answer is said word for word, with what proves it.
function tell(button) {
  const answer = button.closest(".answer");
  const said = answer?.querySelector("[data-card]");
  const receipt = answer?.querySelector("[name=receipt]")?.value ?? null;
  const isReceipt = button.dataset.copy === receipt;
  if (window === parent || isReceipt || !(answer || button.closest(".offer"))) return;
  const what = said ? { ...said.dataset, html: said.innerHTML } : {};
  const message = { type: answer ? "concord.reply" : "concord.offer", text: button.dataset.copy, ...what, receipt };
  const listed = panel().dataset.framers.split(" ").filter(Boolean);
  const around = location.ancestorOrigins?.[0]; // Not in every browser; a message for another origin is not delivered anyway.
  for (const origin of around ? listed.filter((each) => each === around) : listed) parent.postMessage(message, origin);
}

// Browsers keep nothing for a frame of another site but such a cookie, which belongs to this site inside that one page (RFC 6265bis,
// CHIPS). It is a place to keep the pass for the next ticket and nothing else: the server reads the header alone. Where not even
// that is allowed, the pass lasts as long as the page.
function kept() {
  try {
    return document.cookie.match(/(?:^|; )concord_pass=([^;]*)/)?.[1] ?? "";
  } catch {
    return "";
  }
}

function keep(given) {
  pass = given;
  try {
    const seconds = given ? HOURS * 3600 : 0;
    document.cookie = `concord_pass=${given}; path=/panel/; max-age=${seconds}; secure; samesite=none; partitioned`;
  } catch {
    // A frame in a sandbox: it is in `pass`.
  }
}
