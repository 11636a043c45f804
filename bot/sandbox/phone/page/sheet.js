import { button, element, icon } from "./element.js";

let sheets = 0;

/** A sheet that rises from the lower edge of the phone. Esc, the cross and a tap beside it close it; focus goes back. */
export class Sheet {
  #layer;
  #behind;
  #opener = null;

  constructor(layer, behind) {
    this.#layer = layer;
    this.#behind = behind;
    layer.addEventListener("click", (event) => event.target === layer && this.close());
    layer.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  get isOpen() {
    return !this.#layer.hidden;
  }

  open(title, opener, ...contents) {
    const id = `sheet-title-${(sheets += 1)}`;
    const cross = button("", { class: "ghost", "aria-label": "Close", onclick: () => this.close() }, icon("close"));
    const head = element("div", { class: "sheet-head" }, cross, element("h2", { id }, title));
    const sheet = element(
      "div",
      { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": id, tabindex: "-1" },
      head,
      ...contents,
    );
    this.#opener = opener ?? document.activeElement;
    this.#layer.replaceChildren(sheet);
    this.#layer.hidden = false;
    this.#behind.inert = true;
    (sheet.querySelector("[autofocus], input, .sheet-body button") ?? sheet).focus({ preventScroll: true });
  }

  close() {
    if (this.#layer.hidden) return;
    this.#layer.hidden = true;
    this.#layer.replaceChildren();
    this.#behind.inert = false;
    if (this.#opener?.isConnected) this.#opener.focus({ preventScroll: true });
  }
}

/** The rows of a list message; `choose` is told the picked one when it is sent. */
export function openList(sheet, message, opener, choose) {
  const send = element(
    "button",
    { type: "submit", class: "primary", "data-testid": "list-send", disabled: true },
    "Send",
  );
  const rows = sections(message.choices).map(([title, choices]) =>
    element(
      "fieldset",
      { class: "rows" },
      element("legend", { class: title ? "" : "spoken" }, title || "Choices"),
      ...choices.map(row),
    ),
  );
  const pick = (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get("row");
    const choice = message.choices.find(({ id }) => id === chosen);
    sheet.close();
    if (choice) choose(choice);
  };
  const form = element(
    "form",
    { class: "sheet-form", onsubmit: pick, onchange: () => (send.disabled = false) },
    element("div", { class: "sheet-body" }, ...rows),
    element("div", { class: "sheet-foot" }, send),
  );
  sheet.open(message.button || "Choose", opener, form);
}

function row(choice) {
  const radio = element("input", { type: "radio", name: "row", value: choice.id });
  const label = element(
    "span",
    { class: "row-words" },
    element("span", {}, choice.title),
    choice.description && element("small", {}, choice.description),
  );
  return element("label", { class: "row", "data-testid": "list-row", "data-choice": choice.id }, label, radio);
}

function sections(choices) {
  const bySection = new Map();
  for (const choice of choices) {
    const title = choice.section ?? "";
    bySection.set(title, [...(bySection.get(title) ?? []), choice]);
  }
  return [...bySection];
}
