import { Refused, Unreachable, readUnderstood } from "./api.js";
import { button, element } from "./element.js";
import { wordByWord } from "./explained.js";
import { words } from "./format.js";

const RETRY_MS = 700;
const TRIES = 12;
const LANGUAGES = { en: "English", sw: "Swahili" };
let opened = 0;

/** The small question below a customer's bubble; its answer is fetched when asked for and folds away again. */
export function understoodControl(phone, id) {
  const panel = element("div", {
    class: "understood-panel",
    id: `understood-${(opened += 1)}`,
    "data-testid": "understood-panel",
    role: "region",
    "aria-label": "How this was understood",
    hidden: true,
  });
  const toggle = button("how was this understood?", {
    class: "understood",
    "data-testid": "understood",
    "aria-expanded": "false",
    "aria-controls": panel.id,
    onclick: () => {
      panel.hidden = !panel.hidden;
      toggle.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) fill(panel, phone, id, TRIES);
    },
  });
  return element("div", { class: "understanding" }, toggle, panel);
}

async function fill(panel, phone, id, tries) {
  if (panel.hidden || (tries < TRIES && !panel.isConnected)) return;
  try {
    panel.replaceChildren(...report(await readUnderstood(phone, id)));
    panel.scrollIntoView({ block: "nearest" });
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 404 && tries > 0) {
      panel.replaceChildren(element("p", { class: "hint" }, "The shop is still reading this message…"));
      setTimeout(() => fill(panel, phone, id, tries - 1), RETRY_MS);
    } else if (failure instanceof Refused || failure instanceof Unreachable) {
      panel.replaceChildren(...again(failure, () => fill(panel, phone, id, TRIES)));
    } else {
      throw failure;
    }
  }
}

function again(failure, retry) {
  const reason = failure.status === 404 ? "The shop has not read this message yet." : failure.message;
  return [element("p", { class: "hint" }, reason), button("Ask again", { class: "plain", onclick: retry })];
}

function report(found) {
  const ranking = (found.intent_ranking ?? []).filter((other) => other.name !== found.intent?.name).slice(0, 3);
  return [
    element(
      "dl",
      { class: "facts" },
      ...fact(
        "Intent",
        ...(found.intent?.name ? [element("code", {}, found.intent.name), bar(found.intent)] : ["none"]),
      ),
      ...(found.language ? fact("Language", LANGUAGES[found.language] ?? found.language) : []),
      ...(ranking.length ? fact("Or else", ...ranking.map(runnerUp)) : []),
      ...(found.entities?.length ? fact("Found", ...found.entities.map(tag)) : []),
      ...(found.explained?.unread?.length ? fact("Unread", ...found.explained.unread.map(unread)) : []),
    ),
    found.order_lines?.length ? orderLines(found.order_lines) : null,
    element(
      "dl",
      { class: "facts" },
      ...(found.rules?.length ? fact("Rule", ...found.rules.map(rule)) : []),
      ...(found.actions?.length ? fact("Then", steps(found.actions)) : []),
      ...(found.milliseconds != null ? fact("Took", `${Math.round(found.milliseconds)} ms`) : []),
    ),
    found.explained ? wordByWord(found.explained) : null,
  ].filter(Boolean);
}

function fact(name, ...values) {
  return [element("dt", {}, name), element("dd", {}, ...values)];
}

function bar(intent) {
  const percent = Math.round(Number(intent.confidence) * 100);
  const filled = element("span", { class: "bar-fill" });
  filled.style.width = `${percent}%`;
  const level = percent >= 70 ? "sure" : percent >= 40 ? "unsure" : "guess";
  const track = element(
    "span",
    {
      class: `bar bar--${level}`,
      role: "meter",
      "aria-valuenow": percent,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-label": "Confidence",
    },
    filled,
  );
  return element("span", { class: "confidence" }, track, `${percent}%`);
}

function runnerUp(other) {
  return element("span", { class: "tag" }, `${other.name} ${Math.round(other.confidence * 100)}%`);
}

function tag({ entity, value }) {
  const shown = typeof value === "object" ? JSON.stringify(value) : String(value);
  return element("span", { class: "tag" }, element("b", {}, entity), ` ${shown}`);
}

function unread(word) {
  return element("span", { class: "tag tag--unread" }, word);
}

function rule({ name, file }) {
  return element("span", { class: "rule" }, name, file && element("small", {}, file));
}

function steps(actions) {
  return element("ol", { class: "steps" }, ...actions.map((action) => element("li", {}, element("code", {}, action))));
}

function orderLines(lines) {
  const heads = ["Product", "Qty", "Unit", "Size", "Score"].map((name) => element("th", { scope: "col" }, name));
  const body = lines.map((line) =>
    element(
      "tr",
      {},
      element(
        "td",
        {},
        line.product ?? "?",
        element("small", {}, matched(line)),
        line.change && element("em", {}, words(line.change)),
      ),
      ...[line.quantity, line.unit, line.size, score(line.score)].map((value) =>
        element("td", {}, value == null ? "–" : String(value)),
      ),
    ),
  );
  return element(
    "table",
    { class: "lines" },
    element("caption", { class: "spoken" }, "Order lines"),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...body),
  );
}

function matched(line) {
  if (line.sku) return line.sku;
  const candidates = (line.candidates ?? []).map((candidate) => candidate?.sku ?? candidate?.id ?? candidate);
  return candidates.length ? candidates.join(" · ") : "not in the catalog";
}

/** Scores come as 0–1 or 0–100; both are shown as whole percent. */
function score(value) {
  if (value == null) return null;
  return `${Math.round(value <= 1 ? value * 100 : value)}%`;
}
