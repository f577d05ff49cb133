// Short notices at the foot of the page: what Slack's own client would say.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const shelf = el("div", { class: "toasts", role: "status", "aria-live": "polite", popover: "manual" });

// The same words are not said twice at a time: the server tells what went wrong both in its answer and as an event.
export function toast(text, level = "info") {
  if ([...shelf.children].some((note) => note.textContent === text)) return;
  const close = el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss notice", onclick: () => note.remove() }, icon("close"));
  const note = el("div", { class: `toast ${level}` }, icon(level === "error" ? "warning" : "check"), el("span", {}, text), close);
  if (!shelf.isConnected) document.body.append(shelf);
  shelf.append(note);
  rise();
  setTimeout(() => note.remove(), 9000);
}

// A popover shown last lies above an open modal too.
function rise() {
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
}
