// The middle of the page: the open conversation with its heading, its messages and the composer under them.

import { composer } from "./composer.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openHome, openBotMessages } from "./navigation.js";
import { channelName, nameOf, on, ring, state } from "./state.js";
import { drawHome } from "./home.js";
import { Timeline } from "./timeline.js";
import { toast } from "./toast.js";

export function conversation() {
  const heading = el("header", { class: "conversation-head" });
  const body = el("div", { class: "conversation-body" });
  let timeline = null;
  let shown = "";
  let loading = null;

  function show() {
    const { channel, home } = state.place;
    const wanted = `${state.me.id}/${home ? "home" : channel}`;
    drawHeading(heading);
    if (wanted === shown) return;
    shown = wanted;
    if (home) drawHome(body);
    else open(channel);
  }

  function open(id) {
    timeline = new Timeline(id, null, opening(state.channels.get(id)));
    const under = composer({ channel: id });
    fill(body, timeline.box, under);
    focusWithKeyboard(under);
    loading = timeline.load().catch((problem) => toast(problem.message, "error"));
  }

  async function reveal({ channel, ts }) {
    await loading;
    if (timeline?.channel === channel && !state.place.home) timeline.reveal(ts);
  }

  // Somebody else may be looking now, and somewhere else: then what was open is not theirs to have read.
  function again() {
    if (state.place.home) drawHome(body);
    else if (timeline?.channel === state.place.channel) timeline.load();
  }

  keepUpToDate(() => (state.place.home ? null : timeline));
  on("place", show);
  on("channels", () => drawHeading(heading));
  on("home", () => state.place.home && drawHome(body));
  on("reloaded", again);
  on("reveal", reveal);
  on("prefill", ({ text }) => prefill(body.querySelector(".composer textarea"), text));
  return el("main", { class: "conversation" }, heading, body);
}

// Where there is a real keyboard one can type at once; a phone would cover half of the page with its own.
export function focusWithKeyboard(composing) {
  if (matchMedia("(pointer: fine)").matches) composing.querySelector("textarea").focus();
}

function prefill(field, text) {
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new Event("blur")); // a whole line needs no suggestions
  field.focus();
}

// `current` gives the timeline on show, if any.
export function keepUpToDate(current) {
  const put = ({ channel, message }) => current()?.put(message, channel);
  for (const topic of ["message", "message_changed", "ephemeral", "ephemeral_changed"]) on(topic, put);
  for (const topic of ["message_deleted", "ephemeral_deleted"]) on(topic, ({ ts }) => current()?.remove(ts));
  on("sent", ({ channel, thread }) => current()?.follow(channel, thread));
  on("new day", () => current()?.redate());
}

function drawHeading(heading) {
  const channel = state.channels.get(state.place.channel);
  const bot = state.place.home || channel?.user === state.app.bot_user_id;
  const name = bot ? state.app.name : channelName(channel);
  fill(heading,
    el("button", { type: "button", class: "icon-button only-narrow", "aria-label": "Show channels", onclick: () => ring("sidebar") }, icon("menu")),
    el("h1", {}, symbol(bot ? { kind: "im" } : channel), name),
    bot ? tabs() : channel?.topic && el("span", { class: "topic" }, channel.topic));
}

export function symbol(channel) {
  if (channel?.kind === "private") return icon("lock");
  if (channel?.kind === "mpim") return icon("people");
  return channel?.kind === "channel" ? icon("hash") : null;
}

function tabs() {
  const tab = (label, current, open) => el("button", { type: "button", class: "tab", "aria-current": current ? "page" : undefined, onclick: open }, label);
  return el("nav", { class: "tabs", "aria-label": state.app.name },
    tab("Home", state.place.home, openHome), tab("Messages", !state.place.home, openBotMessages));
}

function opening(channel) {
  if (!channel) return null;
  const name = channelName(channel);
  if (channel.user === state.app.bot_user_id) {
    return el("div", { class: "opening" }, el("h2", {}, name), el("p", {}, `This is between you and ${name}. Type a command, or open the Home tab.`));
  }
  const words = channel.user ? `This is between you and ${nameOf(state.people.get(channel.user))}.` : "This is the very beginning of the conversation.";
  return el("div", { class: "opening" }, el("h2", {}, symbol(channel), name), el("p", {}, words));
}
