// The chat page: keeps what it knows of the chats and joins the parts.

import * as api from "./api.js";
import { summary } from "./bubble.js";
import { askNewChat, paintAvatar, renderChats } from "./chat_list.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { alertBox, attachSheet, closeOnBackdrop, popup, toast } from "./dialogs.js";
import { label, LANGUAGES, language, setLanguage } from "./labels.js";

const byId = (id) => document.getElementById(id);
const ACTION_MS = 5000;
const ACTION_LABELS = { upload_photo: "uploadPhoto", upload_document: "uploadDocument" };
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

const entries = new Map(); // chat id → {chat, last, unread}
let currentId = null;
let bot = { name: "", description: "", online: false };
let connected = true;
let actionTimer;
let shownAction = null;
let reloads = 0;
const heldEvents = [];

const conversation = new Conversation({
  onCommand: (text) => send(text, {}),
  onPress: pressButton,
  onCopy: copyText,
  onInline: (text) => composer.setText(`@${bot.username} ${text}`),
  onMenu: messageMenu,
});
const composer = new Composer({
  send,
  contact: () => attach("contact"),
  location: () => attach("location"),
  attach: () => attachSheet((kind, file, fields) => attach(kind, file, fields)),
  start,
});

function current() {
  return entries.get(currentId);
}

async function tried(work) {
  try {
    return await work;
  } catch (error) {
    toast(error instanceof api.ApiError ? `${label("notSent")}: ${error.message}` : label("connectionLost"));
    return null;
  }
}

// Sending

async function send(text, { replyTo, edit }) {
  if (edit) await tried(api.editText(currentId, edit, text));
  else await tried(api.sendText(currentId, text, replyTo));
}

async function attach(kind, file, fields = {}) {
  await tried(api.sendAttachment(currentId, kind, { file, ...fields }));
}

async function start() {
  if (current().chat.blocked) await tried(api.changeChat(currentId, { blocked: false }));
  else await send("/start", {});
}

async function pressButton(message, row, column, button) {
  if (button.classList.contains("busy")) return;
  button.classList.add("busy");
  button.setAttribute("aria-busy", "true");
  const answer = await tried(api.press(message.chat.id, message.message_id, row, column));
  button.classList.remove("busy");
  button.removeAttribute("aria-busy");
  if (!answer?.text) return;
  if (answer.show_alert) alertBox(answer.text);
  else toast(answer.text);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(label("copied"));
  } catch {
    toast(text);
  }
}

function messageMenu(message, bubble, x, y) {
  const text = message.text ?? message.caption;
  const context = (kind, title) => composer.setContext({ kind, message, title, text: summary(message) });
  const items = [
    { icon: "reply", name: label("reply"), run: () => context("reply", message.from.first_name) },
  ];
  if (text) items.push({ icon: "copy", name: label("copy"), run: () => copyText(text) });
  if (message.outgoing && message.text) {
    items.push({
      icon: "edit",
      name: label("edit"),
      run: () => composer.setContext({ kind: "edit", message, title: label("edit"), text: message.text }),
    });
  }
  const remove = () => tried(api.deleteMessage(message.chat.id, message.message_id));
  items.push({ icon: "delete", name: label("remove"), run: remove, danger: true });
  popup(items, x, y, bubble);
}

// Showing

function showHeader() {
  const entry = current();
  const group = entry?.chat.type === "group";
  const name = group ? entry.chat.title : bot.name;
  byId("title").textContent = name;
  paintAvatar(byId("avatar"), group ? entry.chat.id : bot.id ?? 0, name);
  document.title = name;
  showStatus();
}

function showStatus() {
  const status = byId("status");
  let text = label(bot.online ? "online" : "offline");
  if (!connected) text = label("connectionLost");
  else if (shownAction) text = label(ACTION_LABELS[shownAction] ?? "typing");
  status.textContent = text;
  status.classList.toggle("active", connected && (Boolean(shownAction) || bot.online));
  status.classList.toggle("acting", connected && Boolean(shownAction));
}

function showAction(action) {
  clearTimeout(actionTimer);
  shownAction = action;
  conversation.showTyping(Boolean(action));
  showStatus();
  if (action) actionTimer = setTimeout(() => showAction(null), ACTION_MS);
}

function showEdges() {
  const entry = current();
  if (!entry) return;
  const { chat } = entry;
  composer.show({
    started: chat.started || chat.type === "group",
    blocked: chat.blocked,
    keyboard: chat.reply_keyboard,
  });
  const intro = byId("intro");
  intro.hidden = !conversation.isEmpty || chat.type === "group";
  byId("description").textContent = bot.description;
  intro.classList.toggle("bare", !bot.description);
  paintAvatar(byId("intro-avatar"), bot.id ?? 0, bot.name);
}

function showList() {
  renderChats(entries.values(), currentId, openChat);
}

async function showBot() {
  bot = await api.bot(current()?.chat.user.language_code ?? language());
  if (current()) composer.setCommands(await api.commands(currentId));
  showHeader();
  showEdges();
}

async function openChat(id) {
  const entry = entries.get(id);
  if (!entry) return;
  currentId = id;
  entry.unread = 0;
  localStorage.setItem("chat", String(id));
  byId("app").dataset.view = "chat";
  showAction(null);
  composer.setContext(null);
  takeLanguage(entry.chat.user.language_code);
  showList();
  await reload();
}

/** Reads the open chat again. Events wait meanwhile: they may be newer than what is read. */
async function reload() {
  const id = currentId;
  reloads += 1;
  try {
    const { messages } = await api.messages(id);
    if (id !== currentId) return;
    conversation.show(messages);
    await showBot();
    showList();
  } finally {
    reloads -= 1;
    if (reloads === 0) heldEvents.splice(0).forEach(onEvent);
  }
}

/** After a lost connection; a server that was started anew knows nothing of the open chat. */
async function resume() {
  const known = await api.chats();
  if (known.some((chat) => chat.id === currentId)) await reload();
  else location.reload();
}

function takeLanguage(code) {
  const known = LANGUAGES.includes(code) ? code : language();
  setLanguage(known);
  byId("language").value = known;
  localStorage.setItem("language", known);
}

// Events

function onEvent(event) {
  if (reloads > 0) {
    heldEvents.push(event);
    return;
  }
  const { type, chat_id: chatId, data } = event;
  if (type === "bot") {
    showBot();
    return;
  }
  if (type === "chat") {
    onChat(chatId, data);
    return;
  }
  const entry = entries.get(chatId);
  if (!entry) return;
  const open = chatId === currentId;
  if (type === "message") {
    entry.last = data;
    onMessage(entry, data, open);
  } else if (type === "edited") {
    if (entry.last?.message_id === data.message_id) entry.last = data;
    if (open) conversation.replace(data);
  } else if (type === "deleted") {
    if (open) conversation.remove(data.message_id);
  } else if (type === "action" && open) {
    showAction(data.action);
  }
  if (type !== "action") showList();
}

function onMessage(entry, message, open) {
  if (!message.from_bot) entry.chat.started = true;
  if (message.keyboard) {
    entry.chat.reply_keyboard = "remove_keyboard" in message.keyboard ? null : message.keyboard;
  } else if (message.outgoing && entry.chat.reply_keyboard?.one_time_keyboard) {
    entry.chat.reply_keyboard = null;
  }
  if (open) {
    if (message.from_bot) showAction(null);
    conversation.add(message);
    showEdges();
  } else if (!message.outgoing) {
    entry.unread += 1;
  }
}

function onChat(id, data) {
  if (data.deleted) {
    entries.delete(id);
    if (id === currentId) leaveChat();
  } else {
    const entry = entries.get(id) ?? { last: null, unread: 0 };
    const languageChanged = entry.chat?.user.language_code !== data.user.language_code;
    entries.set(id, { ...entry, chat: data });
    if (id === currentId) {
      takeLanguage(data.user.language_code);
      if (languageChanged) reload();
      else showEdges();
    }
  }
  showList();
}

function leaveChat() {
  const [next] = entries.keys();
  if (next !== undefined) openChat(next);
  else createChat({ first_name: label("defaultName"), language_code: language() });
}

async function createChat(wanted) {
  const chat = await tried(api.openChat(wanted));
  if (!chat) return null;
  entries.set(chat.id, { last: null, unread: 0, ...entries.get(chat.id), chat });
  await openChat(chat.id);
  return chat;
}

// Controls

function chatMenu() {
  const opener = byId("chat-menu-button");
  const { chat } = current();
  const box = opener.getBoundingClientRect();
  const items = [
    {
      icon: "block",
      name: label(chat.blocked ? "unblock" : "block"),
      run: () => tried(api.changeChat(chat.id, { blocked: !chat.blocked })),
    },
    {
      icon: "delete",
      name: label("deleteChat"),
      run: () => tried(api.deleteChat(chat.id)),
      danger: true,
    },
  ];
  popup(items, box.right, box.bottom + 4, opener);
}

async function chooseLanguage(code) {
  takeLanguage(code);
  if (current()) await tried(api.changeChat(currentId, { language_code: code }));
  if (current()) await reload();
}

function preferredLanguage() {
  const stored = localStorage.getItem("language");
  const browser = navigator.language.slice(0, 2).toLowerCase();
  return [stored, browser].find((code) => LANGUAGES.includes(code)) ?? "ru";
}

/** `?start=PAYLOAD` of a deep link, once: reloading the page must not send it again. */
function takePayload() {
  const payload = new URLSearchParams(location.search).get("start");
  if (payload === null) return null;
  history.replaceState(null, "", location.pathname);
  return PAYLOAD.test(payload) ? payload : "";
}

async function main() {
  setLanguage(preferredLanguage());
  closeOnBackdrop();
  byId("language").addEventListener("change", (event) => chooseLanguage(event.target.value));
  byId("new-chat-button").addEventListener("click", () => askNewChat(entries.size + 1, createChat));
  byId("chat-menu-button").addEventListener("click", chatMenu);
  byId("back").addEventListener("click", () => {
    byId("app").dataset.view = "list";
    document.querySelector(".chat-item[aria-current]")?.focus();
  });
  await api.listen(onEvent, (state) => {
    const back = state && !connected;
    connected = state;
    showStatus();
    if (back && current()) resume();
  });
  for (const { last_message: last, ...chat } of await api.chats()) {
    entries.set(chat.id, { chat, last, unread: 0 });
  }
  const payload = takePayload();
  const stored = Number(localStorage.getItem("chat"));
  const [first] = entries.keys();
  if (first === undefined) {
    await createChat({ first_name: label("defaultName"), language_code: language() });
  } else {
    await openChat(entries.has(stored) ? stored : first);
  }
  if (payload !== null) await send(payload ? `/start ${payload}` : "/start", {});
  document.documentElement.dataset.ready = "true";
}

main();
