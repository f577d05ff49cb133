// Pictures. The page loads none from elsewhere: a distant picture is a tile with its words and a link.

import { fileAddress } from "./api.js";
import { el, link } from "./dom.js";
import { icon } from "./icons.js";

export function picture(item) {
  const address = addressOf(item);
  const words = item.alt_text ?? "";
  if (isNear(address)) return el("img", { class: "picture", src: address, alt: words });
  return el("span", { class: "picture distant", role: "img", "aria-label": words, title: `${words} (not loaded: ${address})` }, icon("picture"));
}

export function pictureTile(block) {
  const address = addressOf(block);
  if (isNear(address)) return enlargeable(address, block.alt_text ?? "");
  return el("div", { class: "picture-tile" }, icon("picture"), el("span", {}, block.alt_text ?? ""), address && link(address, "Open the picture"));
}

// A picture that opens in its full size.
export function enlargeable(address, words) {
  const open = () => {
    const close = el("button", { class: "icon-button", "aria-label": "Close" }, icon("close"));
    const dialog = el("dialog", { class: "lightbox", "aria-label": words || "Picture" },
      el("form", { method: "dialog" }, el("p", {}, words), close), el("img", { src: address, alt: words }));
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    dialog.showModal();
  };
  return el("button", { type: "button", class: "enlarge", "aria-label": `Enlarge: ${words}`, onclick: open }, el("img", { class: "picture", src: address, alt: words }));
}

// A file of the workspace is shown only with the page's token.
function addressOf(item) {
  const named = item.slack_file?.id ?? /\/files\/(F\w+)$/.exec(item.image_url ?? item.slack_file?.url ?? "")?.[1];
  if (named && (item.slack_file || isNear(item.image_url))) return fileAddress(named);
  return item.image_url ?? item.slack_file?.url ?? "";
}

function isNear(address) {
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,/.test(address)) return true;
  try {
    return new URL(address, location.href).origin === location.origin && address !== "";
  } catch {
    return false;
  }
}
