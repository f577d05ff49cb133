// The clock at the top: what time it is in the workspace and for everybody in it, and how to turn it. Where the
// workspace's clock can't be turned (there is no /sim/clock) there is no bar.

import { hear } from "./announcer.js";
import { ask, tell } from "./api.js";
import { avatar } from "./avatar.js";
import { dayKey, momentIn, shortMoment } from "./dates.js";
import { el, fill, keepingFocus } from "./dom.js";
import { menu } from "./floating.js";
import { icon } from "./icons.js";
import { clockRuns, nameOf, now, on, ring, sorted, state } from "./state.js";
import { toast } from "./toast.js";

const JUMPS = [["15m", "+15 min"], ["1h", "+1 hour"], ["morning", "Next working day"], ["friday", "Friday 16:00"], ["dst", "Clock change"]];
const SPEEDS = [[1, "Real time"], [60, "1 minute a second"], [600, "10 minutes a second"]];

let clock = null;

export function clockBar() {
  const bar = el("section", { class: "clock-bar", "aria-label": "Clock", hidden: true });
  const face = el("button", { type: "button", class: "clock-face" });
  const people = menu({ button: face, label: "Everybody's time", items: everybodysTime });
  const controls = el("div", { class: "clock-controls" });
  fill(bar, people, controls);
  const tick = () => tock(bar, face);
  on("clock", (told) => {
    // The answer to a request may arrive after what happened since.
    if (clock && told.told < clock.told) return;
    accept(told);
    keepingFocus(() => fill(controls, clock.turning ? turning() : turns()));
    tick();
  });
  on("reloaded", () => meet(bar));
  setInterval(tick, 1000);
  return bar;
}

async function meet(bar) {
  const told = await ask("clock").catch(() => null);
  bar.hidden = typeof told?.speed !== "number";
  if (bar.hidden) return;
  // A playground that has begun anew counts anew.
  if (clock) clock = { ...clock, told: 0 };
  ring("clock", told);
  ring("has clock");
}

function accept(told) {
  const stands = clock?.turning && !told.turning;
  const arrived = stands && told.now >= clock.target;
  clock = told;
  clockRuns(told);
  if (stands) hear(`It is now ${shortMoment(told.now)}.`);
  if (arrived) ring("arrived");
}

let drawnDay = null;
let drawnMinute = null;

// Local times stand in other places too.
function minute() {
  const current = Math.floor(now() / 60);
  if (drawnMinute === current) return;
  drawnMinute = current;
  ring("minute");
}

function tock(bar, face) {
  if (bar.hidden || face.matches("[aria-expanded=true]")) return;
  fill(face, icon("clock"), el("b", {}, shortMoment(now())), icon("down"));
  minute();
  const day = dayKey(now());
  if (drawnDay && drawnDay !== day) ring("new day");
  drawnDay = day;
}

function everybodysTime() {
  const people = [...state.people.values()].filter((person) => !person.is_bot && !person.deleted && person.id !== "USLACKBOT");
  return sorted(people, nameOf).map((person) => ({
    label: `${nameOf(person)}: ${momentIn(person.tz, now())}`, detail: person.tz.replaceAll("_", " "), picture: avatar(person.id), choose: () => {},
  }));
}

function turns() {
  const wide = JUMPS.map(([to, label]) => el("button", { type: "button", class: "bar-button", "data-key": `turn/${to}`, onclick: () => turn(to) }, label));
  const opener = el("button", { type: "button", class: "bar-button", "aria-label": "Turn the clock" }, "Turn", icon("down"));
  const narrow = menu({ button: opener, label: "Turn the clock", items: () => JUMPS.map(([to, label]) => ({ label, choose: () => turn(to) })) });
  return [el("div", { class: "clock-jumps", role: "group", "aria-label": "Turn the clock" }, wide), el("div", { class: "clock-jumps-narrow" }, narrow), pauseButton(), speedMenu()];
}

function pauseButton() {
  const { paused, speed } = clock;
  const label = paused ? "Let the clock run" : "Pause the clock";
  const press = () => send(paused ? "clock/run" : "clock/pause", paused ? { speed } : {});
  return el("button", { type: "button", class: "bar-button", "aria-label": label, title: label, "data-key": "clock/pause", onclick: press }, icon(paused ? "play" : "pause"));
}

function speedMenu() {
  const current = `${clock.speed}×`;
  const opener = el("button", { type: "button", class: "bar-button", "aria-label": `Speed: ${current}`, "data-key": "clock/speed" }, current, icon("down"));
  const items = () => SPEEDS.map(([speed, detail]) => ({ label: `${speed}×`, detail, checked: !clock.paused && clock.speed === speed, choose: () => send("clock/run", { speed }) }));
  return menu({ button: opener, label: "Speed", items });
}

function turning() {
  const where = clock.target ? ` to ${shortMoment(clock.target)}` : "";
  return [el("span", { class: "clock-turning" }, `Turning${where}…`), el("button", { type: "button", class: "bar-button", "data-key": "clock/stop", onclick: () => send("clock/stop") }, "Stop")];
}

// `to` is one of the server's words for a moment, or seconds since 1970.
export const turn = (to) => send("clock/turn", { to });

export const canTurn = () => clock !== null;

async function send(path, body = {}) {
  try {
    const told = await tell(path, body);
    if (typeof told.speed === "number") ring("clock", told);
  } catch (problem) {
    toast(problem.message, "error");
  }
}

