// What the page knows about the workspace, and a bell to ring when it changes. Each part of the page listens for the
// events it shows; the names of the server's own events are used as they are.

export const state = {
  team: {}, me: {}, app: {}, people: new Map(), channels: new Map(),
  commands: [], shortcuts: [], views: [], home: null,
  place: { channel: null, home: false, thread: null }, ahead: 0,
};

// Seconds since 1970 by the workspace's own clock, which may not be this machine's.
export const now = () => Date.now() / 1000 + state.ahead;

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function ring(topic, detail = {}) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(detail);
}

export function take(answer) {
  const { people, channels, ...rest } = answer;
  Object.assign(state, rest);
  state.ahead = answer.now - Date.now() / 1000;
  state.people = new Map(people.map((person) => [person.id, person]));
  state.channels = new Map(channels.map((channel) => [channel.id, channel]));
}

export const nameOf = (person) =>
  (person?.is_bot ? person.real_name : person?.display_name) || person?.real_name || person?.name || "Someone";
export const personName = (id) => nameOf(state.people.get(id));
export const isBot = (id) => Boolean(state.people.get(id)?.is_bot);

export function channelName(channel) {
  if (!channel) return "unknown";
  if (channel.kind === "im") return channel.user ? personName(channel.user) : channel.name;
  return channel.name;
}

export function botChannel() {
  return [...state.channels.values()].find((channel) => channel.kind === "im" && channel.user === state.app.bot_user_id);
}

export const sorted = (list, name) => [...list].sort((a, b) => name(a).localeCompare(name(b)));
