import { button } from "./element.js";

const EMOJI = [
  "😀",
  "😂",
  "🙂",
  "😍",
  "🤔",
  "😢",
  "😡",
  "🙏",
  "👍",
  "👎",
  "👌",
  "👏",
  "🔥",
  "🎉",
  "❤️",
  "✅",
  "❌",
  "🇰🇪",
  "🛒",
  "🌽",
  "🍚",
  "🍞",
  "🥛",
  "🥚",
  "🍬",
  "🧼",
  "💰",
  "📍",
];
const TALLEST_PX = 132;

/** The line one writes in: Enter sends, Shift+Enter breaks the line, an empty line offers the voice note instead. */
export class Composer {
  #text = document.getElementById("composer-text");
  #send = document.getElementById("send");
  #voice = document.getElementById("voice");
  #emoji = document.getElementById("emoji");
  #emojiToggle = document.getElementById("emoji-toggle");

  constructor({ text, voice }) {
    const form = document.getElementById("composer");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(text);
    });
    this.#text.addEventListener("input", () => this.#fit());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    this.#voice.addEventListener("click", voice);
    this.#offerEmoji();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  #submit(send) {
    const text = this.#text.value.trim();
    if (!text) return;
    this.#text.value = "";
    this.#fit();
    this.#showEmoji(false);
    this.focus();
    send(text);
  }

  #fit() {
    const empty = !this.#text.value.trim();
    this.#send.hidden = empty;
    this.#voice.hidden = !empty;
    this.#text.style.height = "auto";
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, TALLEST_PX)}px`;
  }

  #offerEmoji() {
    const put = (sign) => {
      this.#text.setRangeText(sign, this.#text.selectionStart, this.#text.selectionEnd, "end");
      this.#fit();
    };
    this.#emoji.append(...EMOJI.map((sign) => button(sign, { onclick: () => put(sign) })));
    this.#emojiToggle.addEventListener("click", () => this.#showEmoji(this.#emoji.hidden));
    this.#emoji.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.#showEmoji(false);
      this.#emojiToggle.focus();
    });
  }

  #showEmoji(on) {
    this.#emoji.hidden = !on;
    this.#emojiToggle.setAttribute("aria-expanded", String(on));
  }
}
