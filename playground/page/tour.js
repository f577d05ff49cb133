// A short guided tour. Its words come from whoever started the playground; the page only leads from step to step.

import { canTurn, turn } from "./clockbar.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openBotMessages, openChannel, openHome } from "./navigation.js";
import { now, on, ring, state } from "./state.js";

const step = () => state.tour.steps[at()];
const key = () => `tour/${state.team.id}`;
const at = () => Math.min(Number(localStorage.getItem(key()) ?? 0) || 0, state.tour.steps.length - 1);
const isDismissed = () => localStorage.getItem(key()) === "over";

function remember(value) {
  localStorage.setItem(key(), String(value));
  ring("tour");
}

// `become` makes the page somebody else's.
export function tour(become) {
  const strip = el("section", { class: "tour", "aria-label": "Tour", hidden: true });
  const draw = (moved) => {
    strip.hidden = !state.tour || isDismissed();
    if (strip.hidden) return;
    fill(strip, words(), actions(become));
    if (moved) strip.querySelector("h2").focus();
  };
  on("reloaded", () => draw(false));
  on("tour", () => draw(true));
  on("has clock", () => draw(false));
  return strip;
}

export function tourSwitch() {
  const button = el("button", { type: "button", class: "bar-button", "aria-label": "Tour", title: "Tour", hidden: true, onclick: () => remember(isDismissed() ? 0 : "over") }, icon("tour"));
  on("reloaded", () => { button.hidden = !state.tour; });
  return button;
}

function words() {
  return el("div", { class: "tour-words" },
    el("h2", { tabindex: "-1" }, el("span", { class: "tour-count" }, `${at() + 1} of ${state.tour.steps.length}`), step().title),
    el("p", {}, step().text));
}

function actions(become) {
  const last = at() === state.tour.steps.length - 1;
  const goes = step().as || step().channel || step().home || step().type;
  return el("div", { class: "tour-actions" },
    goes && el("button", { type: "button", class: "button", onclick: () => take(step(), become) }, "Take me there"),
    step().turn && canTurn() && el("button", { type: "button", class: "button", onclick: () => turn(goal(step().turn)) }, step().button || "Turn the clock"),
    at() > 0 && el("button", { type: "button", class: "button", onclick: () => remember(at() - 1) }, "Back"),
    el("button", { type: "button", class: "button primary", onclick: () => (last ? remember("over") : next(become)) }, last ? "Done" : "Next"),
    el("button", { type: "button", class: "icon-button", "aria-label": "End the tour", onclick: () => remember("over") }, icon("close")));
}

// What is to be typed stands in the composer as soon as its step begins.
async function next(become) {
  remember(at() + 1);
  if (step().type) await take(step(), become);
}

// So many seconds from now, or one of the clock's own words.
const goal = (by) => (typeof by === "number" ? now() + by : by);

async function take({ as, channel, home, type }, become) {
  const person = [...state.people.values()].find((each) => each.name === as);
  if (person && person.id !== state.me.id) await become(person.id);
  const room = [...state.channels.values()].find((each) => each.name === channel);
  if (home) openHome();
  else if (room) openChannel(room.id);
  else await openBotMessages();
  if (type) ring("prefill", { text: type });
}
