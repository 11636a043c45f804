import { listPhones } from "./api.js";
import { button, element } from "./element.js";
import { msisdn, phoneNumber } from "./format.js";

const DEFAULT = "254700123456";
const NUMBERS = [DEFAULT, "254711222333", "254733444555"];

/** Whose phone this is: kept in the address after '#', so that a reload or a second tab keeps or takes another one. */
export class Phones {
  #node;
  #field;
  #chips = element("div", { class: "chips", role: "group", "aria-label": "Known numbers" });
  #note = element("p", { class: "hint", role: "status" });
  #known = new Set(NUMBERS);

  constructor(node, switched) {
    this.#node = node;
    this.#field = element("input", {
      class: "field",
      "data-testid": "msisdn",
      type: "tel",
      autocomplete: "off",
      "aria-label": "Phone number of the customer",
    });
    const form = element(
      "form",
      { class: "inline", onsubmit: (event) => this.#submit(event) },
      this.#field,
      element("button", { type: "submit", class: "plain" }, "Switch"),
    );
    const fresh = button("New customer", {
      class: "plain",
      "data-testid": "new-customer",
      onclick: () => (location.hash = this.#unknown()),
    });
    this.#node.append(form, this.#note, this.#chips, fresh);
    window.addEventListener("hashchange", () => {
      this.#draw();
      switched(this.current);
    });
    this.#draw();
  }

  get current() {
    return msisdn(decodeURIComponent(location.hash.slice(1))) ?? DEFAULT;
  }

  async refresh() {
    const found = await listPhones();
    for (const phone of found) this.#known.add(String(phone.msisdn ?? phone.phone ?? phone).replace(/\D/g, ""));
    this.#draw();
  }

  /** A number that has never written here. */
  #unknown() {
    const drawn = () => `2547${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
    let number = drawn();
    while (this.#known.has(number)) number = drawn();
    return number;
  }

  #submit(event) {
    event.preventDefault();
    const typed = msisdn(this.#field.value);
    this.#note.textContent = typed ? "" : "That is no phone number. Try 0712 345 678.";
    if (typed) location.hash = typed;
  }

  #draw() {
    this.#known.add(this.current);
    const key = [...this.#known, this.current].join();
    if (this.#chips.dataset.key === key) return;
    this.#chips.dataset.key = key;
    this.#field.value = this.current;
    this.#chips.replaceChildren(
      ...[...this.#known].map((phone) =>
        button(phoneNumber(phone), {
          class: "chip",
          "data-testid": "phone-chip",
          "aria-pressed": String(phone === this.current),
          onclick: () => (location.hash = phone),
        }),
      ),
    );
  }
}
