import { bubble, replies, summary, ticks } from "./bubble.js";
import { button, element } from "./element.js";
import { dayKey, dayName, instant } from "./format.js";
import { understoodControl } from "./understood.js";

const NEAR_END_PX = 60;
const NO_CONTENT = new Set(["seq", "status"]);

/** The messages of one phone in the order of their times; each stands once, however often it arrives. */
export class Thread {
  #node;
  #pill;
  #announcer;
  #chat;
  #phone = "";
  #entries = new Map();
  #typing = element(
    "div",
    { class: "entry entry--shop", "data-testid": "typing" },
    element(
      "div",
      { class: "bubble bubble--typing", role: "img", "aria-label": "typing" },
      element("i"),
      element("i"),
      element("i"),
    ),
  );
  #atEnd = true;
  #unread = 0;

  /** chat: shopName, reply(choice), openList(message, opener), openPlaces(opener), resend(message). */
  constructor({ node, pill, announcer, chat }) {
    this.#node = node;
    this.#pill = pill;
    this.#announcer = announcer;
    this.#chat = { ...chat, quoted: (id) => this.#entries.get(id)?.message };
    node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    pill.addEventListener("click", () => this.toEnd());
    node.addEventListener("load", () => this.#atEnd && this.toEnd(), { capture: true });
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(node);
  }

  clear(phone, ...welcome) {
    this.#phone = phone;
    this.#entries.clear();
    this.#node.replaceChildren(...welcome);
    this.toEnd();
  }

  show(messages) {
    const stay = !this.#atEnd;
    const before = this.#entries.size;
    const fresh = messages.filter((message) => this.#upsert(message));
    const spoken = fresh.filter((message) => message.from === "shop");
    if (before > 0 && spoken.length)
      this.#announcer.textContent = spoken.map((message) => `${this.#chat.shopName}: ${summary(message)}`).join(". ");
    this.#keepPlace(stay, spoken.length);
  }

  /** A bubble for what is on its way; sent() or failed() settles it. */
  pending(message) {
    this.#upsert(message);
    this.toEnd();
  }

  sent(localId, id) {
    const entry = this.#entries.get(localId);
    if (!entry) return;
    this.#entries.delete(localId);
    if (this.#entries.has(id)) {
      entry.node.remove();
      return;
    }
    this.#entries.set(id, entry);
    this.#draw(entry, { ...entry.message, id, status: "sent" });
  }

  failed(localId, reason) {
    const entry = this.#entries.get(localId);
    if (!entry) return;
    this.#draw(entry, { ...entry.message, status: "failed" });
    const retry = () => {
      this.#entries.delete(localId);
      entry.node.remove();
      this.#chat.resend(entry.message);
    };
    entry.node.append(
      element(
        "div",
        { class: "not-sent", role: "alert" },
        reason,
        button("Try again", { class: "plain", onclick: retry }),
      ),
    );
    if (this.#atEnd) this.toEnd();
  }

  typing(on) {
    if (on === this.#typing.isConnected) return;
    if (on) this.#node.append(this.#typing);
    else this.#typing.remove();
    this.#keepPlace(!this.#atEnd, 0);
  }

  toEnd() {
    this.#atEnd = true;
    this.#node.scrollTop = this.#node.scrollHeight;
    this.#seen();
  }

  /** True when the message was not known before. */
  #upsert(message) {
    const known = this.#entries.get(message.id);
    if (known) {
      if (contents(known.message) === contents(message)) this.#mark(known, message);
      else this.#draw(known, { ...known.message, ...message });
      return false;
    }
    const entry = { message, node: element("div", { class: `entry entry--${message.from}`, "data-testid": "bubble" }) };
    this.#entries.set(message.id, entry);
    this.#draw(entry, message);
    this.#place(entry);
    return true;
  }

  #draw(entry, message) {
    const { node } = entry;
    const understanding = entry.understanding ?? this.#understanding(message);
    entry.message = message;
    entry.understanding = understanding;
    Object.assign(node.dataset, { from: message.from, id: message.id, kind: message.kind, status: message.status });
    node.replaceChildren(...[bubble(message, this.#chat), replies(message, this.#chat), understanding].filter(Boolean));
  }

  #understanding(message) {
    const known = message.from === "customer" && !["pending", "failed"].includes(message.status);
    return known ? understoodControl(this.#phone, message.id) : undefined;
  }

  #mark(entry, message) {
    entry.message = message;
    entry.node.dataset.status = message.status;
    entry.node.querySelector(".ticks")?.replaceWith(ticks(message));
  }

  /** By time; what is still on its way stays below everything that has arrived. */
  #place(entry) {
    const at = instant(entry.message.at);
    const leaving = entry.message.status === "pending";
    let previous = null;
    for (const node of [...this.#node.children].reverse()) {
      const other = this.#entries.get(node.dataset.id);
      if (!other) continue;
      const later = other.message.status === "pending" || instant(other.message.at) > at;
      if (later && !leaving) continue;
      previous = other;
      break;
    }
    const day = dayKey(at);
    const sameDay = previous && dayKey(instant(previous.message.at)) === day;
    const parts = sameDay ? [entry.node] : [...this.#dateChip(day, at), entry.node];
    if (previous) previous.node.after(...parts);
    else this.#node.append(...parts);
    if (this.#typing.isConnected) this.#node.append(this.#typing);
    const joined = sameDay && previous.message.from === entry.message.from;
    entry.node.classList.toggle("entry--joined", Boolean(joined));
  }

  #dateChip(day, at) {
    if (this.#node.querySelector(`[data-day="${day}"]`)) return [];
    return [element("div", { class: "date", "data-day": day }, element("span", {}, dayName(at)))];
  }

  #keepPlace(stay, news) {
    if (!stay) {
      this.toEnd();
      return;
    }
    this.#unread += news;
    this.#pill.hidden = this.#unread === 0;
    this.#pill.textContent = this.#unread === 1 ? "1 new message" : `${this.#unread} new messages`;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#node;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#atEnd) this.#seen();
  }

  #seen() {
    this.#unread = 0;
    this.#pill.hidden = true;
  }
}

function contents(message) {
  return JSON.stringify(
    Object.entries(message)
      .filter(([name]) => !NO_CONTENT.has(name))
      .sort(),
  );
}
