// People, channels and groups as they are named inside text.

import { el } from "./dom.js";
import { state, channelName, personName } from "./state.js";

export function personMention(id, label) {
  const name = state.people.has(id) ? personName(id) : label || "unknown person";
  return el("span", { class: ["mention", id === state.me.id && "mention-me"], title: id }, `@${name}`);
}

export function channelMention(id, label) {
  const channel = state.channels.get(id);
  const name = channel ? channelName(channel) : label || "private-channel";
  return el("span", { class: "mention", title: id }, `#${name}`);
}

const GROUPS = { here: "@here", channel: "@channel", everyone: "@everyone" };

export function broadcastMention(target, label) {
  const [kind, id] = target.split("^");
  if (Object.hasOwn(GROUPS, kind)) return el("span", { class: "mention mention-me" }, GROUPS[kind]);
  if (kind === "subteam") return el("span", { class: "mention" }, label || `@${id ?? "group"}`);
  return el("span", {}, label ?? `<!${target}>`);
}
