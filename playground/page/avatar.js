// Who wrote this: coloured initials, made of nothing but CSS.

import { el } from "./dom.js";
import { nameOf, state } from "./state.js";

const TONES = 8;

export function avatar(id, name = nameOf(state.people.get(id))) {
  const bot = id === state.app.bot_user_id || state.people.get(id)?.is_bot;
  return el("span", { class: ["avatar", bot ? "avatar-bot" : `tone-${toneOf(id)}`], "aria-hidden": "true" }, initials(name));
}

function initials(name) {
  const [first = "?", ...others] = name.split(/\s+/).filter(Boolean);
  return [...first].slice(0, 1).concat([...(others.at(-1) ?? "")].slice(0, 1)).join("").toUpperCase();
}

// Colours follow the order of people, so that the first few never share one.
const toneOf = (id) => Math.max(0, [...state.people.keys()].indexOf(id)) % TONES;
