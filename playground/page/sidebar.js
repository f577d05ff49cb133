// The list at the left: channels, direct messages, and the app's Home.

import { avatar } from "./avatar.js";
import { momentIn, timeIn } from "./dates.js";
import { el, fill, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { symbol } from "./messages.js";
import { openChannel, openDirect, openHome } from "./navigation.js";
import { channelName, nameOf, now, on, sorted, state } from "./state.js";

export function sidebar() {
  const list = el("nav", { class: "sidebar", "aria-label": "Channels and direct messages" });
  const draw = () => keepingFocus(() => fill(list, teamName(), channels(), directs(), apps()));
  for (const topic of ["place", "channels", "reloaded", "minute"]) on(topic, draw);
  on("sidebar", () => list.classList.toggle("open"));
  on("place", () => list.classList.remove("open"));
  document.addEventListener("pointerdown", (event) => list.contains(event.target) || list.classList.remove("open"));
  return list;
}

const teamName = () => el("div", { class: "team" }, el("span", { class: "team-mark", "aria-hidden": "true" }, (state.team.name ?? "?").slice(0, 1)), el("b", {}, state.team.name));

function part(title, ...entries) {
  return el("section", {}, el("h2", {}, title), el("ul", {}, entries.flat().map((entry) => el("li", {}, entry))));
}

function channels() {
  const mine = [...state.channels.values()].filter((channel) => channel.kind !== "im");
  return part("Channels", sorted(mine, channelName).map((channel) => entry(channel, symbol(channel), channelName(channel))));
}

function directs() {
  const open = new Map([...state.channels.values()].filter((channel) => channel.kind === "im").map((channel) => [channel.user, channel]));
  const people = [...state.people.values()].filter((person) => person.id !== state.me.id && !person.deleted && isCompany(person, open));
  return part("Direct messages", sorted(people, nameOf).map((person) => {
    const channel = open.get(person.id);
    const name = [el("span", { class: "entry-words" }, nameOf(person)), person.is_bot && el("span", { class: "badge" }, "APP"), (person.is_restricted || person.is_ultra_restricted) && el("small", {}, "guest"),
      !person.is_bot && el("small", { class: "local-time", title: `It is ${momentIn(person.tz, now())} for ${nameOf(person)}` }, timeIn(person.tz, now()))];
    return channel ? entry(channel, avatar(person.id), name) : row({ key: person.id, picture: avatar(person.id), name, open: () => openDirect(person.id) });
  }));
}

// Bots other than the app (Slack's own, say) are listed only once they have written.
const isCompany = (person, open) => !person.is_bot || person.id === state.app.bot_user_id || open.has(person.id);

function apps() {
  return part("Apps", row({ key: "home", picture: icon("home"), name: `${state.app.name} Home`, open: openHome, current: state.place.home }));
}

function entry(channel, picture, name) {
  const current = !state.place.home && channel.id === state.place.channel;
  return row({ key: channel.id, picture, name, unread: current ? 0 : channel.unread, current, open: () => openChannel(channel.id) });
}

function row({ key, picture, name, unread = 0, current, open }) {
  return el("button", { type: "button", class: ["entry", unread > 0 && "unread"], "aria-current": current ? "page" : undefined, "data-key": `entry/${key}`, onclick: open },
    picture, el("span", { class: "entry-name" }, name),
    unread > 0 && el("span", { class: "count" }, String(Math.min(unread, 99)), el("span", { class: "sr-only" }, " unread")));
}
