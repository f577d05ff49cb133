// What the composer offers while a person types: commands, people, channels, emoji.

import { emojiFor, emojiNamesStarting } from "./emoji.js";
import { channelName, nameOf, sorted, state } from "./state.js";

const MOST = 8;

// Gives null or {start, offers: [{insert, title, detail}], hint}: the offers replace the text from `start` to the caret.
export function completion(text, caret) {
  const before = text.slice(0, caret);
  if (before.startsWith("/")) return commands(before) ?? words(before);
  return words(before);
}

function commands(before) {
  const [typed, ...rest] = before.split(" ");
  if (rest.length) return rest.length === 1 && !rest[0] ? usage(typed) : null;
  const fitting = state.commands.filter((each) => each.command.startsWith(typed.toLowerCase()));
  return offered(0, sorted(fitting, (each) => each.command).map((each) => ({
    insert: `${each.command} `, title: each.command, usage: each.usage_hint, detail: each.description,
  })));
}

function usage(typed) {
  const command = state.commands.find((each) => each.command === typed);
  return command?.usage_hint ? { start: 0, offers: [], hint: `${command.command} ${command.usage_hint}` } : null;
}

const KINDS = [
  [/(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u, people],
  [/(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u, channels],
  [/(?:^|[\s(]):([a-z0-9_+-]{2,})$/, emoji],
];

function words(before) {
  for (const [pattern, find] of KINDS) {
    const found = pattern.exec(before);
    if (found) return offered(before.length - found[1].length - 1, find(found[1].toLowerCase()));
  }
  return null;
}

const offered = (start, offers) => (offers.length ? { start, offers: offers.slice(0, MOST) } : null);

function people(start) {
  const fits = (person) => !person.deleted && `${person.name} ${nameOf(person)} ${person.real_name}`.toLowerCase().split(/[\s.]+/).some((word) => word.startsWith(start));
  return sorted([...state.people.values()].filter(fits), nameOf).map((person) => ({
    insert: `@${person.name} `, title: nameOf(person), detail: person.real_name === nameOf(person) ? `@${person.name}` : person.real_name, person: person.id,
  }));
}

function channels(start) {
  const fits = (channel) => ["channel", "private"].includes(channel.kind) && channelName(channel).startsWith(start);
  return sorted([...state.channels.values()].filter(fits), channelName).map((channel) => ({
    insert: `#${channelName(channel)} `, title: `#${channelName(channel)}`, detail: channel.topic,
  }));
}

function emoji(start) {
  return emojiNamesStarting(start).map((name) => ({ insert: `:${name}: `, title: `${emojiFor(name)}  :${name}:`, detail: "" }));
}
