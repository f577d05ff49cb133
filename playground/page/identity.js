// "You are: Ana". Anybody of the workspace can be chosen; the choice stands in the address.

import { avatar } from "./avatar.js";
import { timeIn } from "./dates.js";
import { el, fill } from "./dom.js";
import { menu } from "./floating.js";
import { icon } from "./icons.js";
import { nameOf, now, on, sorted, state } from "./state.js";

export function identitySwitch(become) {
  const button = el("button", { type: "button", class: "identity" });
  const draw = () => fill(button, avatar(state.me.id), el("span", { class: "identity-words" }, el("span", { class: "wide-only" }, "You are: "), el("b", {}, nameOf(state.me))), icon("down"));
  on("reloaded", draw);
  on("channels", draw);
  return menu({ button, label: "Who you are", items: () => items(become) });
}

function items(become) {
  const people = [...state.people.values()].filter((person) => !person.is_bot && !person.deleted && person.id !== "USLACKBOT");
  return [
    ...sorted(people, nameOf).map((person) => ({
      label: nameOf(person), detail: [role(person), zoneTime(person)].filter(Boolean).join(" · "),
      picture: avatar(person.id), checked: person.id === state.me.id, choose: () => become(person.id),
    })),
    { label: "Open a second window", detail: "and be someone else there", picture: icon("window"), choose: () => window.open(location.href, "_blank", "noopener") },
  ];
}

function role(person) {
  if (person.is_admin) return "Admin";
  if (person.is_stranger) return "From another company";
  return person.is_restricted || person.is_ultra_restricted ? "Guest" : "";
}

const zoneTime = (person) => `${timeIn(person.tz, now())}, ${String(person.tz).split("/").at(-1).replaceAll("_", " ")}`;
