// A list of messages that keeps itself up to date: used for a channel and for a thread. Of a long conversation only a
// window of rows is in the page; it moves along as the person scrolls (see span.js).

import { hear } from "./announcer.js";
import { ask } from "./api.js";
import { dayKey, dayName } from "./dates.js";
import { el, keepingFocus, settle } from "./dom.js";
import { icon } from "./icons.js";
import { authorName, authorOf, drawMessage } from "./message.js";
import { mrkdwn } from "./mrkdwn.js";
import { Place } from "./place.js";
import { Span } from "./span.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const GROUPED_WITHIN = 300;
const NEAR_THE_END = 120;
const NEAR_AN_EDGE = 600;

export class Timeline {
  // `thread` is the ts of the parent for a thread, null for a channel.
  constructor(channel, thread, opening) {
    this.channel = channel;
    this.thread = thread;
    this.opening = opening;
    this.messages = [];
    this.span = new Span();
    this.places = new Map();
    this.drawn = new Map();
    this.dismissed = new Set();
    this.hasMore = false;
    this.fetching = false;
    this.waiting = null; // changes that came while the messages were being loaded
    this.pinned = true; // to the end
    this.height = 0;
    this.unreadFrom = null;
    // Messages only this person sees, in threads that may be closed: their ts by the ts of the parent.
    this.whispers = new Map();
    this.node = this.#newNode();
    this.jump = el("button", { type: "button", class: "button to-newest", hidden: true, onclick: () => this.#showEnd() }, icon("down"), "Newest messages");
    this.box = el("div", { class: "timeline-box" }, this.node, this.jump);
  }

  // New messages are read out by the announcer: this list also changes when somebody merely scrolls.
  #newNode() {
    const node = el("div", { class: "timeline", role: "log", "aria-live": "off", "aria-label": this.thread ? "Thread" : "Messages", tabindex: "0", onkeydown: (event) => this.#walk(event), onscroll: () => this.#scrolled() });
    // A picture that arrives late makes the list longer.
    node.addEventListener("load", () => this.pinned && this.#toEnd(), true);
    new ResizeObserver(() => this.pinned && this.#toEnd()).observe(node);
    return node;
  }

  async load() {
    this.node.setAttribute("aria-busy", "true");
    this.waiting = [];
    try {
      this.#take(await this.#page());
    } finally {
      this.#catchUp();
      this.node.removeAttribute("aria-busy");
    }
  }

  #take(answer) {
    this.messages = answer.messages.filter(isCurrent);
    this.hasMore = answer.has_more;
    this.unreadFrom = this.#firstUnread(answer.last_read);
    this.whispers.clear();
    for (const aside of answer.whispers) if (Number(aside.ts) >= state.opened) this.#hearWhisper(aside);
    this.#showEnd();
  }

  // What was told while the answer was on its way may not be in it.
  #catchUp() {
    const told = this.waiting ?? [];
    this.waiting = null;
    for (const change of told) change();
  }

  // Where the "New" line is drawn; what the person wrote themselves is not new to them.
  #firstUnread(lastRead) {
    if (this.thread || !lastRead) return null;
    return this.messages.find((message) => message.ts > lastRead && message.user !== state.me.id)?.ts ?? null;
  }

  #page(before) {
    return ask("messages", { channel: this.channel, thread_ts: this.thread ?? undefined, before });
  }

  async #older() {
    if (this.fetching || !this.hasMore) return;
    this.fetching = true;
    try {
      const answer = await this.#page(this.messages[0]?.ts);
      const older = answer.messages.filter(isCurrent);
      this.messages = [...older, ...this.messages];
      this.span.grewBefore(older.length);
      this.hasMore = answer.has_more;
    } catch (problem) {
      toast(problem.message, "error");
    } finally {
      this.fetching = false;
    }
  }

  // Whether a message of the channel has its place in this list.
  belongs(message) {
    if (this.thread) return message.ts === this.thread || message.thread_ts === this.thread;
    return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
  }

  put(message, channel) {
    if (channel !== this.channel || this.dismissed.has(message.ts)) return;
    if (this.waiting) {
      this.waiting.push(() => this.put(message, channel));
      return;
    }
    if (message.is_ephemeral && !this.thread && message.thread_ts) {
      this.#hearWhisper(message);
      this.draw();
      return;
    }
    if (this.belongs(message)) this.#insert(message);
  }

  #insert(message) {
    const at = this.#indexOf(message.ts);
    if (this.messages[at]?.ts === message.ts) {
      this.messages = this.messages.with(at, message);
      this.draw();
      return;
    }
    const atEnd = this.span.reaches(this.messages.length);
    this.messages = this.messages.toSpliced(at, 0, message);
    if (message.user !== state.me.id || message.is_ephemeral) hear(`${authorName(message)}: ${spoken(message)}`);
    if (atEnd && this.pinned) this.#showEnd();
    else if (atEnd) this.#moved(() => this.span.growAfter(this.messages.length));
  }

  #indexOf(ts) {
    let [low, high] = [0, this.messages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.messages[middle].ts < ts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #hearWhisper({ thread_ts: parent, ts }) {
    this.whispers.set(parent, [...new Set([...(this.whispers.get(parent) ?? []), ts])]);
  }

  remove(ts) {
    this.waiting?.push(() => this.remove(ts));
    for (const [parent, inside] of this.whispers) this.whispers.set(parent, inside.filter((other) => other !== ts));
    const at = this.#indexOf(ts);
    if (this.messages[at]?.ts === ts) {
      this.messages = this.messages.toSpliced(at, 1);
      this.span.lost(at);
    }
    this.draw();
  }

  // Dates read as of now: after a jump of the clock every row is made anew.
  redate() {
    this.drawn.clear();
    this.draw();
  }

  draw() {
    const height = this.node.scrollTop;
    keepingFocus(() => settle(this.node, !this.hasMore && this.span.from === 0 && this.opening, this.#rows()));
    this.node.scrollTop = height;
    if (this.pinned) this.#toEnd();
  }

  #rows() {
    const before = this.drawn;
    this.drawn = new Map();
    return this.messages.slice(this.span.from, this.span.to).flatMap((message, index) => this.#row(message, this.messages[this.span.from + index - 1], before));
  }

  #row(message, before, kept) {
    const newDay = !this.thread && (!before || dayKey(Number(before.ts)) !== dayKey(Number(message.ts)));
    const isFirstNew = message.ts === this.unreadFrom;
    const compact = !newDay && !isFirstNew && follows(before, message);
    const whispers = this.whispers.get(message.ts)?.length ?? 0;
    return [
      newDay && this.#kept(kept, `day ${message.ts}`, [dayName(Number(message.ts))], divider),
      isFirstNew && this.#kept(kept, "new", [], newLine),
      this.#kept(kept, message.ts, [message, compact, whispers], (...made) => this.#draw(...made)),
      this.thread === message.ts && this.#kept(kept, "replies", [message.reply_count ?? 0], replyCount),
    ];
  }

  // A node made of the same things as last time is the same node.
  #kept(before, key, made, make) {
    const last = before.get(key);
    const node = last && last.made.every((part, index) => part === made[index]) ? last.node : make(...made);
    this.drawn.set(key, { made, node });
    return node;
  }

  #draw(message, compact, whispers) {
    if (!this.places.has(message.ts)) this.places.set(message.ts, new Place({ channel: this.channel, ts: message.ts }));
    const dismiss = () => {
      this.dismissed.add(message.ts);
      this.remove(message.ts);
    };
    return drawMessage(message, { channel: this.channel, place: this.places.get(message.ts), compact, whispers, inThread: Boolean(this.thread), dismiss });
  }

  // Scrolling

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    const left = scrollHeight - scrollTop - clientHeight;
    // A list that grows under somebody at its end, because a picture came, does not take them away from there.
    if (left < NEAR_THE_END) this.pinned = this.span.reaches(this.messages.length);
    else if (scrollTop < this.height) this.pinned = false;
    this.height = scrollTop;
    this.jump.hidden = left < clientHeight && this.span.reaches(this.messages.length);
    if (scrollTop < NEAR_AN_EDGE) this.#backwards();
    else if (left < NEAR_AN_EDGE && !this.span.reaches(this.messages.length)) this.#moved(() => this.span.forwards(this.messages.length));
  }

  async #backwards() {
    if (this.span.from === 0) await this.#older();
    if (this.span.from > 0) this.#moved(() => this.span.backwards());
  }

  // Changes which rows are in the page, and keeps the one the person looks at where it is.
  #moved(change) {
    const top = this.node.getBoundingClientRect().top;
    const shown = this.#articles().find((row) => row.getBoundingClientRect().bottom > top);
    const before = shown?.getBoundingClientRect().top;
    change();
    this.draw();
    const again = shown && this.#rowOf(shown.dataset.ts);
    if (again) this.node.scrollTop += again.getBoundingClientRect().top - before;
  }

  #articles() {
    return [...this.node.querySelectorAll("article.message")];
  }

  #rowOf(ts) {
    return this.#articles().find((row) => row.dataset.ts === ts);
  }

  #showEnd() {
    this.pinned = true;
    this.span.toEnd(this.messages.length);
    this.draw();
  }

  // What somebody says or asks for here comes at the end, so that is where they look next.
  follow(channel, thread) {
    if (channel === this.channel && thread === this.thread) this.#showEnd();
  }

  #toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  // Goes to a message however long ago it was said, and marks it for a moment.
  async reveal(ts) {
    while (this.hasMore && this.#indexOf(ts) === 0 && this.messages[0]?.ts !== ts) await this.#older();
    this.pinned = false;
    this.span.around(this.#indexOf(ts), this.messages.length);
    this.draw();
    const row = this.#rowOf(ts);
    if (!row) return;
    row.scrollIntoView({ block: "center" });
    row.focus();
    row.classList.add("revealed");
    setTimeout(() => row.classList.remove("revealed"), 2500);
  }

  // Arrow keys go from message to message, as in Slack.
  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const here = document.activeElement;
    if (!step || (here !== this.node && !here.matches("article.message"))) return;
    event.preventDefault();
    const rows = this.#articles();
    const next = here === this.node ? rows.at(-1) : rows[rows.indexOf(here) + step];
    next?.focus();
  }
}

// What only one person sees is never kept: as at Slack, it is gone when their window is loaded anew.
const isCurrent = (message) => !message.is_ephemeral || Number(message.ts) >= state.opened;

const spoken = (message) => el("span", {}, mrkdwn(message.text)).textContent || "a new message";

const divider = (day) => el("div", { class: "day" }, el("span", {}, day));
const newLine = () => el("div", { class: "new-line" }, el("span", {}, "New"));
const replyCount = (count) => (count ? el("div", { class: "reply-count" }, count === 1 ? "1 reply" : `${count} replies`) : null);

function follows(before, message) {
  if (!before || before.is_ephemeral || message.is_ephemeral || before.subtype || message.subtype) return false;
  const soon = Number(message.ts) - Number(before.ts) < GROUPED_WITHIN;
  return soon && authorOf(before) === authorOf(message) && before.username === message.username && !before.reply_count;
}
