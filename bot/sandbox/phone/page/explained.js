import { element } from "./element.js";

/** How a role is told where its kind alone would not say it; what is not here is told by its own name. */
const TOLD = {
  break: "parts the list",
  of: "links",
  no_amount: "no amount",
  left_out: "left out",
  talk: "steers only",
  sign: "sign",
  size_name: "size",
  denied: "not wanted",
  payment_method: "pays by",
  place_number: "in a place",
  order_number: "order number",
  mpesa_code: "receipt code",
  number: "how many",
  count: "how many",
};
const FAMILIES = {
  goods: "goods",
  number: "amount",
  count: "amount",
  size: "amount",
  size_name: "amount",
  unit: "amount",
  verb: "verb",
  reference: "verb",
  place: "where",
  place_number: "where",
  time: "where",
  receiver: "where",
  phone: "money",
  payer: "money",
  payment_method: "money",
  money: "money",
  mpesa_code: "money",
  order_number: "money",
  denied: "lost",
  left_out: "lost",
  unread: "unread",
};
/** Roles whose words are one thing said in several words; goods too, as long as they are the same goods. */
const JOINED = new Set(["goods", "place", "place_number", "size", "phone", "payment_method", "order_number", "money", "time"]);
const SHOWN_GOODS = 4;

/** What each word of a message became, and by which line of the packs of words; each opens to all groups it stands in. */
export function wordByWord(explained) {
  if (explained.problem) return element("p", { class: "hint", role: "alert" }, `The words cannot be read: ${explained.problem}`);
  const written = Array.from(explained.text);
  const rows = joined(explained.tokens.filter(says)).map((tokens) => row(tokens, written));
  return element(
    "section",
    { class: "explained", "data-testid": "explained" },
    element("h3", {}, "Word by word"),
    element("ol", { class: "said-words" }, ...rows),
    element("p", { class: "hint" }, "Read again just now, with today’s words and catalog. A word opens to all that is known of it."),
  );
}

/** Commas and the like have a line of their own nowhere: they say no more than a glance at the message does. */
function says({ text, roles }) {
  return !["sign", "break"].includes(roles[0].kind) || /[\p{L}\p{N}]/u.test(text);
}

function joined(tokens) {
  const runs = [];
  for (const token of tokens) {
    const last = runs.at(-1)?.at(-1);
    if (last && JOINED.has(token.roles[0].kind) && JSON.stringify(last.roles) === JSON.stringify(token.roles))
      runs.at(-1).push(token);
    else runs.push([token]);
  }
  return runs;
}

/** Offsets count characters as Python does, so the text comes as an array of them. */
function row(tokens, written) {
  const [first] = tokens;
  const said = written.slice(first.start, tokens.at(-1).end).join("");
  const family = FAMILIES[first.roles[0].kind] ?? "small";
  const by = tokens.find((token) => token.by)?.by;
  const groups = tokens.flatMap((token) => token.groups.map((group) => ({ ...group, word: token.norm })));
  const cells = [
    element("span", { class: "word" }, said === "\n" ? "new line" : said, respelt(tokens)),
    element("span", { class: "role" }, ...first.roles.map(role)),
    element("span", { class: "by" }, ...(by ? source(by) : decided(first.roles[0]))),
  ];
  const attributes = { class: `said said--${family}`, "data-role": first.roles[0].kind };
  if (!groups.length) return element("li", attributes, element("div", { class: "said-line" }, ...cells));
  return element(
    "li",
    attributes,
    element(
      "details",
      {},
      element("summary", { class: "said-line" }, ...cells),
      element("ul", { class: "groups" }, ...groups.map(standing)),
    ),
  );
}

function respelt(tokens) {
  const changed = tokens.filter((token) => token.norm !== token.text.toLowerCase());
  return changed.length ? element("small", {}, ` → ${changed.map((token) => token.norm).join(" ")}`) : null;
}

function role({ kind, value, candidates }, place) {
  const of = kind === "goods" ? goods(candidates) : [value];
  const named = of.some(Boolean) && element("b", {}, " ", ...of);
  return element("span", { class: place ? "part part--also" : "part" }, TOLD[kind] ?? kind, named);
}

function goods(skus) {
  if (!skus.length) return ["not in the catalog"];
  const shown = skus.slice(0, SHOWN_GOODS).flatMap((sku) => [" · ", element("span", { class: "sku" }, sku)]);
  const more = skus.length - SHOWN_GOODS;
  return [...shown.slice(1), more > 0 && ` +${more}`];
}

/** The folder stands where the word is opened. */
function source({ group, at }) {
  return [element("code", { title: at }, at.split("/").at(-1)), element("small", {}, group)];
}

function decided({ kind, value }) {
  return kind === "goods" && value !== "not in the catalog" ? [element("small", {}, `the catalog, ${value}`)] : [];
}

function standing({ group, at, does, word }) {
  const heading = [element("b", {}, word), ` ${group} `, element("code", {}, at)];
  return element("li", {}, ...heading, does && element("small", {}, does));
}
