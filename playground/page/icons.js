// A few line drawings of our own on a 20 by 20 grid.

const PATHS = {
  hash: "M8 3 6.5 17M13.5 3 12 17M4 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  home: "M3 9.5 10 3.5l7 6M5 8.5V17h3.8v-5h2.4v5H15V8.5",
  reply: "M4 4h12v9H9l-4 3.5V13H4z",
  smile: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4M7.4 8v.6m5.2-.6v.6M6.8 11.6c1.6 2.2 4.8 2.2 6.4 0",
  more: "M10 4.6v.2M10 9.9v.2M10 15.2v.2",
  bolt: "M11.5 2.5 4.5 11.5h5l-1 6 7-9h-5z",
  send: "M3.5 4 17 10 3.5 16l2-6zM5.5 10H11",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  eye: "M2 10c3.6-6.4 12.4-6.4 16 0-3.6 6.4-12.4 6.4-16 0M10 7.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4",
  down: "M5 7.5l5 5 5-5",
  log: "M3 4.5h14v11H3zM6 8l2.2 2L6 12M10.5 12.5H14",
  picture: "M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13.2 7.4v.2",
  warning: "M10 3 2.5 16.5h15zM10 8.2v3.6M10 14v.2",
  check: "M4 10.5 8.2 15 16 5.5",
  back: "M12.5 4.5 7 10l5.5 5.5",
  window: "M11 3.5h5.5V9M16.5 3.5 9.5 10.5M14.5 12v4.5h-11v-11H8",
  play: "M6 4l10 6-10 6z",
  file: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5",
  info: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4M10 9v4.5M10 6.4v.2",
  circle: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4",
  clock: "M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4M10 6v4l2.8 1.8",
  trash: "M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5 6.3 17h7.4l.8-11.5",
  pencil: "M4 16l.8-3.2L13.5 4l2.5 2.5-8.8 8.7z",
  attach: "M14.5 9 9.3 14.2a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 2.9 2.9l-5.6 5.6a.9.9 0 0 1-1.4-1.3L11.5 6.5",
  pause: "M7 4.5v11M13 4.5v11",
  copy: "M7 7h9.5v9.5H7zM4 13V3.5h9.5",
  journal: "M5 3h10.5v14H5a1.5 1.5 0 0 1 0-3h10.5M5 3v12.5M8.5 6.5h4",
  sun: "M10 6.8a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.5 1.5M14.2 14.2l1.5 1.5M4.3 15.7l1.5-1.5M14.2 5.8l1.5-1.5",
  tour: "M4 17V3.5M4 4h11l-2.5 3.5L15 11H4",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M13 13l4 4",
  people: "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2.5 16.5c0-6 10-6 10 0M13 9.3a2.7 2.7 0 1 0-1-5.2M14.3 11.6c2 .3 3.4 2 3.4 4.9",
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 20 20");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}
