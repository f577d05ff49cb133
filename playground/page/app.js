// The start of the page: learn who we are, draw the parts, and pass the server's events on to them.

import { announcer } from "./announcer.js";
import { ask, listen, speakAs } from "./api.js";
import { clockBar } from "./clockbar.js";
import { el, fill } from "./dom.js";
import { loadEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { identitySwitch } from "./identity.js";
import { journalPanel, journalSwitch } from "./journal.js";
import { logPanel, logSwitch } from "./log.js";
import { conversation } from "./messages.js";
import { modals } from "./modal.js";
import { followWorkspaceLinks, openChannel, openHome, readAddress, writeAddress } from "./navigation.js";
import { perform } from "./perform.js";
import { sidebar } from "./sidebar.js";
import { channelName, on, ring, state, take } from "./state.js";
import { themeSwitch } from "./theme.js";
import { threadPanel } from "./thread.js";
import { toast } from "./toast.js";
import { tour, tourSwitch } from "./tour.js";

let hangUp = () => {};

async function start() {
  await loadEmoji();
  const { person, channel } = readAddress();
  draw();
  followWorkspaceLinks();
  await become(person, channel);
  document.addEventListener("visibilitychange", lookAgain);
  addEventListener("hashchange", () => become(readAddress().person, readAddress().channel).catch(giveUp));
}

function draw() {
  const switchTo = (id) => become(id, state.place.home ? "home" : state.place.channel);
  fill(document.getElementById("app"),
    el("header", { class: "bar" },
      el("span", { class: "brand" }, el("span", { class: "brand-mark", "aria-hidden": "true" }), el("b", {}, "Playground"), el("span", { class: "wide-only" }, "Slack on your own machine, for trying an app")),
      el("span", { class: "bar-tools" }, tourSwitch(), journalSwitch(), logSwitch(), themeSwitch(), identitySwitch(switchTo))),
    clockBar(), tour((id) => become(id)), sidebar(), conversation(), threadPanel(), journalPanel(), logPanel(), modals(), announcer());
}

// Without a person in the address, or with one who left, the server says who of the workspace comes first.
async function become(person, channel) {
  hangUp();
  speakAs((await stateOf(person)).me.id);
  hangUp = await listen(hear, reload);
  take(await ask("state"));
  state.place = { channel: null, home: false, thread: null };
  ring("reloaded");
  if (channel === "home") openHome();
  else openChannel(state.channels.has(channel) ? channel : firstChannel());
}

function stateOf(person) {
  if (!person) return ask("state", { as: undefined });
  return ask("state", { as: person }).catch(() => ask("state", { as: undefined }));
}

function firstChannel() {
  const channels = [...state.channels.values()];
  return (channels.find((channel) => channel.name === (state.opens || "general")) ?? channels[0])?.id;
}

async function reload() {
  take(await ask("state"));
  ring("reloaded");
  writeAddress();
}

function hear(event) {
  before[event.type]?.(event);
  ring(event.type, event);
}

// What the page remembers of an event before its parts are told.
const before = {
  home: ({ view }) => { state.home = view; },
  channel: ({ channel }) => {
    state.channels.set(channel.id, channel);
    ring("channels");
  },
  person: ({ person }) => {
    state.people.set(person.id, person);
    ring("channels");
  },
  message: ({ channel, message }) => countUnread(channel, message),
  ephemeral: ({ channel, message }) => countUnread(channel, message),
  notice: ({ text, level }) => toast(text, level),
};

function countUnread(id, message) {
  const channel = state.channels.get(id);
  const looking = id === state.place.channel && !state.place.home && !document.hidden;
  if (!channel || (isReply(message) && !message.is_ephemeral)) return;
  if (looking) return perform("read", { channel: id });
  if (message.user === state.me.id) return;
  channel.unread = (channel.unread ?? 0) + 1;
  ring("channels");
}

// Whoever comes back to the window sees what has come into the open channel meanwhile.
function lookAgain() {
  const channel = state.channels.get(state.place.channel);
  if (document.hidden || state.place.home || !channel?.unread) return;
  channel.unread = 0;
  perform("read", { channel: channel.id });
  ring("channels");
}

const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

function title() {
  const unread = [...state.channels.values()].reduce((sum, channel) => sum + (channel.unread ?? 0), 0);
  const place = state.place.home ? `${state.app.name} Home` : channelName(state.channels.get(state.place.channel));
  document.title = `${unread ? `(${unread}) ` : ""}${place} · ${state.team.name}`;
}

for (const topic of ["place", "channels", "reloaded"]) on(topic, title);

function giveUp(problem) {
  fill(document.getElementById("app"), el("p", { class: "starting" }, icon("warning"), problem.message));
}

start().catch(giveUp);
