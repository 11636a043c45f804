import { listPayments, settlePayment } from "./api.js";
import { Cards } from "./cards.js";
import { button, element } from "./element.js";
import { money, words } from "./format.js";
import { link } from "./markup.js";

const METHODS = { mpesa: "M-Pesa", airtel: "Airtel Money", card: "Card", cash: "Cash on delivery" };
const PIN = "1234";
const OUTCOMES = [
  ["Approve", "approve", { pin: PIN }, "pay-approve"],
  ["Cancel", "cancel", {}, "pay-cancel"],
  ["No money", "fail", { reason: "insufficient_funds" }, "pay-insufficient-funds"],
  ["Wrong PIN", "fail", { reason: "wrong_pin" }, "pay-wrong-pin"],
  ["Declined", "fail", { reason: "declined" }, "pay-declined"],
  ["Time out", "timeout", {}, "pay-timeout"],
];

/** The open payments of the shown phone, each with every way it can end. */
export class Payments {
  #cards;

  /** `act` runs a call to the sandbox and shows what it refuses. */
  constructor(node, act) {
    this.#cards = new Cards(
      node,
      (payment) => card(payment, act),
      element("p", { class: "hint" }, "None. A payment shows up here while the network waits for the customer."),
    );
  }

  async refresh(phone) {
    const all = await listPayments(phone);
    const open = all.filter((payment) => payment.status === "pending");
    this.#cards.show(open);
    return open.length;
  }
}

function card(payment, act) {
  const moves = OUTCOMES.map(([label, outcome, body, testid]) =>
    button(label, {
      class: outcome === "approve" ? "plain plain--next" : "plain",
      "data-testid": testid,
      onclick: (event) => act(event.currentTarget, () => settlePayment(payment.id, outcome, body)),
    }),
  );
  return element(
    "article",
    { class: "item", "data-testid": "payment", "data-id": payment.id },
    element(
      "div",
      { class: "item-head" },
      element("b", {}, money(payment.amount, payment.currency)),
      element("span", { class: "badge" }, METHODS[payment.method] ?? words(payment.method)),
    ),
    element(
      "p",
      { class: "hint" },
      `for ${payment.order_number ?? payment.order_id}`,
      ...(payment.checkout_url ? [" · ", link(payment.checkout_url, "checkout page")] : []),
    ),
    element("div", { class: "moves" }, ...moves),
  );
}
