// Slack's short names (":tada:") and the characters they stand for.

let characters = {};

export async function loadEmoji() {
  const response = await fetch("/page/emoji.json");
  if (response.ok) characters = await response.json();
}

export function emojiFor(name) {
  const base = name.split("::")[0];
  return Object.hasOwn(characters, base) ? characters[base] : null;
}

export const withEmoji = (text) =>
  String(text ?? "").replace(/:([a-z0-9_+'-]{1,60}):/g, (whole, name) => emojiFor(name) ?? whole);

// Names that start with the words come before those that only hold them.
export function emojiNamed(words) {
  const holding = Object.keys(characters).filter((name) => name.includes(words));
  return [...holding.filter((name) => name.startsWith(words)), ...holding.filter((name) => !name.startsWith(words))];
}

export function emojiNamesStarting(start) {
  return Object.keys(characters).filter((name) => name.startsWith(start));
}
