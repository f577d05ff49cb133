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
  if (isNear(address)) return picture(block);
  return el("div", { class: "picture-tile" }, icon("picture"), el("span", {}, block.alt_text ?? ""), address && link(address, "Open the picture"));
}

function addressOf(item) {
  return item.image_url ?? item.slack_file?.url ?? (item.slack_file ? fileAddress(item.slack_file.id) : "");
}

function isNear(address) {
  if (/^data:image\/(?:png|jpeg|gif|webp);base64,/.test(address)) return true;
  try {
    return new URL(address, location.href).origin === location.origin && address !== "";
  } catch {
    return false;
  }
}
