import { element } from "./element.js";

const TAGS = { "*": "strong", _: "em", "~": "s" };
const LINK = /https?:\/\/[^\s<>"]+/iy;
const AFTER_LINK = /[.,;:!?'")\]*_~]+$/;
const WORD = /[\p{L}\p{N}]/u;
const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*|\p{Regional_Indicator}{2}|\s){1,6}$/u;

/** WhatsApp's *bold*, _italic_, ~strike~, `mono`, ```mono``` and links, as nodes; everything else stays plain text. */
export function markup(text) {
  return text.split(/(```[^]+?```)/).flatMap((part) => {
    if (part.length > 6 && part.startsWith("```")) return [element("code", { class: "block" }, part.slice(3, -3))];
    return inline(part, "");
  });
}

/** One to six emoji and nothing else: WhatsApp shows them large. */
export function isOnlyEmoji(text) {
  return Boolean(text.trim()) && EMOJI_ONLY.test(text.trim());
}

function inline(text, open) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const piece = linkAt(text, at) ?? codeAt(text, at) ?? emphasisAt(text, at, open);
    if (piece) {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(piece.node);
      at = piece.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function linkAt(text, at) {
  if (at > 0 && WORD.test(text[at - 1])) return null;
  LINK.lastIndex = at;
  const found = LINK.exec(text);
  if (!found) return null;
  const address = found[0].replace(AFTER_LINK, "");
  return { node: link(address, address), end: at + address.length };
}

/** A link that opens apart from the page; any address that is not http(s) gives plain text. */
export function link(address, ...label) {
  if (!isWebAddress(address)) return element("span", {}, ...label);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...label);
}

export function isWebAddress(address) {
  try {
    return ["http:", "https:"].includes(new URL(address, location.href).protocol);
  } catch (refusal) {
    if (refusal instanceof TypeError) return false;
    throw refusal;
  }
}

function codeAt(text, at) {
  if (text[at] !== "`") return null;
  const end = closing(text, at, "`");
  return end < 0 ? null : { node: element("code", {}, text.slice(at + 1, end)), end: end + 1 };
}

function emphasisAt(text, at, open) {
  const mark = text[at];
  if (!(mark in TAGS) || open.includes(mark) || (at > 0 && WORD.test(text[at - 1]))) return null;
  const end = closing(text, at, mark);
  if (end < 0) return null;
  return { node: element(TAGS[mark], {}, ...inline(text.slice(at + 1, end), open + mark)), end: end + 1 };
}

/** Where the mark that opens at `start` closes: same line, text without outer blanks between, no word right after. */
function closing(text, start, mark) {
  const first = text[start + 1] ?? "";
  if (first === mark || /\s|^$/.test(first)) return -1;
  for (let at = start + 2; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] !== mark || /\s/.test(text[at - 1])) continue;
    if (!WORD.test(text[at + 1] ?? " ")) return at;
  }
  return -1;
}
