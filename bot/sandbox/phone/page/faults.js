import { addFault, clearFaults, listFaults } from "./api.js";
import { element } from "./element.js";

const FAULTS = [
  ["Ghala is down", "every call answers 503", { target: "ghala", kind: "error", status: 503, count: null }],
  ["Ghala is slow", "every call takes 8 s", { target: "ghala", kind: "delay", seconds: 8, count: null }],
  ["Ghala's answers get lost", "done, but nobody hears of it", { target: "ghala", kind: "lost_answer", count: null }],
  ["WhatsApp is down", "replies answer 503", { target: "graph", kind: "error", status: 503, count: null }],
  ["WhatsApp says slower", "replies answer 429", { target: "graph", kind: "rate_limit", count: null }],
  ["Events come twice", "each webhook is repeated", { target: "webhooks", kind: "repeat", count: null }],
  ["Events swap places", "webhooks come out of order", { target: "webhooks", kind: "reorder", count: null }],
  ["Events get lost", "webhooks never come", { target: "webhooks", kind: "drop", count: null }],
];
const NARROWING = ["path", "method", "event"];
const SETTABLE = ["target", "kind", "status", "seconds", "probability", "seed", ...NARROWING];

/** Switches for what can break; they follow the sandbox, so a fault set by a script shows as on. */
export class Faults {
  #switches;

  constructor(node, act) {
    this.#switches = FAULTS.map(([name, meaning, fault]) => {
      const input = element("input", {
        type: "checkbox",
        role: "switch",
        "data-testid": `fault-${fault.target}-${fault.kind}`,
        onchange: () => act(input, () => this.#flip(fault, input.checked)),
      });
      node.append(
        element("label", { class: "switch" }, element("span", {}, name, element("small", {}, meaning)), input),
      );
      return { input, fault };
    });
  }

  async refresh() {
    const active = await activeFaults();
    for (const { input, fault } of this.#switches) input.checked = active.some((other) => same(fault, other));
  }

  /** The sandbox only clears all faults at once, so those that stay are set again. */
  async #flip(fault, on) {
    if (on) {
      await addFault(fault);
      return;
    }
    const staying = (await activeFaults()).filter((other) => !same(fault, other));
    await clearFaults();
    for (const other of staying) await addFault(settable(other));
  }
}

/** A fault stays listed after it has struck as often as it should. */
async function activeFaults() {
  return (await listFaults()).filter(({ remaining }) => remaining !== 0);
}

/** A fault of a script that strikes only certain calls is not the one of the switch. */
function same(fault, other) {
  return fault.target === other.target && fault.kind === other.kind && !NARROWING.some((name) => other[name]);
}

function settable(fault) {
  const kept = SETTABLE.filter((name) => fault[name] != null).map((name) => [name, fault[name]]);
  return { ...Object.fromEntries(kept), count: fault.remaining ?? null };
}
