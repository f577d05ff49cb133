// Where the person is: a channel, App Home, a thread beside it. The address keeps who they are and which channel they
// look at, so that a second window can be somebody else.

import { ask, tell } from "./api.js";
import { perform } from "./perform.js";
import { ring, state } from "./state.js";

export function readAddress() {
  const [, person, channel] = /^#(\w+)(?:\/(\w+))?/.exec(location.hash) ?? [];
  return { person, channel };
}

export function writeAddress() {
  const place = state.place.home ? "home" : state.place.channel;
  history.replaceState(null, "", `${location.pathname}${location.search}#${state.me.id}${place ? `/${place}` : ""}`);
}

function go(place) {
  state.place = { ...state.place, ...place };
  writeAddress();
  ring("place");
}

export function openChannel(id) {
  const channel = state.channels.get(id);
  if (!channel) return;
  channel.unread = 0;
  go({ channel: id, home: false, thread: id === state.place.channel ? state.place.thread : null });
  if (channel.user === state.app.bot_user_id) knockAtHome("messages");
}

export function openHome() {
  go({ home: true, thread: null });
  knockAtHome("home");
}

// Opening either tab of the app is something the app is told about.
const knockAtHome = (tab) => perform("home", { tab });

// Whoever has gone elsewhere while the app was asked stays there.
export async function openBotMessages() {
  const from = state.place;
  const { channel } = await tell("home", { tab: "messages" });
  if (state.place === from) openChannel(channel);
}

export async function openDirect(user) {
  const { channel } = await tell("dm", { users: [user] });
  if (!state.channels.has(channel)) state.channels = new Map((await ask("state")).channels.map((each) => [each.id, each]));
  openChannel(channel);
}

// A message by its address: its channel is opened, or its thread, and it is brought into view.
export function openMessage(channel, ts, thread = null) {
  if (thread && thread !== ts) openThread(channel, thread);
  else openChannel(channel);
  ring("reveal", { channel, ts });
}

// Links to messages of this workspace stay in this window; there is no such address anywhere else.
export function followWorkspaceLinks() {
  document.addEventListener("click", (event) => {
    const address = event.target.closest?.("a[href]")?.href ?? "";
    const [, domain, channel, seconds, micros, query] = /^https:\/\/([\w-]+)\.slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})(\?.*)?$/.exec(address) ?? [];
    if (!domain || domain !== state.team.domain || !state.channels.has(channel)) return;
    event.preventDefault();
    openMessage(channel, `${seconds}.${micros}`, new URLSearchParams(query ?? "").get("thread_ts"));
  });
}

export const openThread = (channel, ts) => go({ channel, home: false, thread: ts });
export const closeThread = () => go({ thread: null });
