// Switches for what can go wrong at Slack. Each takes effect once, on the next occasion.

import { ask, tell } from "./api.js";
import { el, fill } from "./dom.js";
import { on } from "./state.js";
import { toast } from "./toast.js";

const FAULTS = [
  ["Rate limit", "The app's next call is answered with 429", { name: "rate_limit", retry_after: 5 }],
  ["Slow answer", "The app's next call is answered after 5 seconds", { name: "slow", seconds: 5 }],
  ["Lost answer", "The app's next call is applied, and the connection cut", { name: "drop_reply" }],
  ["Server error", "The app's next call is answered with 500", { name: "server_error" }],
  ["Wrong signature", "The next delivery is signed with another secret", { name: "bad_signature" }],
  ["Old signature", "The next delivery was signed six minutes ago", { name: "stale_signature" }],
  ["Delivered twice", "The next delivery comes twice at once", { name: "duplicate_delivery" }],
  ["Disconnect the socket", "Every Socket Mode connection is told to go, now", { name: "disconnect" }],
];

export function faultButtons() {
  const waiting = el("p", { class: "faults-waiting", role: "status" });
  const draw = ({ active }) => fill(waiting, active.length > 0 && ["Waiting to happen: ", active.map(described).join(", "), ". ", el("button", { type: "button", class: "plain-link", onclick: () => send({ name: "clear" }) }, "Clear")]);
  const send = (fault) => tell("faults", fault).then(draw, (problem) => toast(problem.message, "error"));
  const look = () => ask("faults").then(draw).catch(() => {});
  const box = el("details", { class: "faults" }, el("summary", {}, "Make something go wrong"),
    el("div", { class: "fault-buttons" }, FAULTS.map(([label, why, fault]) => el("button", { type: "button", class: "button", title: why, onclick: () => send(fault) }, label))), waiting);
  on("log", () => box.open && look());
  box.addEventListener("toggle", look);
  return box;
}

function described(fault) {
  const label = FAULTS.find(([, , { name }]) => name === fault.name)?.[0] ?? fault.name;
  return [label.toLowerCase(), fault.method && `of ${fault.method}`, fault.times > 1 && `${fault.times} times`].filter(Boolean).join(" ");
}
