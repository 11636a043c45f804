import { listOrders, moveOrder } from "./api.js";
import { Cards } from "./cards.js";
import { button, element } from "./element.js";
import { clock, instant, money, phoneNumber, words } from "./format.js";

const MOVES = [
  ["Process", "process", ["pending", "confirmed"]],
  ["Ship", "ship", ["pending", "confirmed", "processing"]],
  ["Out for delivery", "out-for-delivery", ["shipped"]],
  ["Deliver", "deliver", ["out_for_delivery"]],
];
const ENDED = ["delivered", "cancelled", "refunded"];
const SHOWN = 20;

/** All orders of the shop, newest first, with the next moves of shop and rider. */
export class Orders {
  #cards;
  #opened = new Map();

  constructor(node, act) {
    this.#cards = new Cards(
      node,
      (order) => this.#card(order, act),
      element("p", { class: "hint" }, "No orders yet. Order something on the phone."),
    );
  }

  async refresh() {
    const orders = await listOrders();
    orders.sort((one, other) => instant(other.created_at) - instant(one.created_at));
    const newest = orders[0]?.id;
    this.#cards.show(orders.slice(0, SHOWN).map((order) => ({ ...order, newest: order.id === newest })));
  }

  #card(order, act) {
    const note = () => this.#opened.set(order.id, !details.open);
    const details = element(
      "details",
      { class: "item", "data-testid": "order", "data-id": order.id, "data-status": order.status },
      element(
        "summary",
        { class: "item-head", onclick: note },
        element("b", {}, order.order_number ?? order.id),
        badge(order.status),
        element("span", { class: "item-amount" }, money(order.amount, order.currency)),
      ),
      facts(order),
      moves(order, act),
    );
    details.open = this.#opened.get(order.id) ?? order.newest;
    return details;
  }
}

function badge(status) {
  return element("span", { class: `badge badge--${status}` }, words(status));
}

function facts(order) {
  const items = (order.items ?? [])
    .map(({ quantity, name, product_id: product }) => `${quantity} × ${name ?? product}`)
    .join(", ");
  const paid = order.payment_status ? `payment ${words(order.payment_status)}` : null;
  const tracking = order.tracking?.number ? `tracking ${order.tracking.number}` : null;
  const lines = [
    items,
    [order.customer?.phone && phoneNumber(order.customer.phone), order.delivery_address].filter(Boolean).join(" · "),
    [paid, tracking, order.created_at && clock(instant(order.created_at))].filter(Boolean).join(" · "),
  ];
  return element("div", { class: "item-facts" }, ...lines.filter(Boolean).map((line) => element("p", {}, line)));
}

function moves(order, act) {
  const refund = button("Refund", {
    class: "plain plain--danger",
    "data-testid": "move-refund",
    disabled: order.payment_status !== "paid",
    onclick: (event) => act(event.currentTarget, () => moveOrder(order.id, "refund")),
  });
  const ahead = ENDED.includes(order.status) ? [] : MOVES;
  const next = ahead.find(([, , from]) => order.status !== "pending" && from.includes(order.status));
  return element("div", { class: "moves" }, ...ahead.map((move) => control(order, move, move === next, act)), refund);
}

/** An order to be paid at the door moves on while it is pending; whether it may is the sandbox's to say. */
function control(order, [label, move, from], isNext, act) {
  const code = move === "deliver" && from.includes(order.status) ? codeField() : null;
  const body = () => (code?.value.trim() ? { code: code.value.trim() } : {});
  const press = (event) => act(event.currentTarget, () => moveOrder(order.id, move, body()));
  const pressed = button(label, {
    class: isNext ? "plain plain--next" : "plain",
    "data-testid": `move-${move}`,
    disabled: !from.includes(order.status),
    onclick: press,
  });
  return code ? element("span", { class: "inline" }, code, pressed) : pressed;
}

function codeField() {
  return element("input", {
    class: "field field--code",
    "data-testid": "delivery-code",
    inputmode: "numeric",
    maxlength: 8,
    placeholder: "Code",
    "aria-label": "The customer's delivery code",
    autocomplete: "off",
  });
}
