// "Copy as test": what people did, in the words of the Python driver (playground/people.py).

import { isBot, state } from "./state.js";
import { table } from "./table.js";

// One line or more of Python for an exchange that a person caused, or null.
export function asTest(entry) {
  const request = entry.direction === "out" && entry.request;
  if (!request || typeof request !== "object") return null;
  const write = WRITTEN[request.type ?? ""] ?? (request.command ? command : null);
  return write?.(request) ?? null;
}

// A whole test of all that has happened, with the people and channels it needs.
export function asWholeTest(entries) {
  const steps = entries.map(asTest).filter(Boolean).flatMap((lines) => lines.split("\n"));
  return [
    "from playground.testing import Playground", "", "",
    "async def test_what_happened() -> None:",
    '    async with Playground("manifest.json") as slack:',
    ...cast().map((line) => `        ${line}`),
    '        slack.send_to("http://127.0.0.1:3000/slack/events")  # or leave it out for Socket Mode',
    ...steps.map((line) => `        ${line}`),
    "        assert slack.refusals == []", "",
  ].join("\n");
}

function cast() {
  const people = [...state.people.values()].filter((person) => !person.is_bot && person.id !== "USLACKBOT");
  const channels = [...state.channels.values()].filter((channel) => ["channel", "private"].includes(channel.kind) && !["general", "random"].includes(channel.name));
  return [
    ...people.map((person) => `${variable(person.name)} = slack.add_person(${text(person.name)}, tz=${text(person.tz)})`),
    ...channels.map((channel) => `slack.add_channel(${text(channel.name)}, members=[${people.map((person) => variable(person.name)).join(", ")}]${channel.kind === "private" ? ", private=True" : ""})`),
  ];
}

const WRITTEN = table({
  block_actions: clicked,
  view_submission: submitted,
  view_closed: (request) => lines(`form = await ${who(request)}.form(${text(request.view.title?.text)})`, "await form.close()"),
  shortcut: (request) => `await ${who(request)}.uses_shortcut(${text(shortcutName(request))})`,
  message_action: (request) => lines(`seen = await ${who(request)}.sees(${text(firstWords(request.message))})`, `await ${who(request)}.uses_message_shortcut(${text(shortcutName(request))}, on=seen)`),
  event_callback: happened,
});

function command(request) {
  const where = /^D/.test(request.channel_id) ? "" : `, channel=${text(request.channel_name)}`;
  return `await ${variable(request.user_name)}.types(${text(`${request.command} ${unescaped(request.text)}`.trim())}${where})`;
}

function happened({ event }) {
  const name = variable(state.people.get(event.user)?.name);
  if (event.type === "app_home_opened" && event.tab === "home") return `await ${name}.opens_home()`;
  if (event.type !== "message" || event.subtype || isBot(event.user) || event.thread_ts) return null;
  const channel = state.channels.get(event.channel);
  return `await ${name}.says(${text(unescaped(event.text))}${channel && channel.kind !== "im" ? `, channel=${text(channel.name)}` : ""})`;
}

const CHOSEN = {
  selected_option: (value) => value?.text?.text, selected_options: (value) => value?.map((each) => each.text?.text),
  selected_user: called, selected_users: (value) => value?.map(called),
  selected_channel: channelCalled, selected_channels: (value) => value?.map(channelCalled),
  selected_conversation: channelCalled, selected_conversations: (value) => value?.map(channelCalled),
  selected_date: same, selected_time: same, selected_date_time: (value) => value && String(value), value: same,
};

function clicked(request) {
  const [action] = request.actions ?? [];
  if (!action) return null;
  if (action.type === "button" || action.type === "overflow") return `await ${who(request)}.clicks(${text(action.text?.text ?? action.selected_option?.text?.text)})`;
  const choice = chosenIn(action);
  if (choice === undefined) return null;
  const on = request.container?.type === "view" ? lines(`form = await ${who(request)}.form()`, "") : lines(`seen = await ${who(request)}.sees(${text(firstWords(request.message))})`, "");
  return `${on}await ${who(request)}.selects(${text(action.placeholder?.text ?? action.action_id)}, ${python(choice)}, on=${request.container?.type === "view" ? "form" : "seen"})`;
}

function submitted(request) {
  const { view } = request;
  return lines(`form = await ${who(request)}.form(${text(view.title?.text)})`, ...view.blocks.flatMap((block) => filled(block, view.state.values)), "await form.submit()");
}

function filled(block, values) {
  const entered = block.type === "input" && values[block.block_id]?.[block.element.action_id];
  const choice = entered ? chosenIn(entered) : undefined;
  if (choice === undefined || choice === null || choice.length === 0) return [];
  const isText = "value" in entered || /date|time/.test(entered.type);
  if (isText) return [`form.fill(${text(block.label.text)}, ${text(choice)})`];
  return [`form.pick(${text(block.label.text)}, ${[choice].flat().map(text).join(", ")})`];
}

function chosenIn(part) {
  const key = Object.keys(CHOSEN).find((each) => each in part);
  return key && CHOSEN[key](part[key]);
}

function same(value) { return value; }
function called(id) { return `@${state.people.get(id)?.name ?? id}`; }
function channelCalled(id) { return `#${state.channels.get(id)?.name ?? id}`; }

const who = (request) => variable(state.people.get(request.user?.id)?.name ?? request.user?.username);
const shortcutName = (request) => state.shortcuts.find((each) => each.callback_id === request.callback_id)?.name ?? request.callback_id;
const firstWords = (message) => unescaped(message?.text ?? "").split("\n")[0].slice(0, 60);
const lines = (...all) => all.join("\n");
const variable = (name) => String(name ?? "someone").toLowerCase().replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
const text = (words) => JSON.stringify(String(words ?? ""));
const python = (choice) => (Array.isArray(choice) ? `[${choice.map(text).join(", ")}]` : text(choice));

function unescaped(words) {
  return String(words ?? "")
    .replace(/<@(\w+)(?:\|([^<>]*))?>/g, (whole, id, name) => `@${state.people.get(id)?.name ?? name ?? id}`)
    .replace(/<#(\w+)(?:\|([^<>]*))?>/g, (whole, id, name) => `#${name || state.channels.get(id)?.name || id}`)
    .replace(/<!(here|channel|everyone)>/g, "@$1").replace(/<([^<>|]+)(?:\|[^<>]*)?>/g, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
