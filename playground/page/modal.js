// Forms. The app opens views on top of each other; the topmost is shown, and what was entered stays with its view.

import { drawBlocks, fieldNote } from "./blocks.js";
import { plain } from "./composition.js";
import { el, fill, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { perform } from "./perform.js";
import { Place } from "./place.js";
import { on, state } from "./state.js";
import { hasValue, problemWith } from "./values.js";

const places = new Map();
const dialog = el("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" });

export function modals() {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(false);
  });
  on("view_opened", ({ view }) => change([...state.views.filter((other) => other.id !== view.id), view]));
  on("view_updated", ({ view }) => change(state.views.map((other) => (other.id === view.id ? view : other))));
  on("view_closed", ({ view_id: id }) => change(state.views.filter((view) => view.id !== id)));
  on("view_errors", ({ view_id: id, errors }) => showErrors(id, errors));
  on("reloaded", show);
  return dialog;
}

const top = () => state.views.at(-1);

function change(views) {
  const before = top()?.id;
  state.views = views;
  for (const id of places.keys()) if (!views.some((view) => view.id === id)) places.delete(id);
  if (top()?.id === before) keepingFocus(show);
  else show();
  if (top() && top().id !== before) focusFirstField();
}

function focusFirstField() {
  const first = dialog.querySelector(".dialog-body [autofocus]") ?? dialog.querySelector(".dialog-body :is(input, textarea)");
  first?.focus();
}

function show() {
  const view = top();
  if (!view) {
    dialog.close();
    return;
  }
  fill(dialog, form(view));
  if (!dialog.open) dialog.showModal();
}

function placeOf(view) {
  if (!places.has(view.id)) {
    const place = new Place({ view_id: view.id });
    place.filled = () => place.valuesOf(shownView(view.id).blocks);
    places.set(view.id, place);
  }
  const place = places.get(view.id);
  place.known = view.state?.values ?? {};
  return place;
}

const shownView = (id) => state.views.find((view) => view.id === id);

function form(view) {
  const place = placeOf(view);
  const deeper = state.views.length > 1;
  return el("form", { novalidate: true, onsubmit: (event) => submit(event, view, place) },
    el("header", { class: "dialog-head" },
      deeper && el("button", { type: "button", class: "icon-button", "aria-label": "Back", onclick: () => close(false) }, icon("back")),
      el("h2", { id: "modal-title" }, plain(view.title)),
      el("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => close(deeper) }, icon("close"))),
    el("div", { class: "dialog-body", tabindex: "-1" }, drawBlocks(view.blocks, place)),
    el("footer", { class: "dialog-foot" },
      el("span", { class: "dialog-app" }, state.app.name),
      el("button", { type: "button", class: "button", onclick: () => close(false) }, plain(view.close) || "Cancel"),
      needsSubmit(view) && el("button", { class: "button primary submit", "data-key": "submit" }, plain(view.submit) || "Submit")));
}

const needsSubmit = (view) => Boolean(view.submit) || view.blocks.some((block) => block.type === "input");

async function close(all) {
  const view = top();
  if (!view) return;
  await perform("close", { view_id: view.id, all });
}

async function submit(event, view, place) {
  event.preventDefault();
  const errors = clientErrors(view, place);
  showErrors(view.id, errors);
  if (Object.keys(errors).length) return;
  const button = dialog.querySelector(".submit");
  button?.setAttribute("aria-busy", "true");
  const answer = await perform("submit", { view_id: view.id, values: place.filled() });
  if (answer.errors) showErrors(view.id, answer.errors);
  button?.removeAttribute("aria-busy");
}

function clientErrors(view, place) {
  const inputs = view.blocks.filter((block) => block.type === "input" && hasValue(block.element));
  const found = inputs.map((block) => [block.block_id, problemWith(block, place.read(block, block.element))]);
  return Object.fromEntries(found.filter(([, problem]) => problem));
}

// Errors stand under their fields; the first such field gets the focus.
function showErrors(viewId, errors) {
  const place = places.get(viewId);
  if (!place) return;
  place.errors = errors;
  if (top()?.id !== viewId) return;
  for (const block of top().blocks) if (block.type === "input") markField(block, place);
  dialog.querySelector("[aria-invalid=true]")?.focus();
}

function markField(block, place) {
  const holder = [...dialog.querySelectorAll("[data-block]")].find((node) => node.dataset.block === block.block_id);
  if (!holder) return;
  fill(holder.querySelector(".field-note"), fieldNote(block, place));
  const wrong = Boolean(place.errors[block.block_id]);
  holder.classList.toggle("invalid", wrong);
  holder.querySelector("input, textarea")?.setAttribute("aria-invalid", String(wrong));
}
