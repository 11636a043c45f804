import { button, element, icon } from "./element.js";
import { clock, instant } from "./format.js";
import { isOnlyEmoji, isWebAddress, link, markup } from "./markup.js";

const TICKS = {
  pending: ["clock", "Sending"],
  sent: ["tick", "Sent"],
  delivered: ["ticks", "Delivered"],
  read: ["ticks", "Read"],
  failed: ["failed", "Not sent"],
};
const HEADS = {
  image: picture,
  buttons: headPicture,
  document: file,
  location: place,
  voice: voiceNote,
  sticker: sticker,
  order: basket,
};
const QUOTE_LENGTH = 90;
const SIGNS = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The bubble of one message. `chat` gives what it needs of its surroundings: shopName, quoted(id) -> message | undefined,
 * openList(message, opener), openPlaces(opener). Reply buttons stand apart, see replies().
 */
export function bubble(message, chat) {
  const head = asksForPlace(message) ? null : HEADS[message.kind]?.(message);
  const bare = message.kind === "sticker";
  return element(
    "div",
    { class: `bubble bubble--${message.kind}${bare ? " bubble--bare" : ""}` },
    quote(message, chat),
    message.header && element("strong", { class: "bubble-header" }, ...markup(message.header)),
    head,
    words(message),
    message.footer && element("span", { class: "bubble-footer" }, message.footer),
    element("span", { class: "meta" }, element("time", {}, clock(instant(message.at))), ticks(message)),
    listOpener(message, chat),
    linkButton(message),
    placeButton(message, chat),
  );
}

/** The ticks of a customer's message, as they stand now; the shop's messages carry none. */
export function ticks(message) {
  if (message.from !== "customer") return null;
  const [name, label] = TICKS[message.status] ?? TICKS.sent;
  return element("span", { class: `ticks ticks--${message.status}` }, icon(name, label));
}

/** The reply buttons that hang below a bubble, or null. */
export function replies(message, chat) {
  if (message.kind === "list" || !message.choices?.length) return null;
  const choices = message.choices.map((choice) =>
    button(
      element("span", {}, choice.title),
      { class: "reply", "data-testid": "reply-button", "data-choice": choice.id, onclick: () => chat.reply(choice) },
      icon("reply"),
    ),
  );
  return element("div", { class: "replies" }, ...choices);
}

/** One line that says what a message is, for quotes and for screen readers. */
export function summary(message) {
  const names = {
    image: "Picture",
    voice: "Voice note",
    location: "Location",
    sticker: "Sticker",
    document: "Document",
  };
  const text = [message.header, message.text ?? message.caption].filter(Boolean).join(" ");
  const plain = text.replace(/[*_~`]/g, "").replace(/\s+/g, " ");
  return [names[message.kind], plain].filter(Boolean).join(": ");
}

/** Cut between signs as people see them: half an emoji, or a flag without its second letter, would be another sign. */
function short(line) {
  const signs = Array.from(SIGNS.segment(line), ({ segment }) => segment);
  return signs.length > QUOTE_LENGTH ? `${signs.slice(0, QUOTE_LENGTH).join("")}…` : line;
}

function quote(message, chat) {
  const original = message.reply_to && chat.quoted(message.reply_to);
  if (!original) return null;
  const name = original.from === "shop" ? chat.shopName : "You";
  const line = summary(original);
  return element("blockquote", { class: `quote quote--${original.from}` }, element("b", {}, name), short(line));
}

function words(message) {
  const text = message.text || message.caption;
  if (!text || message.kind === "sticker") return null;
  const large = message.kind === "text" && isOnlyEmoji(text);
  const body = element("div", { class: `words${large ? " words--emoji" : ""}`, dir: "auto" }, ...markup(text));
  body.append(element("span", { class: "room", "aria-hidden": "true" }));
  return body;
}

function listOpener(message, chat) {
  if (message.kind !== "list" || !message.choices?.length) return null;
  const open = (event) => chat.openList(message, event.currentTarget);
  const attributes = { class: "bubble-action", "data-testid": "list-open", "aria-haspopup": "dialog", onclick: open };
  return button(message.button || "Choose", attributes, icon("list"));
}

function linkButton(message) {
  if (message.kind !== "text" || !message.link) return null;
  const anchor = link(message.link, icon("link"), message.button || "Open");
  anchor.classList.add("bubble-action");
  return anchor;
}

/** A shop cannot send a place together with a button: then it asks the customer for one. */
function asksForPlace(message) {
  return message.kind === "location" && message.from === "shop" && Boolean(message.button);
}

function placeButton(message, chat) {
  if (!asksForPlace(message)) return null;
  const open = (event) => chat.openPlaces(event.currentTarget);
  return button(
    message.button,
    { class: "bubble-action", "data-testid": "place-open", "aria-haspopup": "dialog", onclick: open },
    icon("place"),
  );
}

function headPicture(message) {
  return message.link ? picture(message) : null;
}

function picture(message) {
  const drawn = element("div", { class: "picture", role: "img", "aria-label": "Picture" }, icon("picture"));
  if (!message.link || !isWebAddress(message.link)) return drawn;
  const image = element("img", {
    class: "photo",
    src: message.link,
    alt: message.caption || "Picture",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  image.addEventListener("error", () => image.replaceWith(drawn));
  return image;
}

function file(message) {
  const label = [icon("file"), element("span", {}, message.header ? "Document" : message.caption || "Document")];
  const tile = message.link ? link(message.link, ...label) : element("span", {}, ...label);
  tile.classList.add("file");
  return tile;
}

function place(message) {
  const map = element("div", { class: "map", role: "img", "aria-label": "Map" }, icon("place"));
  return message.link ? link(message.link, map) : map;
}

function voiceNote() {
  const bars = Array.from({ length: 26 }, (_, index) => {
    const bar = element("i");
    bar.style.height = `${25 + 70 * Math.abs(Math.sin(index * 1.7) * Math.cos(index * 0.45))}%`;
    return bar;
  });
  return element(
    "div",
    { class: "voice", role: "img", "aria-label": "Voice note, 4 seconds" },
    icon("play"),
    element("span", { class: "wave" }, ...bars),
    "0:04",
  );
}

function sticker() {
  return element("div", { class: "sticker", role: "img", "aria-label": "Sticker: shopping basket" }, "🛒");
}

function basket(message) {
  return element(
    "div",
    { class: "file" },
    icon("basket"),
    element("span", {}, message.header ? "Basket" : "Order from the catalog"),
  );
}
