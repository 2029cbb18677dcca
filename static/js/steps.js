// A line of steps may be wider than a phone: brings the chosen one into it, without moving the page.

function bringIn() {
  for (const step of document.querySelectorAll(".steps :checked")) {
    const line = step.closest(".steps");
    const place = step.parentElement;
    line.scrollLeft = place.offsetLeft - (line.clientWidth - place.offsetWidth) / 2;
  }
}

bringIn();
document.addEventListener("htmx:afterSettle", bringIn);
