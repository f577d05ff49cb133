// One message: who, when, what, and what can be done with it.

import { avatar } from "./avatar.js";
import { attachment, drawBlocks } from "./blocks.js";
import { ago, clockTime, fullMoment } from "./dates.js";
import { el } from "./dom.js";
import { edit } from "./editor.js";
import { emojiFor } from "./emoji.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openThread } from "./navigation.js";
import { nameOf, personName, state } from "./state.js";
import { offerTools, react } from "./tools.js";

export function drawMessage(message, { channel, place, compact, whispers, inThread, dismiss }) {
  const row = el("article", {
    class: ["message", compact && "compact", message.is_ephemeral && "ephemeral", message.subtype && `subtype-${message.subtype}`],
    tabindex: "-1", "data-ts": message.ts, "aria-label": `${authorName(message)}, ${clockTime(Number(message.ts))}`,
  });
  const said = content(message, place);
  const body = el("div", { class: "message-body" },
    !compact && heading(message), said,
    reactions(message, channel), !inThread && replies(message, channel), whispers > 0 && asides(message, channel, whispers));
  row.append(...[message.is_ephemeral && whisper(dismiss), gutter(message, compact), body].filter(Boolean));
  if (!message.is_ephemeral && message.subtype !== "tombstone") offerTools(row, message, { channel, inThread, change: () => edit(said, message, channel) });
  return row;
}

export const authorOf = (message) => message.user ?? message.bot_id ?? "";

export function authorName(message) {
  const person = state.people.get(message.user);
  return message.username ?? (person ? nameOf(person) : (message.bot_profile?.name ?? "Someone"));
}

function gutter(message, compact) {
  if (compact) return el("div", { class: "gutter" }, time(message));
  return el("div", { class: "gutter" }, avatar(authorOf(message), authorName(message)));
}

function heading(message) {
  const person = state.people.get(message.user);
  return el("div", { class: "message-head" },
    el("b", { class: "author" }, authorName(message)),
    (message.bot_id || person?.is_bot) && el("span", { class: "badge" }, "APP"),
    person?.status_emoji && el("span", { class: "emoji", title: person.status_text }, emojiFor(person.status_emoji.replaceAll(":", "")) ?? ""),
    time(message));
}

const time = (message) =>
  el("time", { class: "time", title: fullMoment(Number(message.ts)) }, clockTime(Number(message.ts)));

const whisper = (dismiss) => el("div", { class: "whisper" }, icon("eye"), "Only visible to you",
  el("button", { type: "button", class: "plain-link", onclick: dismiss }, "Dismiss message"));

function content(message, place) {
  const edited = message.edited && el("span", { class: "edited", title: fullMoment(Number(message.edited.ts)) }, "(edited)");
  // What a person typed is read from its text, which has their marks as they made them.
  const blocks = message.client_msg_id ? null : message.blocks;
  return el("div", { class: "content" },
    blocks?.length ? drawBlocks(blocks, place) : el("div", { class: "text" }, mrkdwn(message.text)),
    (message.attachments ?? []).map((item) => attachment(item, place)),
    (message.files ?? []).map((each) => fileCard(each)), edited);
}

function reactions(message, channel) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((reaction) => {
    const mine = reaction.users.includes(state.me.id);
    const who = reaction.users.map(personName).join(", ");
    return el("button", {
      type: "button", class: "reaction", "aria-pressed": String(mine), title: `${who} reacted with :${reaction.name}:`,
      "aria-label": `${reaction.name}, ${reaction.count}`, "data-key": `react/${message.ts}/${reaction.name}`,
      onclick: () => react(message, channel, reaction.name, mine),
    }, emojiFor(reaction.name) ?? `:${reaction.name}:`, el("span", {}, String(reaction.count)));
  }));
}

function replies(message, channel) {
  if (!message.reply_count) return null;
  const latest = Number(message.latest_reply ?? message.ts);
  return el("button", { type: "button", class: "replies", "data-key": `replies/${message.ts}`, onclick: () => openThread(channel, message.ts) },
    (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id)),
    el("b", {}, message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`),
    el("span", { class: "time" }, `Last reply ${ago(latest)}`));
}

// What only this person sees in a thread would go unnoticed while the thread is closed.
function asides(message, channel, count) {
  return el("button", { type: "button", class: "replies asides", "data-key": `asides/${message.ts}`, onclick: () => openThread(channel, message.ts) },
    icon("eye"), el("b", {}, count === 1 ? "1 reply" : `${count} replies`), "only visible to you");
}
