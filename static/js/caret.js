// Where the caret of a text field is, and putting words there so that they can be taken back with Ctrl+Z.

const COPIED = ["fontFamily", "fontSize", "fontWeight", "lineHeight", "letterSpacing", "tabSize", "width", "paddingTop", "paddingRight",
  "paddingBottom", "paddingLeft", "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "boxSizing"];

export function caretOf(field, at) {
  const mirror = document.createElement("div");
  const styles = getComputedStyle(field);
  for (const name of COPIED) mirror.style[name] = styles[name];
  Object.assign(mirror.style, { position: "fixed", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", borderStyle: "solid", left: "0", top: "0" });
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  mirror.append(field.value.slice(0, at), mark);
  document.body.append(mirror);
  const box = field.getBoundingClientRect();
  const top = box.top + mark.offsetTop - field.scrollTop;
  const place = { left: box.left + mark.offsetLeft, top, bottom: top + mark.offsetHeight };
  mirror.remove();
  return place;
}

export function put(field, text, start = field.selectionStart, end = field.selectionEnd) {
  field.focus();
  field.setSelectionRange(start, end);
  // The only way that keeps what the browser can undo; deprecated, and without a successor.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
