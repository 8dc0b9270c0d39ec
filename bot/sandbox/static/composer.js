// The lower edge of a chat: text field, command menu, bot keyboard, Start button.

import { label } from "./labels.js";

const byId = (id) => document.getElementById(id);
const LINES_PX = 160;

export class Composer {
  /** `actions`: send(text, {replyTo, edit}), contact(), location(), attach(), start(). */
  constructor(actions) {
    this.actions = actions;
    this.commands = [];
    this.context = null;
    this.keyboardShown = true;
    this.field = byId("text");
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    byId("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("start").addEventListener("click", () => actions.start());
    byId("attach").addEventListener("click", () => actions.attach());
    byId("menu-button").addEventListener("click", () => this.#toggleCommands());
    byId("keyboard-button").addEventListener("click", () => {
      this.keyboardShown = !this.keyboardShown;
      this.#showKeyboard();
    });
    byId("context-close").addEventListener("click", () => this.setContext(null));
  }

  /** Fits the edge to the chat: `{started, blocked, keyboard, placeholder}`. */
  show({ started, blocked, keyboard }) {
    const button = byId("start");
    button.hidden = started && !blocked;
    button.textContent = label(blocked ? "unblock" : "start");
    byId("form").hidden = !button.hidden;
    if (keyboard !== this.keyboard) this.keyboardShown = true;
    this.keyboard = keyboard;
    this.#showKeyboard();
    this.field.placeholder = keyboard?.input_field_placeholder ?? label("message");
  }

  setCommands(commands) {
    this.commands = commands;
    byId("menu-button").hidden = commands.length === 0;
    this.#hideCommands();
  }

  /** Answers or edits a message: `{kind: "reply"|"edit", message, title, text}`. */
  setContext(context) {
    if (this.context?.kind === "edit") this.setText("");
    this.context = context;
    byId("context").hidden = !context;
    if (!context) return;
    byId("context-icon").setAttribute("href", `#i-${context.kind}`);
    byId("context-title").textContent = context.title;
    byId("context-text").textContent = context.text;
    if (context.kind === "edit") this.setText(context.text);
    this.field.focus();
  }

  setText(text) {
    this.field.value = text;
    this.#typed();
  }

  #typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, LINES_PX)}px`;
    byId("send").classList.toggle("ready", this.field.value.trim() !== "");
    const asked = /^\/(\w*)$/.exec(this.field.value);
    if (asked) this.#showCommands(asked[1].toLowerCase());
    else this.#hideCommands();
  }

  #key(event) {
    const list = byId("commands");
    if (event.key === "Escape") {
      if (list.hidden) this.setContext(null);
      this.#hideCommands();
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      list.querySelector("button")?.focus();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    }
  }

  #submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const { kind, message } = this.context ?? {};
    const options = {
      replyTo: kind === "reply" ? message.message_id : undefined,
      edit: kind === "edit" ? message.message_id : undefined,
    };
    this.context = null;
    byId("context").hidden = true;
    this.setText("");
    this.actions.send(text, options);
    this.field.focus();
  }

  #toggleCommands() {
    if (byId("commands").hidden) this.#showCommands("", true);
    else this.#hideCommands();
  }

  #showCommands(prefix, focus = false) {
    const fitting = this.commands.filter((item) => item.command.startsWith(prefix));
    if (!fitting.length) {
      this.#hideCommands();
      return;
    }
    const list = byId("commands");
    list.replaceChildren(...fitting.map((item) => this.#commandItem(item)));
    list.hidden = false;
    byId("menu-button").setAttribute("aria-expanded", "true");
    if (focus) list.querySelector("button").focus();
  }

  #hideCommands() {
    byId("commands").hidden = true;
    byId("menu-button").setAttribute("aria-expanded", "false");
  }

  #commandItem({ command, description }) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const name = document.createElement("b");
    const text = document.createElement("span");
    item.setAttribute("role", "presentation");
    button.setAttribute("role", "option");
    button.type = "button";
    name.textContent = `/${command}`;
    text.textContent = description;
    button.append(name, text);
    button.addEventListener("click", () => {
      this.#hideCommands();
      this.setText("");
      this.actions.send(`/${command}`, {});
      this.field.focus();
    });
    button.addEventListener("keydown", (event) => this.#commandKey(event, button));
    item.append(button);
    return item;
  }

  #commandKey(event, button) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      this.#hideCommands();
      this.field.focus();
    } else if (step) {
      event.preventDefault();
      const all = [...byId("commands").querySelectorAll("button")];
      const next = all[all.indexOf(button) + step];
      if (next) next.focus();
      else this.field.focus();
    }
  }

  #showKeyboard() {
    const box = byId("keyboard");
    const rows = this.keyboard?.keyboard;
    const usable = Boolean(rows) && !byId("form").hidden;
    byId("keyboard-button").hidden = !usable;
    byId("keyboard-button").setAttribute("aria-expanded", String(this.keyboardShown));
    box.hidden = !usable || !this.keyboardShown;
    if (box.hidden) return;
    box.replaceChildren(...rows.map((buttons) => {
      const row = document.createElement("div");
      row.className = "keyboard-row";
      row.append(...buttons.map((button) => this.#keyboardButton(button)));
      return row;
    }));
  }

  #keyboardButton(data) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = data.text;
    button.addEventListener("click", () => {
      if (data.request_contact) this.actions.contact();
      else if (data.request_location) this.actions.location();
      else this.actions.send(data.text, {});
    });
    return button;
  }
}
