// Text with entities as DOM nodes. Text only ever becomes a text node: never HTML.

import { label } from "./labels.js";

const TAG_OF_STYLE = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };
const SAFE_LINK = /^(https?|mailto|tel):/i;

/** A fragment for `text`; offsets of the entities are UTF-16 units, as JavaScript counts. */
export function formatted(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  build(fragment, text, 0, text.length, nest(entities ?? []), onCommand);
  return fragment;
}

/** Outer entities first; an entity that only partly overlaps another one is cut at its end. */
function nest(entities) {
  return entities
    .map((entity) => ({ ...entity, end: entity.offset + entity.length }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
}

function build(parent, text, start, end, entities, onCommand) {
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const stop = Math.min(entity.end, end);
    const inside = [];
    const after = [];
    for (const other of entities.slice(index + 1)) {
      if (other.offset >= stop) {
        after.push(other);
      } else {
        inside.push({ ...other, end: Math.min(other.end, stop) });
        if (other.end > stop) after.push({ ...other, offset: stop });
      }
    }
    appendText(parent, text.slice(at, entity.offset));
    const element = elementFor(entity, text.slice(entity.offset, stop), onCommand);
    build(element.inner, text, entity.offset, stop, inside, onCommand);
    parent.append(element.outer);
    at = stop;
    entities = nest(after);
    index = 0;
    if (element.block && text[at] === "\n") at += 1;
  }
  appendText(parent, text.slice(at, end));
}

function appendText(parent, text) {
  if (text) parent.append(document.createTextNode(text));
}

function elementFor(entity, covered, onCommand) {
  if (entity.type in TAG_OF_STYLE) return same(document.createElement(TAG_OF_STYLE[entity.type]));
  switch (entity.type) {
    case "url":
      return link(covered.includes("://") ? covered : `https://${covered}`);
    case "text_link":
      return link(entity.url);
    case "email":
      return link(`mailto:${covered}`);
    case "bot_command":
      return command(covered, onCommand);
    case "spoiler":
      return spoiler();
    case "pre":
      return pre(entity.language);
    case "blockquote":
      return { ...same(withClass("blockquote", "quote")), block: true };
    case "expandable_blockquote":
      return { ...expandable(), block: true };
    case "mention":
    case "hashtag":
    case "cashtag":
    case "phone_number":
    case "text_mention":
      return same(withClass("span", "accent"));
    default:
      return same(document.createElement("span"));
  }
}

function same(element) {
  return { outer: element, inner: element };
}

function withClass(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function link(address) {
  if (!SAFE_LINK.test(address)) return same(withClass("span", "accent"));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer nofollow";
  return same(anchor);
}

function command(text, onCommand) {
  const button = withClass("button", "command");
  button.type = "button";
  button.addEventListener("click", () => onCommand?.(text));
  return same(button);
}

function spoiler() {
  const outer = withClass("span", "spoiler");
  const inner = document.createElement("span");
  outer.append(inner);
  outer.tabIndex = 0;
  outer.setAttribute("role", "button");
  outer.setAttribute("aria-label", label("reveal"));
  inner.setAttribute("aria-hidden", "true");
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    outer.classList.add("revealed");
    for (const name of ["role", "aria-label", "tabindex"]) outer.removeAttribute(name);
    inner.removeAttribute("aria-hidden");
  };
  outer.addEventListener("click", reveal, { once: true });
  outer.addEventListener("keydown", reveal);
  return { outer, inner };
}

function pre(language) {
  const outer = document.createElement("pre");
  const inner = document.createElement("code");
  if (language) outer.dataset.language = language;
  outer.append(inner);
  return { outer, inner, block: true };
}

function expandable() {
  const outer = withClass("blockquote", "quote expandable");
  const inner = withClass("div", "quote-text");
  const toggle = withClass("button", "quote-toggle");
  toggle.type = "button";
  const show = (open) => {
    outer.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", label(open ? "collapse" : "expand"));
  };
  toggle.addEventListener("click", () => show(!outer.classList.contains("open")));
  toggle.append(icon("chevron"));
  show(false);
  outer.append(inner, toggle);
  return { outer, inner };
}

/** An icon of the sprite in index.html. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}
