// The panels at the right that a switch in the bar opens: the inspector and the journal, one at a time.

import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { on, ring } from "./state.js";

let open = null;

function show(name) {
  open = open === name ? null : name;
  ring("panels");
}

// On most screens a thread and a panel have the same place.
export function makeRoom() {
  if (open && matchMedia("(max-width: 1500px)").matches) show(open);
}

export function sidePanel({ name, title, tools = [], content }) {
  const toggle = () => show(name);
  const panel = el("aside", { class: `panel side ${name}`, "aria-label": title, hidden: true, onkeydown: (event) => event.key === "Escape" && !event.defaultPrevented && close() },
    el("header", { class: "panel-head" }, el("h2", {}, title), el("span", { class: "panel-tools" }, tools),
      el("button", { type: "button", class: "icon-button", "aria-label": `Close ${title.toLowerCase()}`, onclick: toggle }, icon("close"))),
    content);
  const close = () => {
    if (open === name) show(name);
    document.querySelector(`[data-switch="${name}"]`)?.focus();
  };
  on("panels", () => {
    const opened = panel.hidden && open === name;
    panel.hidden = open !== name;
    if (opened) for (const list of panel.querySelectorAll("[tabindex]")) list.scrollTop = list.scrollHeight;
  });
  return panel;
}

// Shows how many `counts` of a topic there were while the panel was closed.
export function panelSwitch({ name, title, sign, topic, counts }) {
  const count = el("span", { class: "count", hidden: true });
  const button = el("button", { type: "button", class: "bar-button", "aria-expanded": "false", "data-switch": name, onclick: () => show(name) }, icon(sign), el("span", { class: "wide-only" }, title), el("span", { class: "sr-only only-narrow" }, title), count);
  let unseen = 0;
  const draw = () => {
    if (open === name) unseen = 0;
    count.hidden = unseen === 0;
    fill(count, String(Math.min(unseen, 99)), el("span", { class: "sr-only" }, ` ${counts}`));
    button.setAttribute("aria-expanded", String(open === name));
  };
  on(topic, () => {
    unseen += 1;
    draw();
  });
  on("panels", draw);
  return button;
}
