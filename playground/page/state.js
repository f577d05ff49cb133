// What the page knows about the workspace, and a bell to ring when it changes. Each part of the page listens for the
// events it shows; the names of the server's own events are used as they are.

export const state = {
  team: {}, me: {}, app: {}, people: new Map(), channels: new Map(),
  commands: [], shortcuts: [], views: [], home: null,
  tour: null, place: { channel: null, home: false, thread: null },
  opened: null, // the workspace's moment when this window was loaded
};

// The workspace's own clock, which may not be this machine's: it said `now` when this machine's said `at`, and runs on
// at `speed`.
const clock = { now: 0, at: 0, speed: 1 };
const here = () => Date.now() / 1000;

// Seconds since 1970.
export const now = () => clock.now + (here() - clock.at) * clock.speed;

export function clockRuns({ now: moment, speed = clock.speed, paused = false }) {
  Object.assign(clock, { now: moment, at: here(), speed: paused ? 0 : speed });
}

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
  clockRuns({ now: answer.now });
  state.opened ??= answer.now;
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
