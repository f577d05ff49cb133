// Payloads as indented, coloured JSON.

import { el } from "./dom.js";

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export const pretty = (payload) => (typeof payload === "string" ? payload : JSON.stringify(payload, null, 2) ?? "");

export function coloured(payload) {
  const text = pretty(payload);
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    nodes.push(text.slice(at, found.index), el("span", { class: kindOf(found) }, found[0]));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
}

function kindOf([token, colon]) {
  if (colon !== undefined) return "json-key";
  return token.startsWith('"') ? "json-text" : "json-value";
}
