import { button, element, icon } from "./element.js";
import { money } from "./format.js";

const PIN_LENGTH = 4;
const NETWORKS = { mpesa: { title: "M-PESA", pin: "M-PESA PIN" }, airtel: { title: "Airtel Money", pin: "Airtel Money PIN" } };
const OTHER_ENDINGS = [
  ["Not enough money", "fail", { reason: "insufficient_funds" }],
  ["Wrong PIN", "fail", { reason: "wrong_pin" }],
  ["Let it time out", "timeout", {}],
];

/**
 * The network's payment request that pops up over the phone. `settle(payment, outcome, body)` tells the network what was
 * answered and rejects with a readable message when it would not take it.
 */
export class PaymentPrompt {
  #layer;
  #behind;
  #waiting;
  #settle;
  #payee;
  #payment = null;
  #answered = new Set();

  constructor({ layer, behind, waiting, settle, payee }) {
    this.#layer = layer;
    this.#behind = behind;
    this.#waiting = waiting;
    this.#settle = settle;
    this.#payee = payee;
  }

  /** Called with what the phone shows now; the same payment again changes nothing, so a half-typed PIN stays. */
  show(payment) {
    const open = payment && !this.#answered.has(payment.id) ? payment : null;
    if (open?.id === this.#payment?.id) return;
    if (this.#payment) this.#close();
    this.#payment = open;
    this.#waiting.hidden = true;
    if (open) this.#open();
  }

  #open() {
    const dialog = this.#dialog(this.#payment);
    this.#waiting.hidden = true;
    this.#layer.replaceChildren(dialog);
    this.#layer.hidden = false;
    this.#behind.inert = true;
    const focused = document.activeElement;
    const free = !focused || focused === document.body || focused.closest("#phone");
    if (free) dialog.querySelector("input").focus({ preventScroll: true });
  }

  #close() {
    this.#layer.hidden = true;
    this.#layer.replaceChildren();
    this.#behind.inert = false;
  }

  #later() {
    this.#close();
    const { amount, currency } = this.#payment;
    const again = button(`Payment request waiting: ${money(amount, currency)}`, { onclick: () => this.#open() });
    this.#waiting.replaceChildren(again);
    this.#waiting.hidden = false;
  }

  #dialog(payment) {
    const network = NETWORKS[payment.method] ?? NETWORKS.mpesa;
    const pin = element("input", { class: "pin", "data-testid": "mpesa-pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: PIN_LENGTH, "aria-label": network.pin, "aria-describedby": "prompt-note" });
    const note = element("p", { class: "prompt-note", id: "prompt-note", role: "status" }, "Any four digits. No money moves here.");
    const menu = this.#menu(payment, note);
    const send = (event) => {
      event.preventDefault();
      if (pin.value.length === PIN_LENGTH) this.#answer(payment, note, "approve", { pin: pin.value });
      else this.#complain(note, "Enter the four digits of your PIN.", pin);
    };
    pin.addEventListener("input", () => (pin.value = pin.value.replace(/\D/g, "")));
    const form = element("form", { class: `prompt prompt--${payment.method}`, "data-testid": "mpesa-prompt", "data-payment": payment.id, role: "alertdialog", "aria-modal": "true", "aria-labelledby": "prompt-title", "aria-describedby": "prompt-words", onsubmit: send },
      element("div", { class: "prompt-head" }, element("h2", { id: "prompt-title" }, network.title), menu.toggle),
      menu.list,
      element("p", { id: "prompt-words" }, `Pay ${money(payment.amount, payment.currency)} to ${this.#payee}, account ${payment.order_number ?? payment.order_id}?`, element("br"), `Enter ${network.pin}:`),
      pin,
      note,
      element("div", { class: "prompt-foot" },
        button("Cancel", { "data-testid": "mpesa-cancel", onclick: () => this.#answer(payment, note, "cancel", {}) }),
        element("button", { type: "submit", "data-testid": "mpesa-ok" }, "Send")));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (menu.list.hidden) this.#later();
      else menu.close();
    });
    return form;
  }

  #menu(payment, note) {
    const entries = OTHER_ENDINGS.map(([label, outcome, body]) =>
      button(label, { role: "menuitem", "data-testid": `mpesa-${body.reason ?? outcome}`, onclick: () => this.#answer(payment, note, outcome, body) }),
    );
    entries.push(button("Answer it later", { role: "menuitem", "data-testid": "mpesa-later", onclick: () => this.#later() }));
    const list = element("div", { class: "prompt-menu", role: "menu", hidden: true }, ...entries);
    const flip = (open) => {
      list.hidden = !open;
      toggle.setAttribute("aria-expanded", String(open));
      (open ? entries[0] : toggle).focus();
    };
    const toggle = button("", { class: "ghost", "data-testid": "mpesa-menu", "aria-label": "Other ways this can end", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => flip(list.hidden) }, icon("more"));
    return { list, toggle, close: () => flip(false) };
  }

  async #answer(payment, note, outcome, body) {
    const form = note.closest("form");
    form.inert = true;
    note.textContent = "Sending…";
    try {
      await this.#settle(payment, outcome, body);
    } catch (failure) {
      form.inert = false;
      this.#complain(note, failure.message, form.querySelector("input"));
      return;
    }
    this.#answered.add(payment.id);
    this.show(null);
  }

  #complain(note, message, field) {
    note.textContent = message;
    note.classList.add("prompt-note--wrong");
    field.focus();
  }
}
