// The messages of the open chat: order, grouping, days, scrolling, typing dots.

import { messageRow } from "./bubble.js";
import { day } from "./labels.js";

const byId = (id) => document.getElementById(id);
const GROUP_SECONDS = 300;
const NEAR_END_PX = 120;

export class Conversation {
  constructor(actions) {
    this.actions = actions;
    this.log = byId("log");
    this.scroller = byId("scroller");
    this.toEnd = byId("to-end");
    this.toEnd.addEventListener("click", () => this.scrollToEnd(true));
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Pictures get their size late, the keyboard makes the page shorter: stay at the end.
    const keep = new ResizeObserver(() => { if (this.atEnd) this.scrollToEnd(false); });
    keep.observe(this.log);
    keep.observe(this.scroller);
    this.atEnd = true;
    this.lastTop = 0;
  }

  get isEmpty() {
    return !this.log.querySelector("[data-id]");
  }

  /** Shows a whole chat without reading it out. */
  show(messages) {
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren(...messages.map((message) => this.#row(message)));
    this.#arrange();
    this.scrollToEnd(false);
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  add(message) {
    if (this.#find(message.message_id)) return;
    const row = this.#row(message);
    row.classList.add("fresh");
    this.log.append(row);
    this.#arrange();
    if (this.atEnd || message.outgoing) this.scrollToEnd(true);
    else this.#showToEnd();
  }

  replace(message) {
    const old = this.#find(message.message_id);
    if (!old) return;
    const focused = old.contains(document.activeElement);
    const row = this.#row(message);
    old.replaceWith(row);
    this.#arrange();
    if (focused) row.querySelector(".bubble")?.focus({ preventScroll: true });
    if (this.atEnd) this.scrollToEnd(true);
  }

  remove(messageId) {
    this.#find(messageId)?.remove();
    this.#arrange();
  }

  showTyping(shown) {
    byId("typing").hidden = !shown;
    if (this.atEnd) this.scrollToEnd(false);
  }

  scrollToEnd(smooth) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.atEnd = true;
    const behavior = smooth && !calm ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  /** Only scrolling up leaves the end: on a smooth way down the end is still far for a while. */
  #scrolled() {
    const { scrollTop } = this.scroller;
    const up = scrollTop < this.lastTop - 1;
    this.lastTop = scrollTop;
    if (up || this.#left() < NEAR_END_PX) this.atEnd = this.#left() < NEAR_END_PX;
    this.#showToEnd();
  }

  #left() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #showToEnd() {
    this.toEnd.hidden = this.atEnd;
  }

  #row(message) {
    return messageRow(message, this.actions);
  }

  #find(messageId) {
    return this.log.querySelector(`[data-id="${Number(messageId)}"]`);
  }

  /** Days between the messages, and which bubbles begin and end a run of one sender. */
  #arrange() {
    for (const old of this.log.querySelectorAll(".day")) old.remove();
    let before = null;
    for (const row of this.log.querySelectorAll("[data-id]")) {
      const date = Number(row.dataset.date);
      const name = day(date);
      const newDay = !before || before.day !== name;
      if (newDay) row.before(dayMark(name));
      const joined = !newDay && row.dataset.sender !== undefined
        && before.row.dataset.sender === row.dataset.sender
        && date - before.date < GROUP_SECONDS;
      row.classList.toggle("joined", joined);
      row.classList.add("last");
      if (joined) before.row.classList.remove("last");
      before = { row, date, day: name };
    }
  }
}

function dayMark(name) {
  const mark = document.createElement("div");
  mark.className = "day service";
  const text = document.createElement("span");
  text.textContent = name;
  mark.append(text);
  return mark;
}
