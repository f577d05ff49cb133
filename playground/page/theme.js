// Light or dark: as the machine has it, unless the person says otherwise.

import { el, fill } from "./dom.js";
import { icon } from "./icons.js";

const KEY = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";

export function themeSwitch() {
  const kept = localStorage.getItem(KEY);
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  const button = el("button", { type: "button", class: "bar-button", onclick: () => turn() });
  const draw = () => {
    button.setAttribute("aria-label", isDark() ? "Switch to light" : "Switch to dark");
    fill(button, icon("sun"));
  };
  const turn = () => {
    const wanted = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = wanted;
    localStorage.setItem(KEY, wanted);
    draw();
  };
  dark.addEventListener("change", draw);
  draw();
  return button;
}
