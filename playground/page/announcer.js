// What screen readers say aloud when it happens, politely: new messages, and where the clock has come to.

import { el } from "./dom.js";

const SPOKEN = 10_000;
const region = el("div", { class: "sr-only news", "aria-live": "polite" });

export const announcer = () => region;

export function hear(words) {
  const line = el("p", {}, words.slice(0, 500));
  region.append(line);
  setTimeout(() => line.remove(), SPOKEN);
}
