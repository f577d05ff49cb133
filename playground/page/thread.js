// The panel at the side that shows one thread.

import { composer } from "./composer.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { focusWithKeyboard, keepUpToDate } from "./messages.js";
import { closeThread } from "./navigation.js";
import { channelName, on, state } from "./state.js";
import { makeRoom } from "./panels.js";
import { Timeline } from "./timeline.js";
import { toast } from "./toast.js";

export function threadPanel() {
  const panel = el("aside", { class: "panel thread", "aria-label": "Thread", hidden: true, onkeydown: (event) => event.key === "Escape" && closeThread() });
  let timeline = null;
  let shown = "";

  function show() {
    const { channel, thread } = state.place;
    const wanted = thread ? `${state.me.id}/${channel}/${thread}` : "";
    if (wanted === shown) return;
    shown = wanted;
    const left = panel.contains(document.activeElement) ? timeline?.thread : null;
    panel.hidden = !thread;
    if (!thread && left) document.querySelector(`main [data-ts="${CSS.escape(left)}"]`)?.focus();
    if (thread) makeRoom();
    timeline = thread ? new Timeline(channel, thread, null) : null;
    if (timeline) draw(panel, timeline);
  }

  keepUpToDate(() => timeline);
  on("place", show);
  on("reloaded", () => timeline && timeline.thread === state.place.thread && timeline.load());
  return panel;
}

function draw(panel, timeline) {
  const channel = state.channels.get(timeline.channel);
  const close = el("button", { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: closeThread }, icon("close"));
  const under = composer({ channel: timeline.channel, thread: timeline.thread });
  fill(panel,
    el("header", { class: "panel-head" }, el("h2", {}, "Thread"), el("span", { class: "topic" }, channelName(channel)), close),
    timeline.box, under);
  focusWithKeyboard(under);
  timeline.load().catch((problem) => toast(problem.message, "error"));
}
