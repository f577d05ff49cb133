// The inspector: everything that passes between Slack and the app, both ways, with what Slack thinks of it.

import { ask } from "./api.js";
import { exactTime } from "./dates.js";
import { el } from "./dom.js";
import { faultButtons } from "./faults.js";
import { icon } from "./icons.js";
import { coloured, pretty } from "./json.js";
import { panelSwitch, sidePanel } from "./panels.js";
import { asTest, asWholeTest } from "./snippet.js";
import { on, ring } from "./state.js";
import { toast } from "./toast.js";

const KEPT = 500;
const entries = [];

export function logPanel() {
  const rows = el("div", { class: "log-rows", tabindex: "0", role: "region", "aria-label": "Exchanges" });
  const only = el("input", { type: "checkbox", onchange: () => rows.classList.toggle("refused-only", only.checked) });
  on("log", ({ entry }) => (entry.n === last + 1 ? add(rows, entry) : fetchMissed(rows)));
  on("reloaded", () => fetchMissed(rows));
  return sidePanel({
    name: "log", title: "Inspector",
    tools: [el("label", { class: "log-filter" }, only, "Refused only"), copyButton("Copy all as test", () => asWholeTest(entries))],
    content: [faultButtons(), rows],
  });
}

export const logSwitch = () => panelSwitch({ name: "log", title: "Inspector", sign: "log", topic: "refused", counts: "refused" });

let last = 0;

function fetchMissed(rows) {
  ask("log", { after: last }).then(({ entries: missed }) => missed.forEach((entry) => add(rows, entry))).catch((problem) => toast(problem.message, "error"));
}

function add(rows, entry) {
  if (entry.n <= last) return;
  last = entry.n;
  entries.push(entry);
  const stay = rows.scrollHeight - rows.scrollTop - rows.clientHeight > 120;
  rows.append(drawn(entry));
  if (rows.childElementCount > KEPT) {
    rows.firstElementChild.remove();
    entries.shift();
  }
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
      el("time", { class: "time" }, exactTime(entry.at)),
      el("span", { class: "what" }, el("b", {}, entry.kind), " ", entry.summary === entry.kind ? "" : entry.summary)),
    refused && el("ul", { class: "problems" }, entry.problems.map((problem) => el("li", {}, problemWords(problem)))));
  row.addEventListener("toggle", () => row.open && !row.querySelector("pre") && row.append(...payloads(entry)));
  return row;
}

const problemWords = (problem) => (typeof problem === "string" ? problem : [problem.pointer, problem.message].filter(Boolean).join(": "));

function payloads(entry) {
  const fromApp = entry.direction === "in";
  const test = asTest(entry);
  return [
    ...payload(fromApp ? "What the app sent" : "What Slack sent", entry.request, test && copyButton("Copy as test", () => test)),
    ...payload(fromApp ? "What Slack answered" : "What the app answered", entry.response),
  ];
}

const payload = (title, content, more) => [
  el("div", { class: "payload-head" }, el("h3", {}, title), more, copyButton("Copy", () => pretty(content))),
  el("pre", { tabindex: "0", "aria-label": title }, coloured(content)),
];

function copyButton(label, words) {
  const copy = () => navigator.clipboard.writeText(words()).then(() => toast("Copied."), () => toast("The browser did not let us copy.", "error"));
  return el("button", { type: "button", class: "copy", onclick: copy }, icon("copy"), label);
}
