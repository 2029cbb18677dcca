// A page that could not be made asks, now and then, whether it can be made now, and then opens again.

const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 30000;

const place = document.querySelector("[data-again]");

function wait(pause) {
  setTimeout(async () => {
    const answer = await fetch(place.dataset.again, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.replace(place.dataset.to);
    else wait(Math.min(2 * pause, LONGEST_PAUSE_MS));
  }, pause);
}

if (place) wait(FIRST_PAUSE_MS);
