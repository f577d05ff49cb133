// Everything on the page is made by these few calls. Text becomes text nodes and nothing is ever parsed as HTML,
// so no words of a person or an app can turn into markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "textContent", "popoverTargetElement"]);

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  node.append(...present(children));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

// Like fill, but nodes that stay are not touched: a screen reader reads out only what is new.
export function settle(parent, ...children) {
  const wanted = new Set(present(children));
  for (const old of [...parent.childNodes]) if (!wanted.has(old)) old.remove();
  let next = parent.firstChild;
  for (const node of wanted) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
}

function assign(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.className = Array.isArray(value) ? value.filter(Boolean).join(" ") : value;
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

let lastId = 0;
export const newId = (word) => `${word}-${++lastId}`;

// Redrawing part of a form must not throw the person out of the field they type in.
export function keepingFocus(redraw) {
  const active = document.activeElement;
  const key = active?.dataset?.key;
  const caret = key && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  redraw();
  if (!key || active.isConnected) return;
  const successor = [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  successor?.focus();
  if (caret && caret[0] !== null && successor?.setSelectionRange) successor.setSelectionRange(...caret);
}

// Links come from apps and people: only addresses that merely open a page or a mail are followed.
export function safeUrl(text) {
  try {
    const url = new URL(String(text).trim());
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(address, ...label) {
  const href = safeUrl(address);
  if (href === null) return el("span", {}, ...label);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...label);
}
