// Where people type. Enter sends, Shift+Enter makes a new line; what was typed stays when they look elsewhere.

import { avatar } from "./avatar.js";
import { completion } from "./completion.js";
import { el, fill, newId } from "./dom.js";
import { upload } from "./files.js";
import { menu } from "./floating.js";
import { icon } from "./icons.js";
import { perform } from "./perform.js";
import { channelName, ring, state } from "./state.js";
import { toast } from "./toast.js";

const drafts = new Map();

export const composer = (where) => new Composer(where).node;

class Composer {
  constructor({ channel, thread = null }) {
    this.channel = channel;
    this.thread = thread;
    this.draftKey = `${state.me.id}/${channel}/${thread ?? ""}`;
    this.offer = null;
    this.active = 0;
    this.list = el("div", { class: "offers", role: "listbox", "aria-label": "Suggestions", id: newId("offers"), hidden: true });
    this.field = this.#newField();
    this.files = [];
    this.attached = el("ul", { class: "chosen-files" });
    this.node = el("div", { class: "composer" }, this.list, el("form", { class: "composer-box", onsubmit: (event) => this.#submit(event) },
      this.field, this.attached, el("div", { class: "composer-foot" }, this.#shortcuts(), this.#attach(), el("span", { class: "composer-help" }, !this.thread && [el("b", {}, "/"), " commands  "], el("b", {}, "@"), " people  ", el("b", {}, "#"), " channels"),
        el("button", { class: "send", "aria-label": "Send" }, icon("send")))));
    this.#fit();
  }

  #newField() {
    const words = this.thread ? "Reply…" : `Message ${channelTitle(this.channel)}`;
    return el("textarea", {
      rows: "1", placeholder: words, "aria-label": words, role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": this.list.id, value: drafts.get(this.draftKey) ?? "", "data-key": `composer/${this.thread ?? this.channel}`,
      oninput: () => this.#typed(), onkeydown: (event) => this.#keyed(event), onblur: () => this.#offerNothing(), onclick: () => this.#suggest(),
    });
  }

  #typed() {
    drafts.set(this.draftKey, this.field.value);
    this.#fit();
    this.#suggest();
  }

  #fit() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, 240)}px`;
  }

  // Suggestions

  #suggest() {
    this.offer = completion(this.field.value, this.field.selectionStart);
    this.active = 0;
    this.#drawOffers();
  }

  #drawOffers() {
    const rows = (this.offer?.offers ?? []).map((offer, index) => this.#offerRow(offer, index));
    fill(this.list, rows, this.offer?.hint && el("div", { class: "offer-hint", role: "option", "aria-selected": "false", "aria-disabled": "true" }, this.offer.hint));
    this.list.hidden = !this.offer;
    this.field.setAttribute("aria-expanded", String(Boolean(this.offer)));
    this.field.setAttribute("aria-activedescendant", rows[this.active]?.id ?? "");
    rows[this.active]?.scrollIntoView({ block: "nearest" });
  }

  #offerRow(offer, index) {
    const current = index === this.active;
    return el("div", { class: ["offer", current && "active"], role: "option", id: newId("offer"), "aria-selected": String(current), onpointerdown: (event) => event.preventDefault(), onclick: () => this.#take(offer) },
      offer.person && avatar(offer.person), el("b", {}, offer.title), offer.usage && el("code", {}, offer.usage), el("small", {}, offer.detail));
  }

  #take(offer) {
    const caret = this.field.selectionStart;
    this.field.setRangeText(offer.insert, this.offer.start, caret, "end");
    this.field.focus();
    this.#typed();
  }

  #offerNothing() {
    this.offer = null;
    this.#drawOffers();
  }

  #keyed(event) {
    if (event.isComposing) return;
    const act = this.#keys(event)[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #keys(event) {
    const send = event.shiftKey ? {} : { Enter: () => this.#send() };
    const offers = this.offer?.offers ?? [];
    if (!offers.length) return this.offer ? { ...send, Escape: () => this.#offerNothing() } : send;
    const take = () => this.#take(offers[this.active]);
    const complete = offers[this.active].insert.trim() === this.field.value.slice(this.offer.start).trim();
    return {
      ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), Tab: take, Escape: () => this.#offerNothing(),
      ...(complete ? send : { Enter: take }),
    };
  }

  #move(step) {
    const count = this.offer.offers.length;
    this.active = (this.active + step + count) % count;
    this.#drawOffers();
  }

  // Sending

  #submit(event) {
    event.preventDefault();
    this.#send();
  }

  // What Slack does not take comes back into the field.
  async #send() {
    const text = this.field.value.trim();
    const { files } = this;
    if (!text && !files.length) return;
    this.#write("");
    this.#hold([]);
    ring("sent", { channel: this.channel, thread: this.thread ?? null });
    const answer = await this.#carry(text, files);
    const taken = answer.ok || answer.ts;
    if (taken) return;
    if (!this.field.value) this.#write(text);
    if (!this.files.length) this.#hold(files);
  }

  #write(text) {
    this.field.value = text;
    this.#typed();
    this.#offerNothing();
  }

  #carry(text, files) {
    const where = { channel: this.channel, thread_ts: this.thread ?? undefined };
    if (text.startsWith("/")) return perform("command", { ...where, text });
    return perform("say", { ...where, text, files: files.length ? files.map((file) => file.id) : undefined });
  }

  // Files

  #attach() {
    const chooser = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files", onchange: () => this.#upload([...chooser.files]) });
    const button = el("button", { type: "button", class: "icon-button", "aria-label": "Attach files", title: "Attach files", onclick: () => chooser.click() }, icon("attach"));
    return [button, chooser];
  }

  async #upload(chosen) {
    try {
      const files = await Promise.all(chosen.map(upload));
      this.#hold([...this.files, ...files]);
      this.field.focus();
    } catch (problem) {
      toast(problem.message, "error");
    }
  }

  #hold(files) {
    this.files = files;
    fill(this.attached, files.map((file) => el("li", {}, icon("file"), el("span", {}, file.name),
      el("button", { type: "button", class: "icon-button", "aria-label": `Remove ${file.name}`, onclick: () => this.#hold(this.files.filter((other) => other !== file)) }, icon("close")))));
  }

  #shortcuts() {
    const button = el("button", { type: "button", class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts" }, icon("bolt"));
    return menu({ button, label: "Shortcuts", items: () => globalShortcuts() });
  }
}

function channelTitle(id) {
  const channel = state.channels.get(id);
  return channel?.user ? channelName(channel) : `#${channelName(channel)}`;
}

function globalShortcuts() {
  const own = state.shortcuts.filter((shortcut) => shortcut.type === "global");
  if (!own.length) return [{ label: "This app has no shortcuts." }];
  return own.map((shortcut) => ({ label: shortcut.name, detail: shortcut.description || state.app.name, choose: () => use(shortcut) }));
}

const use = (shortcut) => perform("shortcut", { callback_id: shortcut.callback_id });
