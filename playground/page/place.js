// Where blocks stand: in a message, a modal or App Home. A place keeps what was entered and carries it to the app.

import { tell } from "./api.js";
import { agreed } from "./composition.js";
import { perform } from "./perform.js";
import { hasValue, startingValue, wireValue } from "./values.js";

export class Place {
  // `where` is {channel, ts} or {view_id}; `known` the state.values the server has for a view.
  constructor(where, known = {}) {
    this.where = where;
    this.known = known;
    this.entered = new Map();
    this.errors = {};
  }

  key(block, item) {
    return `${block.block_id}/${item.action_id}`;
  }

  noteId(block) {
    return `note-${this.where.view_id ?? this.where.ts}-${block.block_id}`;
  }

  read(block, item) {
    const key = `${item.type}/${this.key(block, item)}`;
    if (this.entered.has(key)) return this.entered.get(key);
    return startingValue(item, this.known[block.block_id]?.[item.action_id]);
  }

  write(block, item, value) {
    this.entered.set(`${item.type}/${this.key(block, item)}`, value);
  }

  // A choice was made: keep it, and tell the app unless it only belongs to a form. False when the person, asked to
  // confirm, thought better of it.
  async choose(block, item, value) {
    if (!(await agreed(item.confirm))) return false;
    this.write(block, item, value);
    if (block.type !== "input" || block.dispatch_action) this.act(block, item, wireValue(item, value));
    return true;
  }

  act(block, item, value) {
    return perform("act", { ...this.where, block_id: block.block_id, action_id: item.action_id, value, values: this.filled?.() });
  }

  options(block, item, words) {
    return tell("options", { ...this.where, block_id: block.block_id, action_id: item.action_id, value: words });
  }

  // Everything the view holds, as it is submitted: {block_id: {action_id: value}}.
  valuesOf(blocks) {
    const values = {};
    for (const [block, item] of elementsOf(blocks)) {
      if (!hasValue(item)) continue;
      values[block.block_id] ??= {};
      values[block.block_id][item.action_id] = wireValue(item, this.read(block, item));
    }
    return values;
  }
}

function* elementsOf(blocks) {
  for (const block of blocks) {
    for (const item of [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]) {
      if (item) yield [block, item];
    }
  }
}
