// Slack's mrkdwn to DOM nodes. Only the four characters of markup that Slack gives a meaning become elements.

import { el, link } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { slackDate } from "./dates.js";
import { channelMention, broadcastMention, personMention } from "./mentions.js";

const STYLES = { "*": "b", _: "i", "~": "s" };
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const MAX_DEPTH = 6;

export const unescapeText = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

export function mrkdwn(text) {
  const pieces = String(text ?? "").split("```");
  const closed = pieces.length % 2 === 1;
  return pieces.flatMap((piece, index) => {
    if (index % 2 === 0) return paragraphs(piece);
    if (!closed && index === pieces.length - 1) return paragraphs("```" + piece);
    return [el("pre", {}, codeText(piece.replace(/^\n|\n$/g, "")))];
  });
}

// Lines that begin with ">" run together to one quotation; ">>>" quotes everything that follows.
function paragraphs(text) {
  const nodes = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const quoted = quotation(lines, at);
    if (quoted.length) {
      nodes.push(el("blockquote", {}, joinLines(quoted)));
      at += quoted.length - 1;
    } else {
      if (at > 0 && nodes.at(-1)?.tagName !== "BLOCKQUOTE") nodes.push(el("br"));
      nodes.push(...inline(lines[at]));
    }
  }
  return nodes;
}

function quotation(lines, start) {
  const mark = /^(?:&gt;|>)\s?/;
  if (/^(?:&gt;|>){3}/.test(lines[start])) {
    return [lines[start].replace(/^(?:&gt;|>){3}\s?/, ""), ...lines.slice(start + 1)];
  }
  let end = start;
  while (end < lines.length && mark.test(lines[end])) end += 1;
  return lines.slice(start, end).map((line) => line.replace(mark, ""));
}

const joinLines = (lines) => lines.flatMap((line, index) => (index ? [el("br"), ...inline(line)] : inline(line)));

// One step per piece of markup. A closing mark once sought in vain is not sought again, so that a long line of
// opening marks costs no more than any other line.
export function inline(line, depth = 0) {
  const nodes = [];
  const hopeless = new Set();
  let plain = "";
  let at = 0;
  while (at < line.length) {
    const found = depth < MAX_DEPTH ? markupAt(line, at, depth, hopeless) : null;
    if (found) {
      if (plain) nodes.push(...unbroken(unescapeText(plain)));
      plain = "";
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += line[at];
      at += 1;
    }
  }
  if (plain) nodes.push(...unbroken(unescapeText(plain)));
  return nodes;
}

// Keys such as ABC-12 stay on one line.
function unbroken(text) {
  const parts = text.split(/\b([A-Z]{1,9}-[0-9]{1,9})\b/);
  return parts.map((part, index) => (index % 2 ? el("span", { class: "unbroken" }, part) : document.createTextNode(part)));
}

function markupAt(line, at, depth, hopeless) {
  const mark = line[at];
  if (mark === "<") return angled(line, at, depth, hopeless);
  if (mark === "`") return code(line, at, hopeless);
  if (mark === ":") return emoji(line, at);
  if (mark in STYLES) return styled(line, at, depth, hopeless);
  if (mark === "h") return bareLink(line, at);
  return null;
}

function angled(line, at, depth, hopeless) {
  const end = seek(line, ">", at + 1, hopeless);
  if (end === -1) return null;
  const inside = line.slice(at + 1, end);
  const node = inside.includes("<") ? null : reference(inside, depth);
  return node && { node, end: end + 1 };
}

function reference(inside, depth) {
  const bar = inside.indexOf("|");
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = bar === -1 ? null : inside.slice(bar + 1);
  if (target.startsWith("@")) return personMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (target.startsWith("!")) return broadcastMention(target.slice(1), label);
  if (!/^(?:https?|mailto):/i.test(target)) return null;
  return link(unescapeText(target), ...(label ? inline(label, Math.max(depth, MAX_DEPTH - 1)) : [unescapeText(target)]));
}

function dateNode(target, label) {
  const [, seconds, format = "{date} {time}", address] = target.split("^");
  const text = slackDate(seconds, unescapeText(format), unescapeText(label ?? ""));
  const node = el("time", { class: "date-token", title: unescapeText(label ?? "") }, text);
  return address ? link(unescapeText(address), node) : node;
}

function code(line, at, hopeless) {
  const end = seek(line, "`", at + 1, hopeless);
  if (end <= at + 1) return null;
  return { node: el("code", {}, codeText(line.slice(at + 1, end))), end: end + 1 };
}

// In code nothing is styled, but Slack still shows links and mentions by their words.
const codeText = (text) =>
  unescapeText(text.replace(/<(?:https?:|mailto:|[@#!])[^<>|]{0,300}\|([^<>]{0,300})>/g, "$1").replace(/<((?:https?|mailto):[^<>]*)>/g, "$1"));

function emoji(line, at) {
  const name = /^:([a-z0-9_+'-]{1,60}(?:::skin-tone-[2-6])?):/.exec(line.slice(at, at + 80))?.[1];
  const character = name && emojiFor(name);
  if (!character) return null;
  return { node: el("span", { class: "emoji", role: "img", "aria-label": name, title: `:${name}:` }, character), end: at + name.length + 2 };
}

function styled(line, at, depth, hopeless) {
  const mark = line[at];
  if (hopeless.has(mark) || isWord(line[at - 1]) || !line[at + 1] || /\s/.test(line[at + 1])) return null;
  for (let end = seek(line, mark, at + 1, hopeless); end !== -1; end = line.indexOf(mark, end + 1)) {
    const closes = end > at + 1 && !/\s/.test(line[end - 1]) && !isWord(line[end + 1]);
    if (closes) return { node: el(STYLES[mark], {}, inline(line.slice(at + 1, end), depth + 1)), end: end + 1 };
  }
  hopeless.add(mark);
  return null;
}

function bareLink(line, at) {
  if (isWord(line[at - 1]) || !/^https?:\/\//.test(line.slice(at, at + 8))) return null;
  const address = /^[^\s<>|*`]+?(?=[.,;:!?)'"~_]*(?:[\s<>|*`]|$))/.exec(line.slice(at, at + 2000))?.[0];
  return address ? { node: link(unescapeText(address), unescapeText(address)), end: at + address.length } : null;
}

function seek(line, mark, from, hopeless) {
  if (hopeless.has(mark)) return -1;
  const end = line.indexOf(mark, from);
  if (end === -1) hopeless.add(mark);
  return end;
}

const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
