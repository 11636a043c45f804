import { button, element, icon } from "./element.js";
import { money } from "./format.js";

const PIN_LENGTH = 4;
const NOTE = "Any four digits. No money moves here.";
const OTHER = "Other ways this can end";
const NETWORKS = {
  mpesa: { title: "M-PESA", pin: "M-PESA PIN" },
  airtel: { title: "Airtel Money", pin: "Airtel Money PIN" },
};
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
  #opening;
  #payment = null;
  #answered = new Set();

  /** opening() runs first, for whatever else lies over the phone has to give way. */
  constructor({ layer, behind, waiting, settle, payee, opening }) {
    this.#layer = layer;
    this.#behind = behind;
    this.#waiting = waiting;
    this.#settle = settle;
    this.#payee = payee;
    this.#opening = opening;
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
    this.#opening();
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
    again.focus({ preventScroll: true });
  }

  #dialog(payment) {
    const network = NETWORKS[payment.method] ?? NETWORKS.mpesa;
    const pin = pinField(network);
    const note = element("p", { class: "prompt-note", id: "prompt-note", role: "status" }, NOTE);
    const menu = this.#menu(payment, note);
    const send = (event) => {
      event.preventDefault();
      if (pin.value.length === PIN_LENGTH) this.#answer(payment, note, "approve", { pin: pin.value });
      else this.#complain(note, "Enter the four digits of your PIN.", pin);
    };
    const escape = (event) => {
      if (event.key !== "Escape") return;
      if (menu.list.hidden) this.#later();
      else menu.close();
    };
    const head = element("h2", { id: "prompt-title" }, network.title);
    const cancel = () => this.#answer(payment, note, "cancel", {});
    return element(
      "form",
      {
        class: `prompt prompt--${payment.method}`,
        "data-testid": "mpesa-prompt",
        "data-payment": payment.id,
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": "prompt-title",
        "aria-describedby": "prompt-words",
        onsubmit: send,
        onkeydown: escape,
      },
      element("div", { class: "prompt-head" }, head, menu.toggle),
      menu.list,
      this.#question(payment, network),
      pin,
      note,
      element(
        "div",
        { class: "prompt-foot" },
        button("Cancel", { "data-testid": "mpesa-cancel", onclick: cancel }),
        element("button", { type: "submit", "data-testid": "mpesa-ok" }, "Send"),
      ),
    );
  }

  #question({ amount, currency, order_number: number, order_id: id }, network) {
    const words = `Pay ${money(amount, currency)} to ${this.#payee}, account ${number ?? id}?`;
    return element("p", { id: "prompt-words" }, words, element("br"), `Enter ${network.pin}:`);
  }

  #menu(payment, note) {
    const entries = OTHER_ENDINGS.map(([label, outcome, body]) =>
      button(label, {
        "data-testid": `mpesa-${body.reason ?? outcome}`,
        onclick: () => this.#answer(payment, note, outcome, body),
      }),
    );
    entries.push(button("Answer it later", { "data-testid": "mpesa-later", onclick: () => this.#later() }));
    const list = element("div", { class: "prompt-menu", role: "group", "aria-label": OTHER, hidden: true }, ...entries);
    const flip = (open) => {
      list.hidden = !open;
      toggle.setAttribute("aria-expanded", String(open));
      (open ? entries[0] : toggle).focus();
    };
    const toggle = button(
      "",
      {
        class: "ghost",
        "data-testid": "mpesa-menu",
        "aria-label": OTHER,
        "aria-expanded": "false",
        onclick: () => flip(list.hidden),
      },
      icon("more"),
    );
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

function pinField(network) {
  const pin = element("input", {
    class: "pin",
    "data-testid": "mpesa-pin",
    type: "password",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: PIN_LENGTH,
    "aria-label": network.pin,
    "aria-describedby": "prompt-note",
  });
  pin.addEventListener("input", () => (pin.value = pin.value.replace(/\D/g, "")));
  return pin;
}
