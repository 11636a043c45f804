import { button, element } from "./element.js";

const TRIALS = {
  English: {
    language: "en",
    lines: [
      "Hi, I need maize flour",
      "3 bags of maize flour 5kg to Kilimani, nalipa na mpesa",
      "What do you sell?",
      "Do you have eggs?",
      "Make the flour 2 bags",
      "Where is my order?",
      "Send me my receipt",
      "Cancel my order",
      "I want to talk to a person",
      "STOP",
    ],
  },
  Kiswahili: {
    language: "sw",
    lines: [
      "Habari, nataka unga wa ugali",
      "nataka unga 2kg mbili na sukari, nipelekee Kilimani",
      "Mko na maziwa leo?",
      "Sukari ni pesa ngapi?",
      "toa sukari",
      "ni hayo tu, nalipa na mpesa",
      "Oda yangu imefika wapi?",
      "nitumie risiti",
      "nisaidie",
    ],
  },
};

/** Sentences a customer might write, one tap each. */
export function drawTrials(node, send) {
  const groups = Object.entries(TRIALS).map(([name, { language, lines }]) =>
    element(
      "div",
      { class: "trials", lang: language },
      element("h3", { lang: "en" }, name),
      element(
        "div",
        { class: "chips" },
        ...lines.map((line) => button(line, { class: "chip", "data-testid": "trial", onclick: () => send(line) })),
      ),
    ),
  );
  node.replaceChildren(...groups);
}
