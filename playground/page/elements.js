// The interactive elements of Block Kit that are not select menus. Each gets the element, its block and the `place` it
// stands in, which keeps values and tells the app (see place.js).

import { el, safeUrl } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { fileInput } from "./fileinput.js";
import { icon } from "./icons.js";
import { menu } from "./floating.js";
import { agreed, plain, words } from "./composition.js";
import { momentOf, typedMoment } from "./dates.js";
import { picture } from "./pictures.js";
import { SELECTS } from "./selects.js";
import { table } from "./table.js";

export function element(item, block, place) {
  const draw = DRAWN[item.type];
  return draw ? draw(item, block, place) : el("span", { class: "unknown-part" }, `${item.type} is not shown here`);
}

const DRAWN = table({
  button, workflow_button: button, overflow,
  plain_text_input: textInput, rich_text_input: textInput, email_text_input: textInput, url_text_input: textInput, number_input: textInput,
  datepicker: dateInput, timepicker: dateInput, datetimepicker: dateInput,
  checkboxes: choices, radio_buttons: choices,
  file_input: files,
  feedback_buttons: feedback,
  icon_button: iconButton,
  image: picture,
  ...SELECTS,
});

// What a screen reader calls an element: its block's label, else its own words.
export const labelOf = (item, block) =>
  plain(block.label) || plain(item.placeholder) || plain(block.text) || item.action_id || item.type;

function button(item, block, place) {
  const address = item.url && safeUrl(item.url);
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (!(await agreed(item.confirm))) return;
    if (address) window.open(address, "_blank", "noopener,noreferrer");
    await busy(pressed, () => place.act(block, item));
  };
  return el("button", {
    type: "button", class: ["button", item.style === "primary" && "primary", item.style === "danger" && "danger"],
    "aria-label": item.accessibility_label, "data-key": place.key(block, item), onclick: press,
  }, plain(item.text), address && icon("window"));
}

// The small buttons under an app's answer.
function iconButton(item, block, place) {
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (await agreed(item.confirm)) await busy(pressed, () => place.act(block, item));
  };
  const words = item.accessibility_label || plain(item.text);
  return el("button", { type: "button", class: "icon-button", "aria-label": words, title: plain(item.text), "data-key": place.key(block, item), onclick: press },
    icon(item.icon === "trash" ? "trash" : "more"));
}

function feedback(item, block, place) {
  const one = (choice, sign) => el("button", {
    type: "button", class: "icon-button", "aria-label": choice.accessibility_label || plain(choice.text), title: plain(choice.text),
    onclick: (event) => busy(event.currentTarget, () => place.act(block, item, choice.value)),
  }, el("span", { class: "emoji", "aria-hidden": "true" }, emojiFor(sign) ?? plain(choice.text)));
  return el("span", { class: "feedback" }, one(item.positive_button, "+1"), one(item.negative_button, "-1"));
}

function files(item, block, place) {
  return fileInput(item, fieldAttributes(item, block, place), () => place.read(block, item), (chosen) => place.write(block, item, chosen));
}

async function busy(pressed, work) {
  pressed.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    pressed.removeAttribute("aria-busy");
  }
}

function overflow(item, block, place) {
  const opener = el("button", { type: "button", class: "button overflow", "aria-label": "More actions", "data-key": place.key(block, item) }, icon("more"));
  const choose = async (option) => {
    if (!(await agreed(item.confirm))) return;
    if (safeUrl(option.url ?? "")) window.open(safeUrl(option.url), "_blank", "noopener,noreferrer");
    await place.act(block, item, option.value);
  };
  const items = () => (item.options ?? []).map((option) => ({ label: plain(option.text), detail: plain(option.description), choose: () => choose(option) }));
  return menu({ button: opener, label: "More actions", items });
}

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };
const INPUT_MODES = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };

function textInput(item, block, place) {
  const long = item.multiline || item.type === "rich_text_input";
  const field = el(long ? "textarea" : "input", {
    ...fieldAttributes(item, block, place), rows: long ? "4" : undefined,
    type: long ? undefined : (INPUT_TYPES[item.type] ?? "text"), inputmode: INPUT_MODES[item.type],
    placeholder: plain(item.placeholder), value: place.read(block, item) ?? "", autocomplete: "off", autofocus: item.focus_on_load,
    oninput: () => typed(item, block, place, field.value), onkeydown: (event) => entered(event, item, block, place, long),
  });
  return item.max_length ? el("div", { class: "counted" }, field, counter(field, item.max_length)) : field;
}

function counter(field, most) {
  const shown = el("span", { class: "counter", "aria-hidden": "true" });
  const count = () => {
    const left = most - field.value.length;
    shown.textContent = String(left);
    shown.classList.toggle("over", left < 0);
  };
  field.addEventListener("input", count);
  count();
  return shown;
}

const triggers = (item) => item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];

function typed(item, block, place, text) {
  place.write(block, item, text);
  if (block.dispatch_action && triggers(item).includes("on_character_entered")) place.act(block, item, text);
}

function entered(event, item, block, place, long) {
  if (event.key !== "Enter" || event.isComposing || long || !block.dispatch_action) return;
  if (!triggers(item).includes("on_enter_pressed")) return;
  event.preventDefault();
  place.act(block, item, place.read(block, item));
}

const DATE_TYPES = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

function dateInput(item, block, place) {
  const moment = item.type === "datetimepicker";
  const shown = () => {
    const value = place.read(block, item);
    return moment && value ? typedMoment(value) : (value ?? "");
  };
  const choose = async () => {
    const stands = await place.choose(block, item, moment ? momentOf(field.value) : field.value || null);
    if (!stands) field.value = shown();
  };
  const field = el("input", {
    ...fieldAttributes(item, block, place), type: DATE_TYPES[item.type],
    value: shown(), title: plain(item.placeholder), onchange: choose,
  });
  return field;
}

export function fieldAttributes(item, block, place) {
  return {
    class: "field", "data-key": place.key(block, item), "aria-label": labelOf(item, block),
    "aria-required": block.type === "input" && !block.optional ? "true" : undefined,
    "aria-describedby": block.type === "input" ? place.noteId(block) : undefined,
  };
}

function choices(item, block, place) {
  const many = item.type === "checkboxes";
  const name = place.key(block, item);
  const isChosen = (option) => [place.read(block, item) ?? []].flat().some((other) => other.value === option.value);
  const boxes = item.options.map((option, index) => el("input", {
    type: many ? "checkbox" : "radio", name, "data-key": `${name}/${index}`, checked: isChosen(option), onchange: () => choose(),
  }));
  const choose = async () => {
    const chosen = item.options.filter((_, index) => boxes[index].checked);
    if (await place.choose(block, item, many ? chosen : (chosen[0] ?? null))) return;
    item.options.forEach((option, index) => { boxes[index].checked = isChosen(option); });
  };
  return el("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-label": labelOf(item, block) },
    item.options.map((option, index) => el("label", { class: "choice" }, boxes[index],
      el("span", {}, words(option.text), option.description && el("small", {}, words(option.description))))));
}
