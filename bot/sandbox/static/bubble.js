// One message as a bubble with what hangs below it.

import { fileUrl } from "./api.js";
import { clockTime, label } from "./labels.js";
import { formatted, icon } from "./text.js";

const FILE_KINDS = ["animation", "document", "audio", "video", "video_note"];

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Kind of a message: `text` or the name of its attachment. */
export function kindOf(message) {
  const kinds = ["photo", "voice", "sticker", ...FILE_KINDS, "contact", "venue", "location", "poll",
    "dice", "new_chat_members"];
  return kinds.find((kind) => kind in message) ?? "text";
}

/** One line about a message, for the chat list and for quotes of it. */
export function summary(message) {
  const text = message.text ?? message.caption;
  if (text) return text.replaceAll("\n", " ");
  const kind = kindOf(message);
  return label(kind === "new_chat_members" ? "botAdded" : kind);
}

/**
 * The row of a message.
 * `actions`: onCommand(text), onPress(message, row, column, button), onCopy(text),
 * onInline(text), onMenu(message, x, y).
 */
export function messageRow(message, actions) {
  if (message.new_chat_members) return serviceRow(message);
  const side = message.outgoing ? "outgoing" : "incoming";
  const row = element("article", `row ${side}`);
  row.dataset.id = message.message_id;
  row.dataset.sender = message.from.id;
  row.dataset.date = message.date;
  const column = element("div", "column");
  const bubble = element("div", "bubble");
  bubble.tabIndex = 0;
  bubble.setAttribute("role", "group");
  bubble.setAttribute("aria-label", message.outgoing ? label("you") : message.from.first_name);
  fill(bubble, message, actions);
  listenForMenu(bubble, message, actions);
  column.append(bubble);
  const buttons = message.reply_markup?.inline_keyboard;
  if (buttons) column.append(inlineKeyboard(message, buttons, actions));
  row.append(column);
  return row;
}

function serviceRow(message) {
  const row = element("div", "service", element("span", "", label("botAdded")));
  row.dataset.id = message.message_id;
  row.dataset.date = message.date;
  return row;
}

function fill(bubble, message, actions) {
  const kind = kindOf(message);
  if (message.chat.type === "group" && !message.outgoing) {
    bubble.append(element("div", "sender", message.from.first_name));
  }
  if (message.reply_to_message) bubble.append(quoted(message.reply_to_message));
  if (kind !== "text") {
    bubble.classList.add(`kind-${kind}`);
    bubble.append(attachment(kind, message));
  }
  const text = message.text ?? message.caption;
  if (text) {
    const entities = message.entities ?? message.caption_entities;
    const body = element("div", "text");
    body.dir = "auto";
    body.append(formatted(text, entities, actions.onCommand));
    bubble.append(body);
  }
  if (message.reactions.length) bubble.append(reactions(message.reactions));
  bubble.append(meta(message));
}

function quoted(message) {
  const text = element("span", "", summary(message));
  return element("div", "quoted", element("b", "", message.from.first_name), text);
}

function reactions(list) {
  const box = element("div", "reactions");
  for (const reaction of list) box.append(element("span", "reaction", reaction.emoji ?? ""));
  return box;
}

function meta(message) {
  const box = element("span", "meta");
  if (message.edit_date) box.append(element("span", "", label("edited")), " ");
  const time = element("time", "", clockTime(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  box.append(time);
  if (message.outgoing) box.append(icon("ticks"));
  return box;
}

function attachment(kind, message) {
  switch (kind) {
    case "photo":
      return photo(message.photo.at(-1), message.caption);
    case "sticker":
      return sticker(message.sticker);
    case "voice":
      return voice(message.voice);
    case "contact":
      return contact(message.contact);
    case "venue":
    case "location":
      return place(message);
    case "poll":
      return poll(message.poll);
    case "dice":
      return element("div", "dice", "⚀⚁⚂⚃⚄⚅"[message.dice.value - 1] ?? "🎲");
    default:
      return file(kind, message[kind]);
  }
}

function photo(size, caption) {
  const image = element("img", "photo");
  image.src = fileUrl(size.file_id);
  image.width = size.width || 320;
  image.height = size.height || 240;
  image.alt = caption ? "" : label("photo");
  const anchor = element("a", "photo-link", image);
  anchor.href = image.src;
  anchor.target = "_blank";
  anchor.rel = "noopener";
  anchor.setAttribute("aria-label", label("photo"));
  return anchor;
}

function sticker(data) {
  const image = element("img", "sticker");
  image.src = fileUrl(data.file_id);
  image.alt = `${label("sticker")} ${data.emoji ?? ""}`;
  image.width = 160;
  image.height = Math.round((160 * data.height) / data.width);
  return image;
}

function voice(data) {
  const bars = element("span", "bars");
  for (let index = 0; index < 28; index += 1) {
    const bar = element("i");
    bar.style.height = `${4 + ((index * 7919) % 17)}px`;
    bars.append(bar);
  }
  const length = element("span", "small", `0:${String(data.duration).padStart(2, "0")}`);
  const text = element("span", "file-text", bars, length);
  const box = element("div", "file", element("span", "round", icon("play")), text);
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", label("voice"));
  return box;
}

function file(kind, data) {
  const name = element("span", "file-name", data.file_name ?? label(kind));
  const size = element("span", "small", fileSize(data.file_size));
  const picture = icon(kind.startsWith("video") ? "video" : "document");
  const round = element("span", "round", picture);
  const anchor = element("a", "file", round, element("span", "file-text", name, size));
  anchor.href = fileUrl(data.file_id);
  anchor.download = data.file_name ?? "";
  return anchor;
}

function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function contact(data) {
  const round = element("span", "round", icon("contact"));
  const name = element("span", "file-name", data.first_name);
  const phone = element("span", "small", data.phone_number);
  return element("div", "file", round, element("span", "file-text", name, phone));
}

function place(message) {
  const { latitude, longitude } = message.location;
  const map = element("div", "map", icon("location"));
  const title = message.venue ? `${message.venue.title}, ${message.venue.address}` : label("location");
  const where = element("span", "small", `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`);
  const text = element("span", "file-text", element("span", "file-name", title), where);
  return element("div", "place", map, text);
}

function poll(data) {
  const box = element("div", "poll", element("b", "", data.question));
  box.append(element("span", "small", label("anonymousPoll")));
  for (const option of data.options) box.append(element("span", "poll-option", option.text));
  return box;
}

function inlineKeyboard(message, rows, actions) {
  const box = element("div", "inline-keyboard");
  rows.forEach((buttons, row) => {
    const line = element("div", "inline-row");
    buttons.forEach((button, column) => {
      line.append(inlineButton(message, button, row, column, actions));
    });
    box.append(line);
  });
  return box;
}

function inlineButton(message, button, row, column, actions) {
  const address = button.url ?? button.web_app?.url ?? button.login_url?.url;
  const text = element("span", "", button.text);
  if (address && /^https?:/i.test(address)) {
    const anchor = element("a", "inline-button", text, icon("link"));
    anchor.href = address;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    anchor.setAttribute("aria-label", `${button.text}, ${label("opensLink")}`);
    return anchor;
  }
  const made = element("button", "inline-button", text);
  made.type = "button";
  if (button.style) made.dataset.style = button.style;
  if (button.copy_text) {
    made.append(icon("copy"));
    made.addEventListener("click", () => actions.onCopy(button.copy_text.text));
  } else if (button.switch_inline_query_current_chat !== undefined) {
    made.addEventListener("click", () => {
      actions.onInline(button.switch_inline_query_current_chat);
    });
  } else if (button.callback_data !== undefined) {
    made.addEventListener("click", () => actions.onPress(message, row, column, made));
  } else {
    made.disabled = true;
  }
  return made;
}

function listenForMenu(bubble, message, actions) {
  let timer;
  const open = (x, y) => actions.onMenu(message, bubble, x, y);
  bubble.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    open(event.clientX, event.clientY);
  });
  bubble.addEventListener("keydown", (event) => {
    if (event.target !== bubble || event.key !== "Enter") return;
    event.preventDefault(); // else the same key press would choose the menu's first item
    const box = bubble.getBoundingClientRect();
    open(box.left + 24, Math.min(box.bottom, innerHeight - 200));
  });
  bubble.addEventListener("touchstart", (event) => {
    const [touch] = event.touches;
    timer = setTimeout(() => open(touch.clientX, touch.clientY), 500);
  }, { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"]) {
    bubble.addEventListener(name, () => clearTimeout(timer), { passive: true });
  }
}
