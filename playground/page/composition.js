// Text objects and confirmation dialogs: the parts that blocks and elements are composed of.

import { el } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

export const plain = (text) => (text?.emoji === false ? (text.text ?? "") : withEmoji(text?.text ?? text ?? ""));

export function words(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text) : lines(plain(text));
}

const lines = (text) => text.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));

// Resolves to whether the person agreed. Without a confirmation object nobody is asked.
export function agreed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const deny = el("button", { class: "button", value: "no" }, plain(confirm.deny) || "Cancel");
    const accept = el("button", { class: ["button", confirm.style === "danger" ? "danger" : "primary"], value: "yes" }, plain(confirm.confirm) || "Yes");
    const form = el("form", { method: "dialog" },
      el("h2", {}, plain(confirm.title)), el("div", { class: "confirm-text" }, words(confirm.text)),
      el("div", { class: "dialog-foot" }, deny, accept));
    const dialog = el("dialog", { class: "dialog confirm", "aria-label": plain(confirm.title) }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
