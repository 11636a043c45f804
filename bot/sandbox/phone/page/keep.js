import { Refused, Unreachable, keepChat } from "./api.js";
import { button, element } from "./element.js";

const KINDS = {
  happy: "nothing goes wrong",
  corrections: "the customer corrects something",
  digressions: "questions in between",
  cancellations: "calling it off",
  invalid: "what cannot be",
  guards: "what must never happen",
  disambiguation: "what is meant?",
  handoff: "a person takes over",
  events: "payments, shop and rider",
};
const TAKEN = 409;

/** "Keep as test": the chat of the shown phone becomes a file of conversation tests. `phone()` tells which one it is. */
export class Keep {
  #phone;
  #name = element("input", {
    class: "field",
    "data-testid": "keep-name",
    maxlength: 60,
    placeholder: "two milks and a change of mind",
    "aria-label": "Name of the test",
    autocomplete: "off",
  });
  #kind = element(
    "select",
    { class: "field", "data-testid": "keep-kind", "aria-label": "Kind of the test" },
    ...Object.entries(KINDS).map(([kind, meaning]) => element("option", { value: kind }, `${kind}: ${meaning}`)),
  );
  #send = element("button", { type: "submit", class: "plain", "data-testid": "keep-send" }, "Keep as test");
  #outcome = element("div", { class: "kept", role: "status", "data-testid": "keep-outcome" });

  constructor(node, phone) {
    this.#phone = phone;
    const form = element(
      "form",
      { class: "keep", onsubmit: (event) => this.#submit(event) },
      this.#name,
      this.#kind,
      this.#send,
    );
    const hint = "Writes this phone's whole chat as a conversation test. Names, numbers and codes are replaced.";
    node.append(element("p", { class: "hint" }, hint), form, this.#outcome);
  }

  /** For another phone: what was said about the last one no longer holds. */
  clear() {
    this.#outcome.replaceChildren();
  }

  #submit(event) {
    event.preventDefault();
    this.#keep(false);
  }

  async #keep(replace) {
    this.#send.disabled = true;
    this.#outcome.replaceChildren(element("p", { class: "hint" }, "Writing…"));
    try {
      const wanted = { name: this.#name.value.trim(), kind: this.#kind.value, replace };
      this.#outcome.replaceChildren(...report(await keepChat(this.#phone(), wanted)));
    } catch (failure) {
      if (!(failure instanceof Refused || failure instanceof Unreachable)) throw failure;
      this.#outcome.replaceChildren(...this.#refusal(failure));
    } finally {
      this.#send.disabled = false;
    }
  }

  #refusal(failure) {
    const words = element("p", { class: "hint hint--wrong", role: "alert" }, failure.message);
    if (failure.status !== TAKEN || failure.code !== "name_taken") return [words];
    const replace = () => this.#keep(true);
    return [words, button("Replace it", { class: "plain plain--danger", "data-testid": "keep-replace", onclick: replace })];
  }
}

function report({ file, run, content, replaced, warnings }) {
  const counted = Object.entries(replaced).map(([kind, count]) => `${kind} ${count}`);
  return [
    element("p", {}, "Kept in ", element("code", { "data-testid": "keep-file" }, file)),
    element("p", { class: "hint" }, counted.length ? `Replaced – ${counted.join(", ")}.` : "Nothing personal was found in it."),
    ...warnings.map((warning) => element("p", { class: "hint hint--wrong" }, warning)),
    element("p", { class: "hint" }, "Next: read it below for anything personal left in a sentence, then run"),
    element("code", { class: "kept-run" }, run),
    element("details", {}, element("summary", {}, "What was written"), element("pre", {}, content)),
  ];
}
