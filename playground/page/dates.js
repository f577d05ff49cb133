// Moments as the person who looks at them reads them: in their own zone, in Slack's formats.

import { now, state } from "./state.js";
import { table } from "./table.js";

// To make a format takes far longer than to write with it, and a long list writes hundreds of dates at once.
const formats = new Map();

function formatted(seconds, language, options) {
  const key = `${language} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, options));
  return formats.get(key).format(new Date(seconds * 1000));
}

function zone() {
  try {
    formatted(0, "en", { timeZone: state.me.tz });
    return state.me.tz;
  } catch {
    return undefined;
  }
}

const write = (seconds, options) => formatted(seconds, "en-US", { timeZone: zone(), ...options });

export const clockTime = (seconds) => write(seconds, { hour: "numeric", minute: "2-digit" });
export const exactTime = (seconds) => write(seconds, { hour: "numeric", minute: "2-digit", second: "2-digit" });
export const fullMoment = (seconds) => `${write(seconds, { dateStyle: "full" })} at ${clockTime(seconds)}`;
const SHORT_MOMENT = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
export const shortMoment = (seconds) => write(seconds, SHORT_MOMENT);

// A moment as somebody in another zone reads it; a zone that this browser does not know reads as ours.
export const momentIn = (timeZone, seconds) => elsewhere(timeZone, seconds, { weekday: "short", hour: "numeric", minute: "2-digit" });
export const timeIn = (timeZone, seconds) => elsewhere(timeZone, seconds, { hour: "numeric", minute: "2-digit" });

function elsewhere(timeZone, seconds, options) {
  try {
    return write(seconds, { ...options, timeZone });
  } catch {
    return write(seconds, options);
  }
}

export const dayKey = (seconds) => formatted(seconds, "sv-SE", { timeZone: zone() });

export function dayName(seconds) {
  const relative = relativeDay(seconds);
  return relative ? capital(relative) : write(seconds, { weekday: "long", month: "long", day: "numeric" });
}

function relativeDay(seconds) {
  const day = dayKey(seconds);
  if (day === dayKey(now())) return "today";
  if (day === dayKey(now() - 86400)) return "yesterday";
  if (day === dayKey(now() + 86400)) return "tomorrow";
  return null;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

const LONG = { weekday: "long", month: "long", day: "numeric", year: "numeric" };
const PLAIN = { month: "long", day: "numeric", year: "numeric" };
const SHORT = { month: "short", day: "numeric", year: "numeric" };

const TOKENS = table({
  date_num: (at) => dayKey(at),
  date_slash: (at) => write(at, { month: "2-digit", day: "2-digit", year: "numeric" }),
  date: (at) => write(at, PLAIN),
  date_long: (at) => write(at, LONG),
  date_long_full: (at) => write(at, LONG),
  date_long_pretty: (at) => pretty(at, LONG),
  date_pretty: (at) => pretty(at, PLAIN),
  date_short: (at) => write(at, SHORT),
  date_short_pretty: (at) => pretty(at, SHORT),
  time: (at) => clockTime(at),
  time_secs: (at) => exactTime(at),
  ago: (at) => ago(at),
  day_divider_pretty: (at) => pretty(at, LONG),
});

const pretty = (at, format) => relativeDay(at) ?? write(at, format);

// The text of <!date^seconds^format|fallback>; a moment no calendar can hold gives the fallback.
export function slackDate(seconds, format, fallback) {
  const at = Number(seconds);
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e12) return fallback;
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(at) ?? whole);
  return /^\{(date|day)/.test(format) ? capital(text) : text;
}

const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [30, "day"], [12, "month"], [Infinity, "year"]];

export function ago(seconds) {
  let amount = Math.round(seconds - now());
  if (Math.abs(amount) < 45) return "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(amount, unit);
    amount = Math.round(amount / size);
  }
  return "";
}

// A date and time as typed ("2026-11-27T16:00"), in the person's zone, to epoch seconds.
export function momentOf(typed) {
  const asUtc = Date.parse(`${typed}:00Z`) / 1000;
  if (Number.isNaN(asUtc)) return null;
  const guess = asUtc - offset(asUtc);
  return asUtc - offset(guess);
}

export const typedMoment = (seconds) => new Date((seconds + offset(seconds)) * 1000).toISOString().slice(0, 16);

function offset(seconds) {
  const there = formatted(seconds, "sv-SE", { timeZone: zone(), dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${there.replace(" ", "T")}Z`) / 1000 - Math.floor(seconds);
}
