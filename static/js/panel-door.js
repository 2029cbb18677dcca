// The window in which somebody logs in for the panel: it fetches a pass, hands it to the frame that opened it, and closes.
// The browser delivers the message to a page of this site only.

const door = document.getElementById("door");

if (window.opener) {
  const { pass, csrf } = door.dataset;
  const response = await fetch(pass, { method: "POST", headers: { "X-CSRFToken": csrf } });
  if (response.ok) {
    window.opener.postMessage({ type: "concord.pass", ...(await response.json()) }, location.origin);
    window.close();
  }
}
