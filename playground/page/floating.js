// Menus and lists that float beside what opened them. They use the browser's own popovers, which close on Escape and
// on a click elsewhere; this file only puts them in place.

import { el, newId } from "./dom.js";

export function place(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const below = innerHeight - box.bottom;
  const fits = below > panel.offsetHeight + 8 || below > box.top;
  panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`;
  panel.style.top = `${Math.max(8, fits ? box.bottom + 4 : box.top - panel.offsetHeight - 4)}px`;
}

// A button and the menu it opens. `items` is called at each opening and gives [{label, detail, danger, choose}].
export function menu({ button, label, items }) {
  const panel = el("div", { class: "menu", popover: "auto", role: "menu", "aria-label": label, id: newId("menu") });
  button.setAttribute("aria-haspopup", "menu");
  button.popoverTargetElement = panel;
  panel.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") panel.replaceChildren(...items().map((item) => menuItem(item, panel)));
  });
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    place(panel, button);
    panel.querySelector("[role^=menuitem]")?.focus();
  });
  panel.addEventListener("keydown", (event) => {
    moveFocus(event, panel);
    closesOnlyThis(event);
  });
  return el("span", { class: "menu-holder" }, button, panel);
}

// Escape closes the menu, and nothing that the menu stands in.
export const closesOnlyThis = (event) => event.key === "Escape" && event.stopPropagation();

function menuItem(item, panel) {
  if (!item.choose) return el("div", { class: "menu-note", role: "presentation" }, item.label);
  const choose = () => {
    panel.hidePopover();
    item.choose();
  };
  const role = item.checked === undefined ? "menuitem" : "menuitemradio";
  const checked = item.checked === undefined ? undefined : String(item.checked);
  return el("button", { type: "button", role, "aria-checked": checked, class: ["menu-item", item.danger && "danger"], onclick: choose },
    item.picture, el("span", { class: "menu-words" }, item.label, item.detail && el("small", {}, item.detail)));
}

function moveFocus(event, panel) {
  const items = [...panel.querySelectorAll("[role^=menuitem]")];
  const here = items.indexOf(document.activeElement);
  const next = { ArrowDown: (here + 1) % items.length, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(Math.max(next, -1))?.focus();
}
