// Blocks that are small compositions of others: cards, rows of them, plans with their tasks, alerts.

import { words } from "./composition.js";
import { el, link } from "./dom.js";
import { element } from "./elements.js";
import { icon } from "./icons.js";
import { picture, pictureTile } from "./pictures.js";
import { richText } from "./richtext.js";

// `holder` is the block that the app knows the card's buttons by.
export function card(block, place, holder = block) {
  return el("div", { class: "card" },
    block.hero_image && pictureTile(block.hero_image),
    el("div", { class: "card-words" },
      block.icon && picture(block.icon),
      el("div", {},
        block.title && el("b", {}, words(block.title)),
        block.subtitle && el("div", { class: "context-text" }, words(block.subtitle)))),
    block.body && el("div", {}, words(block.body)),
    block.subtext && el("div", { class: "context-text" }, words(block.subtext)),
    block.actions && el("div", { class: "block-actions" }, block.actions.map((item) => element(item, holder, place))));
}

export const carousel = (block, place) =>
  el("div", { class: "carousel", tabindex: "0", role: "region", "aria-label": "Cards" }, block.elements.map((each) => card(each, place, block)));

const LEVELS = { info: "info", warning: "warning", error: "warning", success: "check", default: "info" };

export function alert(block) {
  const level = Object.hasOwn(LEVELS, block.level ?? "") ? block.level : "default";
  return el("div", { class: `alert alert-${level}`, role: "note" }, icon(LEVELS[level]), el("div", {}, words(block.text)));
}

export const plan = (block) => el("div", { class: "plan" }, el("b", {}, block.title), (block.tasks ?? []).map(task));

const STATES = { pending: ["circle", "Pending"], in_progress: ["clock", "In progress"], complete: ["check", "Complete"], error: ["warning", "Failed"] };

export function task(block) {
  const [sign, state] = STATES[block.status] ?? STATES.pending;
  return el("div", { class: `task task-${block.status}` }, icon(sign), el("div", {},
    el("b", {}, block.title), el("span", { class: "sr-only" }, state),
    block.details && richText(block.details), block.output && richText(block.output),
    (block.sources ?? []).map((source) => el("div", { class: "context-text" }, link(source.url, source.text)))));
}
