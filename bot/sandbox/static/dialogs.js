// Toasts, alerts, the message menu and the sheet of attachments.

import { label } from "./labels.js";
import { icon } from "./text.js";

const byId = (id) => document.getElementById(id);
const TOAST_MS = 3500;
let toastTimer;

export function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, TOAST_MS);
}

export function alertBox(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

/** A menu at a point of the screen; `items` are {icon, name, run, danger}. */
export function popup(items, x, y, opener) {
  const box = byId("popup");
  const close = () => {
    box.hidden = true;
    box.replaceChildren();
    removeEventListener("pointerdown", outside, true);
    removeEventListener("keydown", keys, true);
    opener?.setAttribute("aria-expanded", "false");
  };
  const outside = (event) => { if (!box.contains(event.target)) close(); };
  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      close();
      opener?.focus();
    } else if (step) {
      event.preventDefault();
      const all = [...box.children];
      const next = (all.indexOf(document.activeElement) + step + all.length) % all.length;
      all[next].focus();
    }
  };
  box.replaceChildren(...items.map((item) => {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("role", "menuitem");
    if (item.danger) button.classList.add("danger");
    button.append(icon(item.icon), item.name);
    button.addEventListener("click", () => {
      close();
      item.run();
    });
    return button;
  }));
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  opener?.setAttribute("aria-expanded", "true");
  addEventListener("pointerdown", outside, true);
  addEventListener("keydown", keys, true);
  box.firstElementChild?.focus();
}

const KINDS = [
  { kind: "photo", accept: "image/png,image/jpeg,image/webp,image/gif", color: "#3e9ef5" },
  { kind: "document", accept: "*/*", color: "#3bbd63" },
  { kind: "samplePhoto", send: "photo", icon: "photo", color: "#8f7ee7" },
  { kind: "voice", color: "#ef8b3d" },
  { kind: "sticker", color: "#e5b326" },
  { kind: "video", color: "#e56292" },
  { kind: "contact", color: "#35aec8" },
  { kind: "location", color: "#4fb14e" },
  { kind: "poll", color: "#e0714c" },
  { kind: "dice", color: "#7d8b99" },
];

/** Opens the sheet; `choose(kind, file, fields)` is called with what was picked. */
export function attachSheet(choose) {
  const sheet = byId("attach-sheet");
  byId("kinds").replaceChildren(...KINDS.map((item) => {
    const button = document.createElement("button");
    const round = document.createElement("span");
    round.className = "round";
    round.style.background = item.color;
    round.append(icon(item.icon ?? item.kind));
    button.type = "button";
    button.className = "kind";
    button.dataset.kind = item.kind;
    button.append(round, label(item.kind));
    button.addEventListener("click", () => {
      sheet.close();
      if (item.accept) pickFile(item, choose);
      else choose(item.send ?? item.kind, undefined, fieldsOf(item.kind));
    });
    return button;
  }));
  sheet.showModal();
}

function fieldsOf(kind) {
  if (kind !== "poll") return {};
  return { question: label("pollQuestion"), options: label("pollOptions") };
}

function pickFile(item, choose) {
  const input = byId("file");
  input.accept = item.accept;
  input.value = "";
  input.onchange = () => {
    const [file] = input.files;
    if (file) choose(item.kind, file, {});
  };
  input.click();
}

/** A click on the dark area around a dialog closes it. */
export function closeOnBackdrop() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close("cancel");
    });
  }
}
