import { listPayments, settlePayment } from "./api.js";
import { Cards } from "./cards.js";
import { button, element } from "./element.js";
import { money, msisdn, phoneNumber, words } from "./format.js";
import { link } from "./markup.js";

const METHODS = { mpesa: "M-Pesa", airtel: "Airtel Money", card: "Card" };
const PIN = "1234";
const PROMPTED = ["mpesa", "airtel"];
const OUTCOMES = [
  ["Approve", "approve", { pin: PIN }, "pay-approve"],
  ["Cancel", "cancel", {}, "pay-cancel"],
  ["No money", "fail", { reason: "insufficient_funds" }, "pay-insufficient-funds"],
  ["Wrong PIN", "fail", { reason: "wrong_pin" }, "pay-wrong-pin", PROMPTED],
  ["Declined", "fail", { reason: "declined" }, "pay-declined"],
  ["Time out", "timeout", {}, "pay-timeout"],
];

/**
 * The open payments for orders of the shown phone, or asked of it, each with every way it can end. Cash waits for nobody
 * here: the rider takes it with the delivery.
 */
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
    const open = all.filter(({ status, method }) => status === "pending" && method !== "cash");
    this.#cards.show(open.map((payment) => ({ ...payment, elsewhere: elsewhere(payment, phone) })));
    return open.length;
  }
}

/** The phone that shows the request, where it is not the shown one. */
function elsewhere({ prompt, phone: payer }, shown) {
  return prompt && msisdn(payer) !== shown ? msisdn(payer) : null;
}

function card(payment, act) {
  const outcomes = OUTCOMES.filter(([, , , , methods]) => !methods || methods.includes(payment.method));
  const moves = outcomes.map(([label, outcome, body, testid]) =>
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
      ...(payment.elsewhere ? [" · asked on ", phoneLink(payment.elsewhere)] : []),
    ),
    element("div", { class: "moves" }, ...moves),
  );
}

/** Shows that phone instead of this one. */
function phoneLink(phone) {
  return element("a", { href: `#${phone}`, "data-testid": "pay-elsewhere" }, phoneNumber(phone));
}
