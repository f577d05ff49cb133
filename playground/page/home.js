// App Home: the page an app keeps for each person.

import { drawBlocks } from "./blocks.js";
import { el, fill, keepingFocus } from "./dom.js";
import { Place } from "./place.js";
import { state } from "./state.js";

export function drawHome(body) {
  const view = state.home;
  keepingFocus(() => fill(body, el("section", { class: "home", "aria-label": "App Home", tabindex: "0" }, view ? blocksOf(view) : nothingYet())));
}

function blocksOf(view) {
  const place = new Place({ view_id: view.id }, view.state?.values);
  place.filled = () => place.valuesOf(view.blocks);
  return el("div", { class: "home-page" }, drawBlocks(view.blocks, place));
}

const nothingYet = () => el("div", { class: "opening" },
  el("h2", {}, `${state.app.name} has nothing here yet`), el("p", {}, "Apps fill this page after you open it."));
