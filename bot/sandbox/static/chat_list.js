// The list of chats and the dialog that opens a new one.

import { summary } from "./bubble.js";
import { clockTime, label, language } from "./labels.js";

const byId = (id) => document.getElementById(id);
const COLORS = ["#e17076", "#7bc862", "#65aadd", "#a695e7", "#ee7aae", "#6ec9cb", "#faa774"];

/** Fills an avatar with the first letter of a name, coloured by id as in Telegram. */
export function paintAvatar(element, id, name) {
  element.textContent = [...name.trim()][0]?.toUpperCase() ?? "";
  element.style.background = COLORS[Math.abs(id) % COLORS.length];
}

function part(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

/** `entries` are {chat, last, unread}; `open(id)` is called when one is chosen. */
export function renderChats(entries, currentId, open) {
  const newest = (entry) => entry.last?.date ?? Number.MAX_SAFE_INTEGER;
  const sorted = [...entries].sort((a, b) => newest(b) - newest(a));
  byId("chats").replaceChildren(...sorted.map((entry) => chatItem(entry, currentId, open)));
}

function chatItem({ chat, last, unread }, currentId, open) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chat-item";
  button.dataset.chat = chat.id;
  if (chat.id === currentId) button.setAttribute("aria-current", "true");
  const avatar = part("avatar", "");
  avatar.setAttribute("aria-hidden", "true");
  paintAvatar(avatar, chat.id, chat.title);
  const code = chat.user.language_code ?? "";
  const name = part("chat-name", chat.title);
  if (code) name.append(part("badge", code));
  const line = last ? summary(last) : "";
  const text = part("chat-text", last?.outgoing ? `${label("you")}: ${line}` : line);
  button.append(avatar, name, part("chat-time", last ? clockTime(last.date) : ""), text);
  if (unread) button.append(part("unread", String(unread)));
  button.addEventListener("click", () => open(chat.id));
  item.append(button);
  return item;
}

/** Shows the dialog; `create({first_name, language_code, type, title})` is called on success. */
export function askNewChat(number, create) {
  const dialog = byId("new-chat");
  byId("new-name").value = `${label("defaultName")} ${number}`;
  byId("new-language").value = language();
  byId("new-group").checked = false;
  dialog.returnValue = "cancel";
  dialog.onclose = () => {
    const name = byId("new-name").value.trim();
    if (dialog.returnValue !== "create" || !name) return;
    const group = byId("new-group").checked;
    create({
      first_name: name,
      language_code: byId("new-language").value,
      type: group ? "group" : "private",
      title: group ? `${name}: ${label("group")}` : undefined,
    });
  };
  dialog.showModal();
  byId("new-name").select();
}
