// What the app sent by itself: when, to whom, and why. The server keeps the journal; where it has none, there is no switch.

import { ask } from "./api.js";
import { shortMoment } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { panelSwitch, sidePanel } from "./panels.js";
import { channelName, on, personName, ring, state } from "./state.js";

const KEPT = 500;
let last = 0;

export function journalPanel() {
  const rows = el("ol", { class: "journal-rows", tabindex: "0", "aria-label": "Journal entries" });
  const nothing = el("p", { class: "panel-note" }, "Nothing has been sent yet. Turn the clock, and see what falls due.");
  const add = (entry) => {
    if (entry.n <= last) return;
    last = entry.n;
    nothing.hidden = true;
    rows.append(drawn(entry));
    if (rows.childElementCount > KEPT) rows.firstElementChild.remove();
    rows.lastElementChild.scrollIntoView({ block: "nearest" });
  };
  const take = ({ entries }) => {
    entries.forEach(add);
    ring("has journal");
  };
  const fetchMissed = () => ask("journal", { after: last }).then(take).catch(() => {}); // 404: there is no journal
  on("journal", ({ entry }) => (entry.n === last + 1 ? add(entry) : fetchMissed()));
  on("reloaded", fetchMissed);
  return sidePanel({ name: "journal", title: "Journal", content: [nothing, rows] });
}

export function journalSwitch() {
  const button = panelSwitch({ name: "journal", title: "Journal", sign: "journal", topic: "journal", counts: "new" });
  button.hidden = true;
  on("has journal", () => { button.hidden = false; });
  return button;
}

function drawn(entry) {
  return el("li", { class: "journal-entry" },
    el("div", { class: "journal-head" }, el("b", {}, entry.what), el("time", { class: "time" }, shortMoment(entry.at))),
    entry.to && el("div", {}, icon("send"), "to ", el("b", {}, receiver(entry.to))),
    entry.text && el("blockquote", {}, entry.text),
    entry.why && el("div", { class: "context-text" }, entry.why));
}

// The receiver is an id of a person or a conversation, or is called by name already.
function receiver(to) {
  if (state.people.has(to)) return personName(to);
  const channel = state.channels.get(to);
  if (!channel) return String(to);
  return channel.kind === "im" ? channelName(channel) : `#${channelName(channel)}`;
}
