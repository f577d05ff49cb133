// All emoji by their short names, to search in. The usual ones come first.

import { el, fill, newId } from "./dom.js";
import { emojiFor, emojiNamed } from "./emoji.js";
import { closesOnlyThis, place } from "./floating.js";

const USUAL = ["eyes", "white_check_mark", "+1", "tada", "heart", "raised_hands", "rocket", "thinking_face", "joy", "pray", "fire", "wave", "100", "hourglass", "warning", "sos"];
const COLUMNS = 8;
const MOST = 64;

// A button and the popover it opens; `choose` gets the short name.
export function emojiPicker({ button, choose }) {
  const grid = el("div", { class: "emoji-grid", role: "listbox", "aria-label": "Emoji", onkeydown: (event) => walk(event, grid, field) });
  const field = el("input", { class: "field", type: "search", "aria-label": "Search emoji", placeholder: "Search emoji", oninput: () => draw(), onkeydown: (event) => enter(event, grid) });
  const panel = el("div", { class: "menu emoji-picker", popover: "auto", role: "dialog", "aria-label": "Reactions", id: newId("emoji"), onkeydown: closesOnlyThis }, field, grid);
  const pick = (name) => {
    panel.hidePopover();
    choose(name);
  };
  const draw = () => fill(grid, wanted(field.value).map((name) => one(name, pick)));
  button.setAttribute("aria-haspopup", "dialog");
  button.popoverTargetElement = panel;
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    field.value = "";
    draw();
    place(panel, button);
    field.focus();
  });
  return el("span", { class: "menu-holder" }, button, panel);
}

function wanted(words) {
  const start = words.trim().toLowerCase().replaceAll(/[:\s]+/g, "_").replace(/^_/, "");
  return start ? emojiNamed(start).slice(0, MOST) : USUAL;
}

const one = (name, pick) => el("button", { type: "button", role: "option", "aria-selected": "false", class: "emoji-choice", "aria-label": name.replaceAll("_", " "), title: `:${name}:`, tabindex: "-1", onclick: () => pick(name) }, el("span", { class: "emoji" }, emojiFor(name)));

function enter(event, grid) {
  const first = grid.firstElementChild;
  if (event.key === "ArrowDown") first?.focus();
  else if (event.key === "Enter") first?.click();
  else return;
  event.preventDefault();
}

function walk(event, grid, field) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...grid.children];
  (all[all.indexOf(document.activeElement) + step] ?? field).focus();
}
