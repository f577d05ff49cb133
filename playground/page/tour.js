// A short guided tour. Its words come from whoever started the playground; the page leads from step to step, and ticks
// off what was done.

import { hear } from "./announcer.js";
import { canTurn, turn } from "./clockbar.js";
import { el, fill, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { openBotMessages, openChannel, openHome } from "./navigation.js";
import { now, on, ring, state } from "./state.js";

const steps = () => state.tour.steps;
const pages = () => [...steps(), state.tour.farewell].filter(Boolean);
const step = () => pages()[at()];
const key = () => `tour/${state.team.id}`;
const at = () => Math.min(Number(localStorage.getItem(key()) ?? 0) || 0, pages().length - 1);
const isDismissed = () => localStorage.getItem(key()) === "over";
const isShown = () => Boolean(state.tour) && !isDismissed();
const isLast = () => at() === pages().length - 1;

// The steps that were done since this window was opened, in whatever order; the one whose button turns the clock; and
// since when time is counted that went by in another way.
const done = new Set();
let turning = null;
let began = null;

function remember(value) {
  localStorage.setItem(key(), String(value));
  ring("tour");
}

// `become` makes the page somebody else's.
export function tour(become) {
  const strip = el("section", { class: "tour", "aria-label": "Tour", hidden: true });
  const draw = (moved) => {
    strip.hidden = !isShown();
    if (strip.hidden) return;
    keepingFocus(() => fill(strip, words(), actions(become)));
    if (moved) strip.querySelector("h2").focus();
  };
  on("reloaded", () => {
    began ??= now();
    draw(false);
  });
  on("tour", () => draw(true));
  on("has clock", () => draw(false));
  on("ticked", () => draw(false));
  watch();
  return strip;
}

export function tourSwitch() {
  const button = el("button", { type: "button", class: "bar-button", "aria-label": "Tour", title: "Tour", hidden: true, onclick: () => remember(isDismissed() ? 0 : "over") }, icon("tour"));
  on("reloaded", () => { button.hidden = !state.tour; });
  return button;
}

function watch() {
  const look = ({ message }) => {
    const words = JSON.stringify(message);
    tick((each) => each.sees && words.includes(each.sees));
  };
  for (const topic of ["message", "message_changed", "ephemeral", "ephemeral_changed"]) on(topic, look);
  on("arrived", () => tick((each, number) => !each.sees && each.turn && (number === turning || now() - began >= each.turn)));
}

// Ticks off the steps that this is so of. Where time has passed by the one that is shown, the tour goes on with it.
function tick(isDone) {
  if (!isShown()) return;
  const found = steps().flatMap((each, number) => (!done.has(number) && isDone(each, number) ? [number] : []));
  for (const number of found) {
    done.add(number);
    hear(`Done: ${steps()[number].title}.`);
    if (number > at() && steps()[number].turn) localStorage.setItem(key(), String(number));
  }
  if (found.length) ring("ticked");
}

function words() {
  const count = at() < steps().length && el("span", { class: "tour-count" }, `${at() + 1} of ${steps().length}`);
  const ticked = done.has(at()) && el("span", { class: "tour-done" }, icon("check"), "Done");
  return el("div", { class: "tour-words" }, el("h2", { tabindex: "-1" }, count, step().title, ticked), el("p", {}, step().text));
}

function actions(become) {
  const goes = step().as || step().channel || step().home || step().type;
  const button = (label, act, more = "") => el("button", { type: "button", class: ["button", more], "data-key": `tour/${label}`, onclick: act }, label);
  return el("div", { class: "tour-actions" },
    goes && button("Take me there", () => take(step(), become)),
    step().turn && canTurn() && button(step().button || "Turn the clock", () => turnTo(step().turn)),
    at() > 0 && button("Back", () => remember(at() - 1)),
    isLast() ? button("Done", () => remember("over"), "primary") : button("Next", () => next(become), "primary"),
    el("button", { type: "button", class: "icon-button", "aria-label": "End the tour", onclick: () => remember("over") }, icon("close")));
}

// What is to be typed stands in the composer as soon as its step begins.
async function next(become) {
  remember(at() + 1);
  if (step().type) await take(step(), become);
}

// So many seconds from now, or one of the clock's own words.
function turnTo(by) {
  turning = at();
  turn(typeof by === "number" ? now() + by : by);
}

async function take({ as, channel, home, type }, become) {
  const person = [...state.people.values()].find((each) => each.name === as);
  if (person && person.id !== state.me.id) await become(person.id);
  const room = [...state.channels.values()].find((each) => each.name === channel);
  if (home) openHome();
  else if (room) openChannel(room.id);
  else await openBotMessages();
  if (type) ring("prefill", { text: type });
}
