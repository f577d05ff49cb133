// The file input of a form: files are uploaded as they are chosen, and stand in a list that can be shortened.

import { el, fill } from "./dom.js";
import { sizeOf, upload } from "./files.js";
import { icon } from "./icons.js";
import { toast } from "./toast.js";

export function fileInput(item, attributes, chosen, choose) {
  const list = el("ul", { class: "chosen-files" });
  const types = item.filetypes?.map((type) => `.${type}`).join(",");
  const most = item.max_files ?? 10;
  let onTheirWay = 0;
  const field = el("input", { ...attributes, type: "file", accept: types, multiple: most > 1, onchange: () => take() });

  async function take() {
    const fresh = [...field.files];
    field.value = "";
    const refused = fresh.find((each) => !fits(each, item.filetypes));
    if (refused) return toast(`${refused.name} is not one of: ${item.filetypes.join(", ")}.`, "error");
    if (chosen().length + onTheirWay + fresh.length > most) return toast(`You can add up to ${most} ${most === 1 ? "file" : "files"}.`, "error");
    onTheirWay += fresh.length;
    try {
      const files = await Promise.all(fresh.map(upload));
      choose([...chosen(), ...files]);
    } catch (problem) {
      toast(problem.message, "error");
    }
    onTheirWay -= fresh.length;
    draw();
  }

  function draw() {
    fill(list, chosen().map((file) => el("li", {}, icon("file"), el("span", {}, file.name, " ", el("small", {}, sizeOf(file.size))),
      el("button", { type: "button", class: "icon-button", "aria-label": `Remove ${file.name}`, onclick: () => drop(file) }, icon("close")))));
  }

  function drop(file) {
    choose(chosen().filter((other) => other.id !== file.id));
    draw();
    field.focus();
  }

  draw();
  return el("div", { class: "file-input" }, field, list);
}

const fits = (file, types) => !types?.length || types.some((type) => file.name.toLowerCase().endsWith(`.${type.toLowerCase()}`));
