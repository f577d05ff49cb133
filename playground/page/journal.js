// What happened: what the app sent, when, to whom and why, and what people did. The server keeps the journal; where it
// has none, there is no switch.

import { ask } from "./api.js";
import { shortMoment, timeIn } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { panelSwitch, sidePanel } from "./panels.js";
import { channelName, on, personName, ring, state } from "./state.js";
import { table } from "./table.js";

const KEPT = 500;
let last = 0;
let writtenFor = null; // the zone that its moments are in

export function journalPanel() {
  const rows = el("ol", { class: "journal-rows", tabindex: "0", "aria-label": "Journal entries" });
  const nothing = el("p", { class: "panel-note" }, "Nothing has been sent yet. Turn the clock, and see what falls due.");
  const add = (entry) => {
    if (entry.n <= last) return;
    last = entry.n;
    writtenFor = state.me.tz;
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
  // Whoever one is now reads it by their own clock.
  const anew = () => {
    if (writtenFor && writtenFor !== state.me.tz) {
      rows.replaceChildren();
      last = 0;
    }
    return fetchMissed();
  };
  on("reloaded", anew);
  const only = el("input", { type: "checkbox", onchange: () => rows.classList.toggle("sent-only", only.checked) });
  return sidePanel({ name: "journal", title: "Journal", tools: el("label", { class: "log-filter" }, only, "Sent only"), content: [nothing, rows] });
}

export function journalSwitch() {
  const button = panelSwitch({ name: "journal", title: "Journal", sign: "journal", topic: "journal", counts: "new" });
  button.hidden = true;
  on("has journal", () => { button.hidden = false; });
  return button;
}

function drawn(entry) {
  const [sign, words] = KINDS[entry.what] ?? ["journal", entry.what];
  return el("li", { class: ["journal-entry", entry.what === "sent" && "sent"] },
    el("div", { class: "journal-head" },
      el("span", {}, icon(sign), words && `${words} `, entry.to && el("b", {}, named(entry.to))),
      el("time", { class: "time" }, shortMoment(entry.at), there(entry))),
    entry.text && el("div", { class: "journal-text" }, mrkdwn(entry.text)),
    entry.why && el("div", { class: "context-text" }, mrkdwn(entry.why)));
}

// What the clock shows where they are, when that is elsewhere.
function there({ to, at }) {
  const tz = state.people.get(to)?.tz;
  const time = tz && timeIn(tz, at);
  return time && time !== timeIn(state.me.tz, at) && ` (${time} there)`;
}

// How the server calls what happened, and what stands before the name of whom it happened to or who did it.
const KINDS = table({
  sent: ["send", "Sent to"], changed: ["pencil", "Changed for"], answered: ["reply", "Answered"],
  acted: ["people", ""], turned: ["clock", "The clock was turned"], noted: ["info", ""],
});

// A person or a conversation by its id, or called by name already.
function named(to) {
  if (state.people.has(to)) return personName(to);
  const channel = state.channels.get(to);
  if (!channel) return String(to);
  return channel.kind === "im" ? channelName(channel) : `#${channelName(channel)}`;
}
