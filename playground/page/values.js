// The value of each kind of input: where it starts, how it travels, and what Slack's client says before it submits.

import { table } from "./table.js";

const kind = (initial, entered, wire = (value) => (value === "" ? null : value), none = null) => ({ initial, entered, wire, none });
const one = (suffix) => kind(`initial_${suffix}`, `selected_${suffix}`);
const several = (suffix) => kind(`initial_${suffix}`, `selected_${suffix}`, (value) => value, []);
const option = kind("initial_option", "selected_option", (chosen) => chosen?.value ?? null);
const options = kind("initial_options", "selected_options", (chosen) => chosen.map((each) => each.value), []);
const typed = kind("initial_value", "value");

const KINDS = table({
  plain_text_input: typed, email_text_input: typed, url_text_input: typed, number_input: typed,
  rich_text_input: kind("initial_value", "rich_text_value"),
  datepicker: one("date"), timepicker: one("time"), datetimepicker: one("date_time"),
  static_select: option, external_select: option, radio_buttons: option,
  checkboxes: options, multi_static_select: options, multi_external_select: options,
  users_select: one("user"), channels_select: one("channel"), conversations_select: one("conversation"),
  multi_users_select: several("users"), multi_channels_select: several("channels"),
  multi_conversations_select: several("conversations"),
  file_input: kind("", "files", (chosen) => chosen.map((file) => file.id), []),
});

export const hasValue = (element) => element?.type in KINDS;
export const wireValue = (element, value) => KINDS[element.type].wire(value);
export const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && value.length === 0);

// `known` is the element's entry in the view's state, which the server keeps.
export function startingValue(element, known) {
  const { initial, entered, none } = KINDS[element.type];
  const value = (known ? known[entered] : element[initial]) ?? none;
  return element.type === "rich_text_input" && value ? plainWords(value) : value;
}

function plainWords(node) {
  const inner = (node.elements ?? []).map(plainWords);
  return node.text ?? inner.join(node.type === "rich_text" ? "\n" : "");
}

// The sentence under the field, or null when Slack would let it pass.
export function problemWith(block, value) {
  if (isEmpty(value)) return block.optional ? null : "Please complete this required field.";
  return CHECKS[block.element.type]?.(block.element, String(value)) ?? null;
}

const CHECKS = table({
  plain_text_input: length,
  email_text_input: (_, text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : "Enter a valid email address."),
  url_text_input: (_, text) => (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) ? null : "Enter a valid URL."),
  number_input: number,
});

function length(element, text) {
  const { min_length: least = 0, max_length: most = 3000 } = element;
  if (text.length < least) return `Enter at least ${least} characters.`;
  return text.length > most ? `Enter at most ${most} characters.` : null;
}

function number(element, text) {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  const { min_value: least = -Infinity, max_value: most = Infinity } = element;
  if (!pattern.test(text)) return "Enter a number.";
  if (Number(text) < Number(least)) return `Enter a number that is at least ${least}.`;
  return Number(text) > Number(most) ? `Enter a number that is at most ${most}.` : null;
}
