"""What a message points at without naming it: "both", "the last one", "ya 420", "2 of the 1kg". One rule for every list: of the
open question, of what was shown last, of what is in the cart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.commerce.cart import Cart, OpenLine
from bot.commerce.catalog import Catalog, Product
from bot.services.heard import Heard, Wish, as_number
from bot.services.picking import Pick, packs_of, picked
from bot.services.reading import FETCHED, NEITHER

# "The biggest under 500, so the 5kg": what names one counts before what compares.
_EXACT = ("size", "price", "ordinal")
_NAMED_ANYWAY = ("all", "that", "same", "other", "rest")
# So many messages later a number alone no longer means what was shown; what points at it does.
STALE = 2


@dataclass(frozen=True)
class Shown:
    """The codes of the products that the customer saw last, in their order; ``age`` messages ago, 0 for straight before this."""

    skus: tuple[str, ...] = ()
    age: int = 0

    @property
    def is_fresh(self) -> bool:
        return bool(self.skus) and not self.age


NOTHING_SHOWN = Shown()


def picks_of_goods(heard: Heard) -> tuple[Pick, ...]:
    """Without "the last house", which is a place, and without the "everything" that is cleared or doubled."""
    if heard.intent == "use_saved_address":
        return ()
    elsewhere, is_whole = _said_of_places(heard), heard.acts.clears or bool(heard.acts.factor)
    pointing = (pick for pick in heard.acts.picks if pick.text.lower() not in elsewhere)
    return tuple(pick for pick in pointing if not (is_whole and pick.by == "all"))


def _said_of_places(heard: Heard) -> str:
    said = heard.reading
    asked = said.place_if_asked if said.place_if_asked and said.place_if_asked.kind not in (NEITHER, FETCHED) else None
    # What the rules alone take for a place may reach farther than the place that is known.
    places = [place.words for place in (said.place or said.address, asked) if place]
    return "\n".join((*places, said.instructions, said.note)).lower()


class Pointing:
    """``used`` once a pick belongs to goods that are named, ``settled`` once the open question is answered in part, ``gave_way``
    what a pick took out of the cart."""

    def __init__(self, cart: Cart, catalog: Catalog, heard: Heard, shown: Shown) -> None:
        self.cart, self.catalog, self.heard, self.shown = cart, catalog, heard, shown
        self.picks = picks_of_goods(heard)
        self.used = self.settled = False
        self.gave_way: list[str] = []

    def wishes(self) -> list[Wish]:
        """What was picked of the question's candidates, else of what was shown, else of the packs of what is in the cart."""
        names_unit = bool(self.cart.open_lines) and bool(self.heard.all("unit"))
        if self.used or not (self.picks or names_unit or self._counts_shown()):
            return []
        if self.heard.intent == "remove_item":
            return self._of_cart()
        return self._of_open() or self._of_shown() or self._of_packs() or self._of_last()

    def _of_cart(self) -> list[Wish]:
        """ "Remove the last one": nothing but what is in the cart can go out."""
        held = self._products(line.sku for line in self.cart.lines)
        return [replace(wish, change="remove") for wish in self._wishes_of(self.picks, held)]

    def _of_open(self) -> list[Wish]:
        line = next(iter(self.cart.open_lines), None)
        if line is None or line.sku:
            return []
        products = self._products(line.candidates)
        wishes = self._wishes_of(self.picks, products) or self._by_unit(products)
        each = _of_each(line.quantity, len(wishes))
        wishes = [replace(wish, quantity=each) if wish.quantity is None else wish for wish in wishes]
        return self._asked_how_many_of(line, wishes) if wishes else []

    def _asked_how_many_of(self, line: OpenLine, wishes: list[Wish]) -> list[Wish]:
        """In the place of the open ``line``, of a single wish and of several whose number is not clear; the others."""
        is_asked = len(wishes) == 1 or line.quantity is not None
        asked = [wish for wish in wishes if wish.quantity is None and is_asked]
        self.cart.open_lines[:1] = [
            replace(line, candidates=(wish.sku,), sku=wish.sku, quantity=None) for wish in asked
        ]
        self.settled = True
        return [wish for wish in wishes if wish not in asked]

    def _by_unit(self, products: Sequence[Product]) -> list[Wish]:
        """ "Two trays" of eggs that come in trays and in half dozens."""
        units = {*(wish.unit for wish in self.heard.wishes), *self.heard.all("unit")} - {""}
        found = [product for product in products if units & set(product.name.lower().split())]
        if len(found) != 1:
            return []
        return [Wish(found[0].name, found[0].sku, (found[0].sku,), self._number_beside(found[0].name))]

    def _number_beside(self, name: str) -> Decimal | None:
        """In "tray ya 30" the number is part of the name."""
        said = (as_number(each) for each in self.heard.all("quantity"))
        return next((number for number in said if number is not None and f"{number:f}" not in name.split()), None)

    def _of_shown(self) -> list[Wish]:
        if self.cart.open_lines:
            return []
        shown = self._products(self.shown.skus)
        picks = self._picks_of_shown()
        wishes = self._wishes_of(picks, shown) or self._one_of_those(picks)
        if wishes or picks or self.shown.age >= STALE or not self._counts_shown():
            return wishes
        number = self._number()
        if len(shown) == 1 and (number is not None or self.heard.reading.answers == "affirm"):
            return [Wish(shown[0].name, shown[0].sku, (shown[0].sku,), number)]
        if len(shown) > 1 and number is not None:
            return [Wish("", "", self.shown.skus, number)]
        return []

    def _picks_of_shown(self) -> list[Pick]:
        """A size alone means what was shown straight before; what points at something, what was shown last."""
        named = {sku for wish in self.heard.wishes for sku in (wish.sku, *wish.candidates) if sku}
        # "Give me both, 5 noodles and 3 sodas": what is named says which.
        says_which = _NAMED_ANYWAY if named & {*self.shown.skus} else ()
        late = ("size",) if self.shown.age else ()
        return [pick for pick in self.picks if pick.by not in says_which and pick.by not in late]

    def _one_of_those(self, picks: Sequence[Pick]) -> list[Wish]:
        """ "One of those", where several were shown: which is asked."""
        that = next((pick for pick in picks if pick.by == "that"), None)
        if that is None or len(self.shown.skus) < 2 or self.cart.lines or self.shown.age >= STALE:
            return []
        return [Wish("", "", self.shown.skus, that.quantity)]

    def _counts_shown(self) -> bool:
        """ "Sawa leta tatu" straight below goods that were shown."""
        names = any(wish.words or wish.sku or wish.candidates for wish in self.heard.wishes)
        agrees = self.heard.reading.answers == "affirm" and len(self.shown.skus) == 1 and not self.shown.age
        return bool(self.shown.skus) and not names and not self.cart.lines and (self._number() is not None or agrees)

    def narrowed(self, wishes: list[Wish]) -> list[Wish]:
        """ "Blueband or butter, the cheaper one": what is picked among goods that are named is picked of these."""
        several = [wish for wish in wishes if len(wish.candidates) > 1]
        if len(several) != 1 or (self.cart.open_lines and wishes[1:]):
            return wishes
        wish, goods = several[0], self._products(several[0].candidates)
        for pick in self.picks:
            found = picked(pick, goods) if pick.by not in ("all", "that", "same") else []
            if len(found) == 1:
                self.used = True
                number = wish.quantity if wish.quantity is not None else pick.quantity
                one = replace(wish, sku=found[0].sku, candidates=(found[0].sku,), quantity=number)
                return [one if each is wish else each for each in wishes]
        return wishes

    def _number(self) -> Decimal | None:
        said = next((wish.quantity for wish in self.heard.wishes if wish.quantity is not None), self.heard.acts.count)
        return said if said is not None else self.heard.quantity

    def _of_packs(self) -> list[Wish]:
        """ "Give me the 1l instead": another pack of the one thing in the cart that has such packs."""
        sizes = [pick for pick in self.picks if pick.by == "size"]
        found = [(line, product) for line in self.cart.lines for product in self._other_packs(line.sku, sizes)]
        if self.cart.open_lines or len(found) != 1:
            return []
        (line, product), number = found[0], next((pick.quantity for pick in sizes), None)
        is_swap = not any(wish.verb == "add" for wish in self.heard.wishes)
        if is_swap:
            self.cart.set_quantity(line.sku, 0)
            self.gave_way.append(line.sku)
        before = Decimal(line.quantity) if is_swap else None
        return [Wish(product.name, product.sku, (product.sku,), before if number is None else number)]

    def _other_packs(self, sku: str, sizes: Sequence[Pick]) -> list[Product]:
        held = self.catalog.get(sku)
        packs = [each for each in self.catalog if held and each.kind == held.kind and each.sellable]
        return [product for pick in sizes for product in picked(pick, packs) if product.sku != sku]

    def _of_last(self) -> list[Wish]:
        """ "Give me three of those" while the cart holds one thing, and not below several that were shown: so many of it."""
        pick = next((pick for pick in self.picks if pick.by == "that" and pick.quantity is not None), None)
        others = (self.cart.lines[1:], self.cart.open_lines, self.heard.wishes[1:], self.shown.is_fresh)
        if pick is None or not self.cart.lines or any(others):
            return []
        line = self.cart.lines[0]
        return [Wish("", line.sku, (line.sku,), pick.quantity, change="set", verb="set")]

    def _wishes_of(self, picks: Iterable[Pick], shown: Sequence[Product]) -> list[Wish]:
        found: dict[str, Wish] = {}
        exact = [pick for pick in picks if pick.by in _EXACT and picked(pick, shown)]
        for pick in exact if any(pick.by == "size" for pick in exact) else picks:
            each = pick.quantity
            is_made_up = len(shown) == 1 and pick.by == "size" and not self._other_packs(shown[0].sku, [pick])
            if is_made_up and (packs := packs_of(pick.value, shown[0])) > 1:
                number = packs * (Decimal(1) if each is None else each)
                return [Wish(shown[0].name, shown[0].sku, (shown[0].sku,), number)]
            for product in picked(pick, shown):
                if each is not None or product.sku not in found:
                    found[product.sku] = Wish(product.name, product.sku, (product.sku,), each)
        return [*found.values()]

    def _products(self, skus: Iterable[str]) -> list[Product]:
        return [product for sku in skus if (product := self.catalog.get(sku))]


def _of_each(number: int | None, goods: int) -> Decimal | None:
    """How many of each make ``number``: of two flours "both" are one of each, of three it is not clear."""
    if number is None or goods == 1:
        return None if number is None else Decimal(number)
    return Decimal(1) if number in (1, goods) else None
