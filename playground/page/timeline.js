// A list of messages that keeps itself up to date: used for a channel and for a thread.

import { ask } from "./api.js";
import { dayKey, dayName } from "./dates.js";
import { el, keepingFocus, settle } from "./dom.js";
import { authorOf, drawMessage } from "./message.js";
import { Place } from "./place.js";
import { toast } from "./toast.js";

const GROUPED_WITHIN = 300;
const NEAR_THE_END = 120;

export class Timeline {
  // `thread` is the ts of the parent for a thread, null for a channel.
  constructor(channel, thread, opening) {
    this.channel = channel;
    this.thread = thread;
    this.opening = opening;
    this.messages = [];
    this.places = new Map();
    this.drawn = new Map();
    this.dismissed = new Set();
    this.hasMore = false;
    // Messages only this person sees, in threads that may be closed: their ts by the ts of the parent.
    this.whispers = new Map();
    this.node = el("div", { class: "timeline", role: "log", "aria-live": "polite", "aria-label": thread ? "Thread" : "Messages", tabindex: "0", onkeydown: (event) => this.#walk(event) });
  }

  async load() {
    this.node.setAttribute("aria-busy", "true");
    const answer = await this.#page();
    this.messages = answer.messages;
    this.hasMore = answer.has_more;
    this.whispers.clear();
    for (const aside of answer.whispers) this.#hearWhisper(aside);
    this.draw();
    this.#toEnd();
    this.node.removeAttribute("aria-busy");
  }

  #page(before) {
    return ask("messages", { channel: this.channel, thread_ts: this.thread ?? undefined, before });
  }

  async #older() {
    const height = this.node.scrollHeight;
    const answer = await this.#page(this.messages[0]?.ts);
    this.messages = [...answer.messages, ...this.messages];
    this.hasMore = answer.has_more;
    this.draw();
    this.node.scrollTop += this.node.scrollHeight - height;
  }

  // Whether a message of the channel has its place in this list.
  belongs(message) {
    if (this.thread) return message.ts === this.thread || message.thread_ts === this.thread;
    return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
  }

  put(message, channel) {
    if (channel !== this.channel || this.dismissed.has(message.ts)) return;
    if (message.is_ephemeral && !this.thread && message.thread_ts) {
      this.#hearWhisper(message);
      this.draw();
      return;
    }
    if (!this.belongs(message)) return;
    const others = this.messages.filter((other) => other.ts !== message.ts);
    const isNew = others.length === this.messages.length;
    this.messages = [...others, message].sort((a, b) => a.ts.localeCompare(b.ts));
    const stay = !this.#atEnd();
    this.draw();
    if (isNew && !stay) this.#toEnd();
  }

  #hearWhisper({ thread_ts: parent, ts }) {
    this.whispers.set(parent, [...new Set([...(this.whispers.get(parent) ?? []), ts])]);
  }

  remove(ts) {
    for (const [parent, inside] of this.whispers) this.whispers.set(parent, inside.filter((other) => other !== ts));
    this.messages = this.messages.filter((message) => message.ts !== ts);
    this.draw();
  }

  draw() {
    const height = this.node.scrollTop;
    keepingFocus(() => settle(this.node, this.#earlier(), !this.hasMore && this.opening, this.#rows()));
    this.node.scrollTop = height;
  }

  #earlier() {
    const load = () => this.#older().catch((problem) => toast(problem.message, "error"));
    return this.hasMore && el("button", { type: "button", class: "button earlier", onclick: load }, "Show earlier messages");
  }

  #rows() {
    return this.messages.flatMap((message, index) => {
      const before = this.messages[index - 1];
      const newDay = !this.thread && (!before || dayKey(Number(before.ts)) !== dayKey(Number(message.ts)));
      const row = this.#kept(message.ts, [message, !newDay && follows(before, message), this.whispers.get(message.ts)?.length ?? 0], (...it) => this.#row(...it));
      return newDay ? [this.#kept(`day ${message.ts}`, [dayName(Number(message.ts))], divider), row] : [row];
    });
  }

  // A node made of the same things as last time is the same node.
  #kept(key, made, make) {
    const last = this.drawn.get(key);
    if (last && last.made.every((part, index) => part === made[index])) return last.node;
    const node = make(...made);
    this.drawn.set(key, { made, node });
    return node;
  }

  #row(message, compact, whispers) {
    if (!this.places.has(message.ts)) this.places.set(message.ts, new Place({ channel: this.channel, ts: message.ts }));
    const dismiss = () => {
      this.dismissed.add(message.ts);
      this.remove(message.ts);
    };
    return drawMessage(message, { channel: this.channel, place: this.places.get(message.ts), compact, whispers, inThread: Boolean(this.thread), dismiss });
  }

  #atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_THE_END;
  }

  #toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  // Arrow keys go from message to message, as in Slack.
  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const here = document.activeElement;
    if (!step || (here !== this.node && !here.matches("article.message"))) return;
    event.preventDefault();
    const rows = [...this.node.querySelectorAll("article.message")];
    const next = here === this.node ? rows.at(-1) : rows[rows.indexOf(here) + step];
    next?.focus();
  }
}

const divider = (day) => el("div", { class: "day" }, el("span", {}, day));

function follows(before, message) {
  if (!before || before.is_ephemeral || message.is_ephemeral || before.subtype || message.subtype) return false;
  const soon = Number(message.ts) - Number(before.ts) < GROUPED_WITHIN;
  return soon && authorOf(before) === authorOf(message) && before.username === message.username && !before.reply_count;
}
