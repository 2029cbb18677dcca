// What customers type is a question once they stop: it is told to the server after a moment, or when the page is left.

const STANDS_MS = 1500;

const form = document.querySelector("form[data-asked]");
let told = form?.q.value.trim() ?? "";
let timer = 0;

function tell() {
  clearTimeout(timer);
  const question = form.q.value.trim();
  if (!question || question === told) return;
  told = question;
  const asked = new URLSearchParams({ q: question, settled: "1" });
  fetch(`${form.action}?${asked}`, { keepalive: true }).catch(() => {}); // Not noted is no news for a customer.
}

form?.q.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(tell, STANDS_MS);
});
form?.addEventListener("submit", () => (told = form.q.value.trim())); // The page that comes is noted by itself.
addEventListener("pagehide", () => form && tell());
