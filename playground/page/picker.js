// One searchable list for every select menu of Block Kit: a text field with a list under it, for one choice or many.

import { el, fill, newId } from "./dom.js";
import { icon } from "./icons.js";
import { place } from "./floating.js";

// A choice is {value, text, detail}. `search(words)` resolves to [{label, choices}]; `onchange` gets the chosen
// ones and resolves to whether they stand.
export const picker = (wishes) => new Picker(wishes).box;

class Picker {
  constructor(wishes) {
    this.wishes = wishes;
    this.chosen = [...wishes.chosen];
    this.active = -1;
    this.asked = 0;
    this.list = this.#newList();
    this.field = this.#newField();
    this.box = el("div", { class: ["picker", wishes.many && "picker-many"], onclick: (event) => event.target === this.box && this.#clicked() });
    this.#draw();
  }

  #newList() {
    const many = this.wishes.many ? "true" : undefined;
    return el("div", { class: "picker-list", popover: "manual", role: "listbox", id: newId("list"), "aria-label": this.wishes.label, "aria-multiselectable": many });
  }

  #newField() {
    return el("input", {
      class: "picker-field", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "data-key": this.wishes.key, "aria-label": this.wishes.label, "aria-expanded": "false",
      "aria-controls": this.list.id, "aria-autocomplete": "list",
      onclick: () => this.#clicked(), oninput: () => this.#open(this.field.value),
      onkeydown: (event) => this.#keyed(event), onblur: () => this.#left(),
    });
  }

  #draw() {
    const { many, placeholder } = this.wishes;
    this.field.placeholder = many && this.chosen.length ? "" : placeholder;
    this.field.value = this.#restingText();
    fill(this.box, many && this.chosen.map((choice) => this.#chip(choice)), this.field, this.#ending(), this.list);
  }

  #restingText() {
    return this.wishes.many ? "" : (this.chosen[0]?.text ?? "");
  }

  #ending() {
    const { many, clearable, label } = this.wishes;
    if (many || !clearable || !this.chosen.length) return icon("down");
    return el("button", { type: "button", class: "picker-clear", "aria-label": `Clear ${label}`, onclick: () => this.#change([]) }, icon("close"));
  }

  #chip(choice) {
    const drop = () => this.#change(this.chosen.filter((other) => other !== choice));
    return el("span", { class: "chip" }, choice.text,
      el("button", { type: "button", "aria-label": `Remove ${choice.text}`, onclick: drop }, icon("close")));
  }

  async #change(chosen) {
    const before = this.chosen;
    this.chosen = chosen;
    this.#close();
    this.#draw();
    this.field.focus();
    if (await this.wishes.onchange(chosen)) return;
    this.chosen = before;
    this.#draw();
  }

  #isOpen() {
    return this.list.matches(":popover-open");
  }

  #clicked() {
    this.field.focus();
    this.field.select();
    if (!this.#isOpen()) this.#open("");
  }

  async #open(words) {
    this.asked += 1;
    const ticket = this.asked;
    if (!this.#isOpen()) this.#show([note("Loading…")]);
    const groups = await this.wishes.search(words).catch(() => null);
    if (ticket !== this.asked) return;
    this.active = -1;
    this.#show(groups ? this.#drawn(groups) : [note("We had some trouble loading these options.")]);
    if (words) this.#mark(0);
  }

  #show(nodes) {
    fill(this.list, nodes);
    if (!this.#isOpen()) this.list.showPopover();
    this.list.style.minWidth = `${this.box.offsetWidth}px`;
    place(this.list, this.box);
    this.field.setAttribute("aria-expanded", "true");
  }

  #drawn(groups) {
    const filled = groups.filter((group) => group.choices.length);
    return filled.length ? filled.map((group) => this.#group(group)) : [note("No results")];
  }

  #group(group) {
    const choices = group.choices.map((choice) => this.#option(choice));
    if (!group.label) return choices;
    const title = el("div", { class: "picker-group", "aria-hidden": "true" }, group.label);
    return el("div", { role: "group", "aria-label": group.label }, title, choices);
  }

  #option(choice) {
    const picked = this.#isChosen(choice);
    const stay = (event) => event.preventDefault();
    return el("div", { role: "option", id: newId("option"), "aria-selected": String(picked), class: "picker-option", onpointerdown: stay, onclick: () => this.#pick(choice) },
      el("span", {}, choice.text, choice.detail && el("small", {}, choice.detail)), picked && icon("check"));
  }

  #isChosen(choice) {
    return this.chosen.some((other) => other.value === choice.value);
  }

  #pick(choice) {
    const { many, max = Infinity } = this.wishes;
    if (!many) this.#change([choice]);
    else if (this.#isChosen(choice)) this.#change(this.chosen.filter((other) => other.value !== choice.value));
    else if (this.chosen.length < max) this.#change([...this.chosen, choice]);
    else this.#show([note(`You can choose up to ${max}.`)]);
  }

  #mark(index) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    this.active = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, at) => option.classList.toggle("active", at === this.active));
    this.field.setAttribute("aria-activedescendant", options[this.active]?.id ?? "");
    options[this.active]?.scrollIntoView({ block: "nearest" });
  }

  #keyed(event) {
    const act = this.#keys()[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #keys() {
    if (!this.#isOpen()) return { ArrowDown: () => this.#open(""), ...this.#eraser() };
    return {
      ArrowDown: () => this.#mark(this.active + 1),
      ArrowUp: () => this.#mark(this.active - 1),
      Enter: () => this.list.querySelector(".active")?.click(),
      Escape: () => this.#close(),
      ...this.#eraser(),
    };
  }

  #eraser() {
    const erases = this.wishes.many && !this.field.value && this.chosen.length;
    return erases ? { Backspace: () => this.#change(this.chosen.slice(0, -1)) } : {};
  }

  #left() {
    this.#close();
    this.field.value = this.#restingText();
  }

  #close() {
    this.asked += 1;
    if (this.#isOpen()) this.list.hidePopover();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

const note = (words) => el("div", { class: "picker-note" }, words);

// The choices whose words hold what was typed, for lists that are all here already.
export function filtered(groups, words) {
  const wanted = words.trim().toLowerCase();
  const fits = (choice) => `${choice.text} ${choice.detail ?? ""}`.toLowerCase().includes(wanted);
  return groups.map((group) => ({ ...group, choices: group.choices.filter(fits) }));
}
