// The markdown block: the part of ordinary Markdown that Slack renders.

import { el, link } from "./dom.js";
import { withEmoji } from "./emoji.js";

export function markdown(text) {
  const lines = String(text ?? "").split("\n");
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = blockAt(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return el("div", { class: "markdown" }, nodes);
}

const HEADING = /^(#{1,6})\s+(.*)$/;
const QUOTE = /^>\s?/;
const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const TABLE_RULE = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/;

function blockAt(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (line.startsWith("```")) return fence(lines, at);
  if (RULE.test(line)) return [el("hr"), at + 1];
  const heading = HEADING.exec(line);
  if (heading) return [el("p", { class: `md-heading md-heading-${heading[1].length}` }, words(heading[2])), at + 1];
  if (QUOTE.test(line)) return quote(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "")) return table(lines, at);
  return paragraph(lines, at);
}

const runEnd = (lines, at, goesOn) => {
  let end = at;
  while (end < lines.length && goesOn(lines[end])) end += 1;
  return end;
};

function fence(lines, at) {
  const end = runEnd(lines, at + 1, (line) => !line.startsWith("```"));
  return [el("pre", {}, lines.slice(at + 1, end).join("\n")), end + 1];
}

function quote(lines, at) {
  const end = runEnd(lines, at, (line) => QUOTE.test(line));
  return [el("blockquote", {}, withBreaks(lines.slice(at, end).map((line) => line.replace(QUOTE, "")))), end];
}

function list(lines, at) {
  const end = runEnd(lines, at, (line) => ITEM.test(line));
  const items = lines.slice(at, end).map(listItem);
  return [el(/^\s*\d/.test(lines[at]) ? "ol" : "ul", { class: "rich-list" }, items), end];
}

function listItem(line) {
  const text = line.replace(ITEM, "");
  const box = /^\[([ xX])\]\s+/.exec(text);
  const indent = Math.min(Math.floor(/^\s*/.exec(line)[0].length / 2), 8);
  if (!box) return el("li", { class: `indent-${indent}` }, words(text));
  return el("li", { class: "md-task" }, box[1] === " " ? "☐ " : "☑ ", words(text.slice(box[0].length)));
}

function table(lines, at) {
  const end = runEnd(lines, at + 2, (line) => line.includes("|"));
  const cells = (line, tag) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => el(tag, {}, words(cell.trim())));
  const head = el("thead", {}, el("tr", {}, cells(lines[at], "th")));
  const body = el("tbody", {}, lines.slice(at + 2, end).map((line) => el("tr", {}, cells(line, "td"))));
  return [el("table", { class: "grid-table" }, head, body), end];
}

function paragraph(lines, at) {
  const starts = (line) => !line.trim() || line.startsWith("```") || HEADING.test(line) || QUOTE.test(line) || ITEM.test(line);
  const end = runEnd(lines, at + 1, (line) => !starts(line));
  return [el("p", {}, withBreaks(lines.slice(at, end))), end];
}

const withBreaks = (lines) => lines.flatMap((line, index) => (index ? [el("br"), ...words(line)] : words(line)));

const SPAN = /`([^`]{1,2000})`|\*\*([^*]{1,2000})\*\*|~~([^~]{1,2000})~~|\[([^\][]{1,500})\]\(([^()\s]{1,2000})\)|(?<![\p{L}\p{N}])[*_]([^*_]{1,2000})[*_](?![\p{L}\p{N}])/gu;

export function words(line) {
  const nodes = [];
  let at = 0;
  for (const found of line.matchAll(SPAN)) {
    nodes.push(withEmoji(line.slice(at, found.index)), spanned(found));
    at = found.index + found[0].length;
  }
  return [...nodes, withEmoji(line.slice(at))];
}

function spanned([, code, bold, strike, label, address, italic]) {
  if (code) return el("code", {}, code);
  if (bold) return el("b", {}, words(bold));
  if (strike) return el("s", {}, words(strike));
  if (label) return link(address, label);
  return el("i", {}, withEmoji(italic));
}
