// rich_text blocks: what Slack's own editor makes of a person's words, and what apps may send.

import { el, link } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { slackDate } from "./dates.js";
import { broadcastMention, channelMention, personMention } from "./mentions.js";
import { table } from "./table.js";

export function richText(block) {
  return el("div", { class: "rich-text" }, (block.elements ?? []).map(part));
}

function part(element) {
  const draw = PARTS[element.type];
  return draw ? draw(element) : null;
}

const spans = (element) => (element.elements ?? []).map(span);

const PARTS = table({
  rich_text_section: (element) => el("div", { class: "rich-section" }, spans(element)),
  rich_text_quote: (element) => el("blockquote", {}, spans(element)),
  rich_text_preformatted: (element) => el("pre", {}, spans(element)),
  rich_text_list: list,
});

function list(element) {
  const ordered = element.style === "ordered";
  const indent = Math.min(Number(element.indent) || 0, 8);
  const start = ordered && element.offset ? Number(element.offset) + 1 : undefined;
  const items = (element.elements ?? []).map((item) => el("li", {}, part(item)));
  return el(ordered ? "ol" : "ul", { class: `rich-list indent-${indent}`, start }, items);
}

const SPANS = table({
  text: (element) => textLines(element.text),
  link: (element) => [link(element.url, element.text || element.url)],
  user: (element) => [personMention(element.user_id)],
  channel: (element) => [channelMention(element.channel_id)],
  usergroup: (element) => [broadcastMention(`subteam^${element.usergroup_id}`)],
  broadcast: (element) => [broadcastMention(element.range)],
  emoji: (element) => [el("span", { class: "emoji", role: "img", "aria-label": element.name }, emojiFor(element.name) ?? `:${element.name}:`)],
  date: (element) => [el("time", { class: "date-token" }, slackDate(element.timestamp, element.format ?? "{date}", element.fallback ?? ""))],
  color: (element) => [el("code", {}, element.value)],
});

const STYLES = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };

function span(element) {
  const nodes = SPANS[element.type]?.(element) ?? [];
  const styles = Object.keys(STYLES).filter((style) => element.style?.[style]);
  return styles.reduce((inner, style) => [el(STYLES[style], {}, inner)], nodes);
}

const textLines = (text) => String(text ?? "").split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
