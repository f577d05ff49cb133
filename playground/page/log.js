// Everything that passes between Slack and the app, both ways, with what Slack thinks of it.

import { ask } from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { coloured } from "./json.js";
import { on, ring } from "./state.js";
import { toast } from "./toast.js";

const KEPT = 500;

export function logPanel() {
  const rows = el("div", { class: "log-rows", tabindex: "0", role: "region", "aria-label": "Exchanges" });
  const only = el("input", { type: "checkbox", onchange: () => rows.classList.toggle("refused-only", only.checked) });
  const panel = el("aside", { class: "panel log", "aria-label": "Payload log", hidden: true },
    el("header", { class: "panel-head" }, el("h2", {}, "Payload log"),
      el("label", { class: "log-filter" }, only, "Refused only"),
      el("button", { type: "button", class: "icon-button", "aria-label": "Close payload log", onclick: () => ring("log panel") }, icon("close"))),
    rows);
  on("log panel", () => {
    panel.hidden = !panel.hidden;
    rows.scrollTop = rows.scrollHeight;
  });
  on("log", ({ entry }) => add(rows, entry));
  on("reloaded", () => fetchMissed(rows));
  return panel;
}

let last = 0;

function fetchMissed(rows) {
  ask("log", { after: last }).then(({ entries }) => entries.forEach((entry) => add(rows, entry))).catch((problem) => toast(problem.message, "error"));
}

function add(rows, entry) {
  if (entry.n <= last) return;
  last = entry.n;
  const stay = rows.scrollHeight - rows.scrollTop - rows.clientHeight > 120;
  rows.append(drawn(entry));
  if (rows.childElementCount > KEPT) rows.firstElementChild.remove();
  if (!stay) rows.scrollTop = rows.scrollHeight;
  if (entry.verdict === "refused") ring("refused");
}

function drawn(entry) {
  const fromApp = entry.direction === "in";
  const refused = entry.verdict === "refused";
  const row = el("details", { class: ["exchange", refused && "refused"] },
    el("summary", {},
      el("span", { class: ["way", fromApp ? "from-app" : "to-app"] }, fromApp ? "App → Slack" : "Slack → App"),
      el("span", { class: "verdict" }, icon(refused ? "close" : "check"), refused ? "refused" : "accepted"),
      el("time", { class: "time" }, timeOf(entry.at)),
      el("span", { class: "what" }, el("b", {}, entry.kind), " ", entry.summary === entry.kind ? "" : entry.summary)),
    refused && el("ul", { class: "problems" }, entry.problems.map((problem) => el("li", {}, problemWords(problem)))));
  row.addEventListener("toggle", () => row.open && row.childElementCount < 3 + Number(refused) && row.append(...payloads(entry)), { once: true });
  return row;
}

const timeOf = (seconds) => new Date(seconds * 1000).toLocaleTimeString("en-GB");

const problemWords = (problem) => (typeof problem === "string" ? problem : [problem.pointer, problem.message].filter(Boolean).join(": "));

const payloads = (entry) => [
  el("h3", {}, entry.direction === "in" ? "What the app sent" : "What Slack sent"), el("pre", { tabindex: "0" }, coloured(entry.request)),
  el("h3", {}, entry.direction === "in" ? "What Slack answered" : "What the app answered"), el("pre", { tabindex: "0" }, coloured(entry.response)),
];

// The button that shows and hides the log, with the number of refusals not yet looked at.
export function logSwitch() {
  const count = el("span", { class: "count", hidden: true });
  const button = el("button", { type: "button", class: "bar-button", "aria-pressed": "false", onclick: () => ring("log panel") }, icon("log"), el("span", { class: "wide-only" }, "Payload log"), count);
  let unseen = 0;
  let shown = false;
  const draw = () => {
    count.hidden = unseen === 0;
    fill(count, String(unseen), el("span", { class: "sr-only" }, " refused"));
    button.setAttribute("aria-pressed", String(shown));
  };
  on("refused", () => {
    unseen += shown ? 0 : 1;
    draw();
  });
  on("log panel", () => {
    shown = !shown;
    unseen = 0;
    draw();
  });
  return button;
}
