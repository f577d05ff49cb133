// Files: how they look in a message, and how they get from this machine into the workspace.

import { fileAddress, tell } from "./api.js";
import { el, link } from "./dom.js";
import { icon } from "./icons.js";
import { enlargeable } from "./pictures.js";

const SHOWN = ["image/png", "image/jpeg", "image/gif"];

export function fileCard(file) {
  const name = file.title || file.name || "File";
  if (file.id && SHOWN.includes(file.mimetype)) {
    return el("figure", { class: "shared-picture" }, el("figcaption", {}, name), enlargeable(fileAddress(file.id), file.alt_txt || name));
  }
  const address = file.id ? new URL(fileAddress(file.id), location.href).href : file.url_private;
  return el("div", { class: "file" }, icon("file"), el("span", {}, address ? link(address, name) : name, file.size ? el("small", {}, sizeOf(file.size)) : null));
}

export function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

// Resolves to the workspace's file.
export async function upload(chosen) {
  const { file } = await tell("upload", { name: chosen.name, content: await base64Of(chosen) });
  return file;
}

function base64Of(chosen) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error(`${chosen.name} could not be read.`));
    reader.readAsDataURL(chosen);
  });
}
