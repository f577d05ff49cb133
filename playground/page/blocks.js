// Blocks, in the order an app sends them.

import { alert, card, carousel, plan, task } from "./cards.js";
import { el, link } from "./dom.js";
import { plain, words } from "./composition.js";
import { element } from "./elements.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { picture, pictureTile } from "./pictures.js";
import { richText } from "./richtext.js";
import { table } from "./table.js";

export function drawBlocks(blocks, place) {
  return el("div", { class: "blocks" }, (blocks ?? []).map((block) => drawn(block, place)));
}

function drawn(block, place) {
  const draw = BLOCKS[block?.type];
  if (!draw) return notShown(block);
  try {
    return el("div", { class: `block block-${block.type}`, "data-block": block.block_id }, draw(block, place));
  } catch (error) {
    console.warn("A block could not be drawn.", error); // one odd block must not hide everything around it
    return notShown(block);
  }
}

const notShown = (block) => el("div", { class: "block unknown-part" }, `A ${block?.type} block is not shown here.`);

const elementsOf = (block, place) => block.elements.map((item) => element(item, block, place));

const BLOCKS = table({
  section,
  header: (block) => el("h3", { class: "header-text" }, plain(block.text)),
  divider: () => el("hr"),
  context: (block) => block.elements.map((item) => (item.type === "image" ? picture(item) : el("span", { class: "context-text" }, words(item)))),
  actions: elementsOf,
  context_actions: elementsOf,
  image: (block) => [block.title && el("div", { class: "image-title" }, plain(block.title)), pictureTile(block)],
  input,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  table: rowsAndColumns,
  video,
  file: (block) => fileCard({ name: block.external_id ?? "File" }),
  call: () => el("div", { class: "file" }, icon("window"), "A call"),
  alert,
  card,
  carousel,
  task_card: task,
  plan,
});

function section(block, place) {
  const fields = block.fields && el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, words(field))));
  return [
    el("div", { class: "section-words" }, block.text && el("div", {}, words(block.text)), fields),
    block.accessory && el("div", { class: "accessory" }, element(block.accessory, block, place)),
  ];
}

function input(block, place) {
  const optional = block.optional && el("span", { class: "optional" }, " (optional)");
  return [
    el("div", { class: "label" }, plain(block.label), optional),
    element(block.element, block, place),
    el("div", { class: "field-note", id: place.noteId(block) }, fieldNote(block, place)),
  ];
}

export function fieldNote(block, place) {
  const error = place.errors[block.block_id];
  return [
    error && el("span", { class: "field-error", role: "alert" }, error),
    block.hint && el("span", { class: "hint" }, plain(block.hint)),
  ].filter(Boolean);
}

// Films are not played here: nothing is loaded from elsewhere.
function video(block) {
  const from = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return el("div", { class: "picture-tile video" }, icon("play"), el("span", {},
    el("b", {}, link(block.title_url ?? block.video_url, plain(block.title))),
    from && el("span", { class: "context-text" }, from),
    block.description && el("span", { class: "context-text" }, plain(block.description)),
    el("span", { class: "sr-only" }, block.alt_text ?? "")));
}

function rowsAndColumns(block) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (content, column) => el(tag, { class: [`align-${settings[column]?.align ?? "left"}`, settings[column]?.is_wrapped && "wrapped"] }, cellContent(content));
  const [head = [], ...rows] = block.rows ?? [];
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, el("table", { class: "grid-table" },
    el("thead", {}, el("tr", {}, head.map(cell("th")))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell("td")))))));
}

const cellContent = (content) => (content?.type === "rich_text" ? richText(content) : String(content?.text ?? content?.value ?? ""));

// The older way to attach things, with a coloured bar at the side.
export function attachment(item, place) {
  const bar = el("div", { class: "attachment" },
    item.pretext && el("div", {}, mrkdwn(item.pretext)),
    item.title && el("b", {}, item.title_link ? link(item.title_link, item.title) : item.title),
    item.text && el("div", {}, mrkdwn(item.text)),
    item.fields && el("div", { class: "fields" }, item.fields.map((field) => el("div", {}, el("b", {}, field.title), el("br"), mrkdwn(field.value)))),
    item.blocks ? drawBlocks(item.blocks, place) : null,
    !item.text && !item.blocks && !item.title && item.fallback,
    item.footer && el("div", { class: "context-text" }, item.footer));
  const color = /^#?[0-9a-f]{6}$/i.test(item.color ?? "") ? item.color.replace("#", "") : null;
  if (color) bar.style.borderLeftColor = `#${color}`;
  return bar;
}
