import { button, element, icon } from "./element.js";

const PLACES = [
  { name: "Argwings Kodhek Road", address: "Kilimani, Nairobi", latitude: -1.2925, longitude: 36.7852 },
  { name: "Westlands, Mpaka Road", address: "Westlands, Nairobi", latitude: -1.2647, longitude: 36.8027 },
  { name: "Ongata Rongai, Magadi Road", address: "Rongai, Kajiado", latitude: -1.3961, longitude: 36.7597 },
  { name: "Thika town, Kenyatta Highway", address: "Thika, Kiambu", latitude: -1.0333, longitude: 37.0693 },
];
const HERE = { latitude: -1.2921, longitude: 36.8219 };
const CAPTION_LENGTH = 1024;

/** The attach menu; `send` is told the body and the bubble to show for it. */
export function openAttach(sheet, opener, send) {
  const finish = finishing(sheet, send);
  const kinds = [
    ["picture", "Picture", () => openPicture(sheet, opener, finish), "attach-picture"],
    ["place", "Location", () => openPlaces(sheet, opener, send), "attach-location"],
    ["voice", "Voice note", () => finish(...voiceNote()), "attach-voice"],
    ["sticker", "Sticker", () => finish({ sticker: true }, { kind: "sticker" }), "attach-sticker"],
  ];
  const tiles = kinds.map(([name, label, choose, id]) =>
    button(
      element("span", {}, label),
      { class: `tile tile--${name}`, "data-testid": id, onclick: choose },
      element("i", {}, icon(name)),
    ),
  );
  sheet.open("Send", opener, element("div", { class: "sheet-body tiles" }, ...tiles));
}

/** Body and bubble of a voice note. */
export function voiceNote() {
  return [{ voice: true }, { kind: "voice" }];
}

function finishing(sheet, send) {
  return (body, shown) => {
    sheet.close();
    send(body, shown);
  };
}

function openPicture(sheet, opener, finish) {
  const caption = element("input", {
    type: "text",
    name: "caption",
    class: "field",
    maxlength: CAPTION_LENGTH,
    placeholder: "Add a caption…",
    "aria-label": "Caption",
    autofocus: true,
  });
  const send = (event) => {
    event.preventDefault();
    const text = caption.value.trim();
    finish({ image: text ? { caption: text } : {} }, { kind: "image", caption: text || undefined });
  };
  const form = element(
    "form",
    { class: "sheet-form", onsubmit: send },
    element(
      "div",
      { class: "sheet-body" },
      element("div", { class: "picture picture--large", role: "img", "aria-label": "Sample picture" }, icon("picture")),
      caption,
    ),
    element(
      "div",
      { class: "sheet-foot" },
      element("button", { type: "submit", class: "primary", "data-testid": "attach-send" }, "Send"),
    ),
  );
  sheet.open("Picture", opener, form);
}

/** Some places in and around Nairobi, and a pin without a name. */
export function openPlaces(sheet, opener, send) {
  const finish = finishing(sheet, send);
  const here = placeRow("Where I am now", "A pin without a name", () =>
    finish({ location: HERE }, { kind: "location" }),
  );
  const named = PLACES.map((place) =>
    placeRow(place.name, place.address, () =>
      finish({ location: place }, { kind: "location", text: `${place.name}, ${place.address}` }),
    ),
  );
  sheet.open("Location", opener, element("div", { class: "sheet-body" }, ...named, here));
}

function placeRow(name, address, choose) {
  const label = element("span", { class: "row-words" }, element("span", {}, name), element("small", {}, address));
  return button(label, { class: "row row--place", "data-testid": "place-row", onclick: choose }, icon("place"));
}
