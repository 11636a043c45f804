/**
 * Keeps a list of cards in step with rows from the server. A card is drawn again only when its row has changed, so that
 * focus and half-typed fields outlive the regular refresh.
 */
export class Cards {
  #node;
  #draw;
  #empty;
  #shown = new Map();

  /** draw(row) gives the card of a row; `empty` is shown in place of no cards. */
  constructor(node, draw, empty) {
    this.#node = node;
    this.#draw = draw;
    this.#empty = empty;
  }

  show(rows) {
    const next = new Map(rows.map((row) => [row.id, this.#card(row)]));
    const wanted = next.size ? [...next.values()].map(({ card }) => card) : [this.#empty];
    this.#shown = next;
    const now = [...this.#node.children];
    if (wanted.length !== now.length || wanted.some((card, index) => card !== now[index]))
      this.#node.replaceChildren(...wanted);
  }

  #card(row) {
    const key = JSON.stringify(row);
    const shown = this.#shown.get(row.id);
    return shown?.key === key ? shown : { key, card: this.#draw(row) };
  }
}
