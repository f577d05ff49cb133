// What can be done with one message: react, reply, use a shortcut of the app, change or delete one's own.

import { el } from "./dom.js";
import { emojiPicker } from "./emojipicker.js";
import { menu } from "./floating.js";
import { icon } from "./icons.js";
import { openThread } from "./navigation.js";
import { perform } from "./perform.js";
import { state } from "./state.js";

// The tools appear when the pointer or the focus comes near, so that Tab does not walk through hundreds of buttons.
export function offerTools(row, message, { channel, inThread, change }) {
  const show = () => {
    if (!row.querySelector(".tools")) row.append(tools(message, channel, inThread, change));
  };
  const hide = () => {
    const bar = row.querySelector(".tools");
    const used = row.matches(":hover, :focus-within") || bar?.querySelector(":popover-open");
    if (bar && !used) bar.remove();
  };
  row.addEventListener("pointerenter", show);
  row.addEventListener("focusin", show);
  row.addEventListener("pointerleave", hide);
  row.addEventListener("focusout", () => setTimeout(hide));
}

function tools(message, channel, inThread, change) {
  const tool = (label, name) => el("button", { type: "button", class: "icon-button", "aria-label": label, title: label }, icon(name));
  const reply = tool("Reply in thread", "reply");
  reply.addEventListener("click", () => openThread(channel, message.thread_ts ?? message.ts));
  return el("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" },
    emojiPicker({ button: tool("Add reaction", "smile"), choose: (name) => react(message, channel, name, false) }),
    !inThread && reply,
    menu({ button: tool("More actions", "more"), label: "Message actions", items: () => [...messageShortcuts(message, channel), ...ownChanges(message, channel, change)] }));
}

export const react = (message, channel, name, remove) => perform("react", { channel, ts: message.ts, name, remove });

function messageShortcuts(message, channel) {
  const own = state.shortcuts.filter((shortcut) => shortcut.type === "message");
  if (!own.length) return [{ label: "This app has no message shortcuts." }];
  const use = (shortcut) => perform("shortcut", { callback_id: shortcut.callback_id, channel, ts: message.ts });
  return own.map((shortcut) => ({ label: shortcut.name, detail: state.app.name, choose: () => use(shortcut) }));
}

function ownChanges(message, channel, change) {
  if (message.user !== state.me.id || message.bot_id) return [];
  return [
    { label: "Edit message", choose: change },
    { label: "Delete message", danger: true, choose: () => perform("delete", { channel, ts: message.ts }) },
  ];
}
