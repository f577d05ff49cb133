// Changing what one has said, in the place where it stands.

import { el, fill } from "./dom.js";
import { perform } from "./perform.js";
import { channelName, personName, state } from "./state.js";

export function edit(content, message, channel) {
  const before = [...content.childNodes];
  const field = el("textarea", { class: "field", rows: "2", "aria-label": "Edit message", value: asTyped(message.text), onkeydown: (event) => keyed(event) });
  const giveUp = () => fill(content, before);
  const save = async () => {
    const answer = await perform("edit", { channel, ts: message.ts, text: field.value.trim() });
    if (answer.ok) giveUp();
  };

  function keyed(event) {
    const act = { Escape: giveUp, ...(event.shiftKey || event.isComposing ? {} : { Enter: save }) }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  fill(content, el("div", { class: "editor" }, field, el("div", { class: "editor-foot" },
    el("button", { type: "button", class: "button", onclick: giveUp }, "Cancel"),
    el("button", { type: "button", class: "button primary", onclick: save }, "Save"))));
  field.focus();
}

// Back from the stored form: names for ids, and the three characters that Slack escapes.
function asTyped(text) {
  return String(text ?? "")
    .replace(/<@(\w+)(?:\|[^<>]*)?>/g, (whole, id) => `@${state.people.get(id)?.name ?? personName(id)}`)
    .replace(/<#(\w+)(?:\|([^<>]*))?>/g, (whole, id, name) => `#${name ?? channelName(state.channels.get(id))}`)
    .replace(/<!(here|channel|everyone)(?:\|[^<>]*)?>/g, "@$1")
    .replace(/<(?:[a-z]+:[^<>|]*)\|([^<>]*)>|<([a-z]+:[^<>]*)>/g, (whole, label, address) => label ?? address)
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
