// Select menus: what there is to choose from, for each kind.

import { plain } from "./composition.js";
import { filtered, picker } from "./picker.js";
import { channelName, isBot, nameOf, sorted, state } from "./state.js";

export const SELECTS = {
  static_select: options(ownOptions), multi_static_select: options(ownOptions),
  external_select: options(appOptions), multi_external_select: options(appOptions),
  users_select: ids(people), multi_users_select: ids(people),
  channels_select: ids(publicChannels), multi_channels_select: ids(publicChannels),
  conversations_select: ids(conversations), multi_conversations_select: ids(conversations),
};

// Values of these are whole option objects, as the app or the element gave them.
function options(source) {
  const asChoice = (option) => ({ value: option.value, text: plain(option.text), detail: plain(option.description), option });
  return (item, block, place) => select(item, block, place, {
    chosen: [place.read(block, item) ?? []].flat().map(asChoice),
    search: async (words) => (await source(item, block, place, words)).map(({ label, options: list }) => ({ label, choices: list.map(asChoice) })),
    value: (choice) => choice.option,
  });
}

// Values of these are ids of people or conversations.
function ids(source) {
  return (item, block, place) => {
    const all = source(item);
    const known = (id) => all.find((choice) => choice.value === id) ?? { value: id, text: id };
    return select(item, block, place, {
      chosen: [place.read(block, item) ?? []].flat().map(known),
      search: async (words) => filtered([{ choices: all }], words),
      value: (choice) => choice.value,
    });
  };
}

function select(item, block, place, { chosen, search, value }) {
  const many = item.type.startsWith("multi_");
  const onchange = (choices) => {
    const values = choices.map(value);
    return place.choose(block, item, many ? values : (values[0] ?? null));
  };
  return picker({
    label: plain(block.label) || plain(item.placeholder) || plain(block.text) || item.action_id,
    key: place.key(block, item), placeholder: plain(item.placeholder) || "Choose an option",
    many, chosen, max: item.max_selected_items, clearable: block.type === "input" && block.optional, search, onchange,
  });
}

async function ownOptions(item, block, place, words) {
  const groups = item.option_groups ?? [{ options: item.options ?? [] }];
  const wanted = words.trim().toLowerCase();
  const fits = (option) => plain(option.text).toLowerCase().includes(wanted);
  return groups.map((group) => ({ label: plain(group.label), options: group.options.filter(fits) }));
}

async function appOptions(item, block, place, words) {
  const answer = await place.options(block, item, words);
  const groups = answer.option_groups?.length ? answer.option_groups : [{ options: answer.options ?? [] }];
  return groups.map((group) => ({ label: plain(group.label), options: group.options }));
}

function people() {
  const members = sorted([...state.people.values()].filter((person) => !person.deleted), nameOf);
  return members.map((person) => ({ value: person.id, text: nameOf(person), detail: person.real_name === nameOf(person) ? "" : person.real_name }));
}

const asConversation = (channel) => ({ value: channel.id, text: channel.kind === "im" ? channelName(channel) : `#${channelName(channel)}` });

function publicChannels() {
  const channels = [...state.channels.values()].filter((channel) => channel.kind === "channel");
  return sorted(channels, channelName).map(asConversation);
}

const KINDS = { public: "channel", private: "private", im: "im", mpim: "mpim" };

function conversations(item) {
  const { include, exclude_bot_users: noBots } = item.filter ?? {};
  const kinds = include?.map((kind) => KINDS[kind]);
  const fits = (channel) => (!kinds || kinds.includes(channel.kind)) && !(noBots && channel.user && isBot(channel.user));
  return sorted([...state.channels.values()].filter(fits), channelName).map(asConversation);
}
