"""All that one message does to the cart, in the order said: what it adds, changes, swaps, multiplies, takes out and picks of what was
shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.commerce.cart import Cart, CartLine, OpenLine
from bot.commerce.catalog import Catalog, Product
from bot.services import shopping
from bot.services.heard import Acts, Heard, Wish
from bot.services.notes import Note
from bot.services.pointing import NOTHING_SHOWN, Pointing, Shown, picks_of_goods
from bot.services.ports import UnitOfWork

CHANGING = frozenset(("order_items", "remove_item", "change_quantity", "clear_cart"))
# Beside these the same words may change the cart; in all others goods are only spoken of.
BESIDE = CHANGING | frozenset(
    "inform affirm deny checkout inform_address use_saved_address choose_payment_method delivery_instructions nlu_fallback "
    "out_of_scope view_cart reorder ask_promotions".split()
)
# Of an unsure message: one of its likeliest meanings.
UNSURE = ("nlu_fallback", "out_of_scope")
MOST_GUESSES, LEAST_GUESS = 2, 0.15
WISHING = ("order", "add")
_SETTING = ("set", "to")
# They say themselves what is to be done with the goods.
_CHANGES = ("add", "subtract", "remove", "set", "to", "swap")


def take(uow: UnitOfWork, conversation: str, heard: Heard, shown: Shown = NOTHING_SHOWN) -> list[Note] | None:
    """What to tell of the acts; None where the message does nothing to the cart."""
    if not may_change(heard):
        return None
    cart, catalog = shopping.cart_of(uow, conversation), uow.products.catalog()
    turn = _Turn(cart, catalog, heard, shown)
    notes = turn.carried_out()
    if notes is None:
        return None
    uow.carts.save(cart)
    return shopping.joined(notes)


def repeats_cart(uow: UnitOfWork, conversation: str, heard: Heard) -> bool:
    """Whether the goods it names are those of the cart, as many as there are."""
    if heard.acts.changes and not heard.acts.begins_yes:
        return False
    return _Turn(shopping.cart_of(uow, conversation), uow.products.catalog(), heard, NOTHING_SHOWN).repeats()


def may_change(heard: Heard) -> bool:
    """Whether the goods it names, or points at, are wished for and not only spoken of."""
    if heard.intent not in BESIDE:
        return False
    if heard.intent == "clear_cart":
        return bool(heard.wishes or heard.acts.changes)
    if heard.intent == "ask_promotions":
        # "The cheaper one of the two, please" asks for no offer.
        return any(wish.verb in WISHING for wish in heard.wishes)
    if heard.intent not in UNSURE:
        return True
    if picks_of_goods(heard) or any(wish.verb in _CHANGES for wish in heard.acts.changes):
        return True
    if any(wish.choice and wish.verb in WISHING for wish in heard.wishes):
        return True
    likely = [name for name, share in heard.guesses[:MOST_GUESSES] if share >= LEAST_GUESS]
    return bool(likely) and CHANGING.issuperset(likely) and not {"order_items", "remove_item"} <= {*likely}


class _Turn:
    def __init__(self, cart: Cart, catalog: Catalog, heard: Heard, shown: Shown) -> None:
        self.cart, self.catalog, self.heard = cart, catalog, heard
        self.acts: Acts = heard.acts
        self.pointing = Pointing(cart, catalog, heard, shown)
        self.used_otherwise = False
        self.taken_out: list[str] = []
        self.held_before = {line.sku: line.quantity for line in cart.lines}

    def carried_out(self) -> list[Note] | None:
        notes: list[Note] = self._counted_before()
        wishes = self._wishes()
        done = bool(wishes)
        if self.acts.clears and (self.cart.lines or self.cart.open_lines):
            notes += self._cleared()
            done = True
        if self.acts.factor and self._multiplied(notes):
            wishes, done = [wish for wish in wishes if not self._is_multiplied(wish)], True
        wishes = self._within_budget(wishes)
        wishes, taken = self.pointing.narrowed(self._kept_without_newcomer(wishes)), self.pointing.wishes()
        self.taken_out += self.pointing.gave_way
        picked_skus = {wish.sku for wish in taken}
        # "White, the 800g one": what is named is what was picked.
        wishes = [wish for wish in wishes if not (wish.candidates and picked_skus.issuperset(wish.candidates))]
        wishes = self._those_to_be_had(wishes, notes)
        # What goes out first: what comes in its place takes its number.
        for wish in sorted((*taken, *wishes), key=lambda wish: wish.change not in ("remove", "subtract")):
            notes += self._carry_out(wish)
        done = self._place_put_right() or done
        if self.acts.otherwise and not self.used_otherwise:
            self.cart.otherwise = self.acts.otherwise[: shopping.LONGEST_OTHERWISE]
            done = True
        return notes if done or taken or self.pointing.settled else None

    def repeats(self) -> bool:
        """ "Yes, two kerosene": a yes with what is in the cart anyway."""
        wishes = [wish for wish in self.heard.wishes if wish.words or wish.sku or wish.candidates]
        same = [
            wish.quantity is None or wish.quantity == self.cart.quantity_of(held)
            for wish in wishes
            if (held := self._held(wish))
        ]
        return bool(wishes) and len(same) == len(wishes) and all(same)

    def _wishes(self) -> list[Wish]:
        """As changes of the cart where they differ from plain wishes; without what names nothing."""
        wishes = self.acts.changes if self.acts.changes and self._is_change() else self.heard.wishes
        named = [wish for wish in wishes if wish.sku or wish.candidates or wish.words]
        return [wish for wish in named if not self._is_said_better(wish, named)]

    @staticmethod
    def _is_said_better(wish: Wish, wishes: Sequence[Wish]) -> bool:
        """ "My roomies want noodles, swap the spaghetti for noodles, 10 of them": said once more, with how many."""
        return wish.quantity is None and any(
            other.sku == wish.sku != "" and other.change == wish.change and other.quantity is not None
            for other in wishes
        )

    def _counted_before(self) -> list[Note]:
        """The number of what came in last, where none was said of it yet; else of the one thing that was just shown, or that is all
        that the cart holds."""
        last, number, shown = self.cart.lines[-1:], self.acts.count_before, self.pointing.shown
        if number is None or self.cart.open_lines:
            return []
        is_assumed = bool(last) and last[0].assumed
        if not is_assumed and shown.is_fresh and len(shown.skus) == 1:
            return self._added(Wish("", shown.skus[0], shown.skus, number, verb="order"))
        if not is_assumed and len(self.cart.lines) != 1:
            return []
        return shopping.change(self.cart, self.catalog, Wish("", last[0].sku, (last[0].sku,), number, change="set"))

    def _is_change(self) -> bool:
        """ "Remove", "make it", "instead": something in it changes what is there."""
        return any(wish.change != "set" or wish.verb in _SETTING or self._held(wish) for wish in self.acts.changes)

    def _place_put_right(self) -> bool:
        """ "House 21, not 12": the number in the place. "Milk 3, not 2" puts the milk right, and no house."""
        if not self.acts.put_right or self.heard.names_goods:
            return False
        right, wrong = self.acts.put_right
        parts = self.cart.address.split(" ")
        if wrong not in [part.strip(",.") for part in parts]:
            return False
        self.cart.address = " ".join(
            part.replace(wrong, right) if part.strip(",.") == wrong else part for part in parts
        )
        return True

    def _within_budget(self, wishes: list[Wish]) -> list[Wish]:
        """As many of the one pack as the money buys; of several packs the dearest that it buys, where the biggest is wished for."""
        budget, known = self.acts.budget, [wish for wish in wishes if wish.sku or wish.candidates]
        if budget is None or len(known) != 1 or known[0].quantity not in (None, 1):
            return wishes
        wish = known[0]
        affordable = [each for each in self._products(wish.candidates) if each.sellable and 0 < each.price <= budget]
        if not affordable:
            return known
        if len(wish.candidates) == 1 and wish.quantity is None:
            return [replace(wish, quantity=Decimal(budget // affordable[0].price))]
        if any(pick.by == "biggest" for pick in self.pointing.picks):
            self.pointing.used = True
            return [_one_of(wish, [max(affordable, key=lambda product: product.price).sku])]
        return known

    def _those_to_be_had(self, wishes: list[Wish], notes: list[Note]) -> list[Wish]:
        """Where the goods are gone, what was wished for in that case takes their place at once."""
        others = [wish for wish in self.acts.otherwise_lines if self._is_to_be_had(wish)]
        gone = [wish for wish in wishes if wish.words and not self._is_to_be_had(wish)]
        if not gone or not others:
            return wishes
        self.used_otherwise = True
        known = [product.name for wish in gone for product in self._products(wish.candidates)] or [gone[0].words]
        notes.append(Note("utter_took_otherwise", {"product": known[0]}))
        return [wish for wish in wishes if wish not in gone] + others

    def _is_to_be_had(self, wish: Wish) -> bool:
        return any(product.sellable for product in self._products(wish.candidates or (wish.sku,)))

    def _kept_without_newcomer(self, wishes: list[Wish]) -> list[Wish]:
        """A swap for goods that the shop has not takes nothing out."""
        swaps = self.acts.swaps or self.acts.instead
        newcomers = [wish for wish in wishes if wish.change not in ("remove", "subtract")]
        unknown = bool(newcomers) and not any(wish.sku or wish.candidates for wish in newcomers)
        return newcomers if swaps and unknown else wishes

    def _cleared(self) -> list[Note]:
        """All goes out, or all but what is to stay."""
        kept = [line for line in self.cart.lines if line.sku in self.acts.keeps]
        gone = [line.sku for line in self.cart.lines if line not in kept]
        self.cart.lines, self.cart.open_lines, self.cart.confirmed = kept, [], False
        names = ", ".join(product.name for product in self._products(gone))
        if not kept:
            return [Note("utter_all_removed")]
        return [Note("utter_removed", {"product": names})] if names else []

    def _is_multiplied(self, wish: Wish) -> bool:
        return wish.quantity is None and bool(set(self.acts.factor_of) & {wish.sku, *wish.candidates})

    def _multiplied(self, notes: list[Note]) -> bool:
        """Of the goods named, else of all that is in the cart."""
        held = [line.sku for line in self.cart.lines]
        named = [sku for sku in held if sku in self.acts.factor_of]
        meant = set(named if self.acts.factor_of else held)
        for line in [line for line in self.cart.lines if line.sku in meant]:
            product = self.catalog.get(line.sku)
            if product is not None:
                wanted = Decimal(line.quantity * self.acts.factor)
                notes += shopping.put_in(self.cart, product, wanted, self.catalog, instead=True)
        return bool(meant)

    def _carry_out(self, wish: Wish) -> list[Note]:
        if wish.verb == "keep" and self._held(wish):
            return []
        held = self._held(wish)
        if wish.change in ("remove", "subtract") and wish.verb not in WISHING and self._rules_change(wish):
            return self._taken_out(wish, held)
        if held and self._is_set(wish):
            if wish.quantity is None and (wish.sku in ("", held)):
                # "Carrots stay the same": named, and nothing said to change.
                return [] if self.acts.corrects else self._asked_how_many(wish, held)
            return shopping.change(self.cart, self.catalog, replace(wish, change="set"))
        takes_place = self._is_set(wish) or self._is_swap(wish) or (self.acts.instead and not self.taken_out)
        old = self._sibling(wish) if takes_place else ""
        if old:
            return self._swapped(old, wish)
        is_more = wish.verb == "add" and not any(pick.by in ("rest", "other") for pick in self.acts.picks)
        is_bare = wish.quantity is None and wish.worth is None and not wish.size and not is_more
        if held and is_bare and held in (wish.sku, *wish.candidates):
            # Named again without a number ("just bring the sukuma then"): it is there already.
            return []
        return self._added(wish)

    def _taken_out(self, wish: Wish, held: str) -> list[Note]:
        if not held and wish.quantity is not None and self._comes_instead():
            return self._added(replace(wish, change="add", verb="order"))
        if wish.change == "subtract" and held and wish.quantity is None:
            # "Less sugar": how much is left is not said.
            return self._asked_how_many(wish, held)
        # "Instead of the two small ones": what gives way goes as a whole.
        whole = replace(wish, quantity=None, change="remove") if self.acts.instead or self.acts.swaps else wish
        notes = shopping.take_out(self.cart, self.catalog, whole)
        gone = [sku for sku in self.held_before if not self.cart.quantity_of(sku)]
        self.taken_out += [sku for sku in gone if sku not in self.taken_out]
        return notes

    def _comes_instead(self) -> bool:
        """ "Drop the bananas, 3 avocados instead"."""
        return self.acts.instead and bool(self.taken_out)

    def _asked_how_many(self, wish: Wish, held: str) -> list[Note]:
        return shopping.change(self.cart, self.catalog, replace(wish, change="set", sku=held))

    def _rules_change(self, wish: Wish) -> bool:
        return self.heard.intent == "remove_item" or bool(wish.verb) or wish in self.acts.changes

    def _is_set(self, wish: Wish) -> bool:
        """Whether the number said takes the place of the one in the cart."""
        if self.acts.only and wish.quantity is not None and wish.verb != "add":
            # "Only two bread and one jam": said once more, as it is to be.
            return True
        if wish.change == "add" and wish.verb in ("add", "order"):
            return False
        takes_place = wish.change == "set" and wish.verb in _CHANGES
        return takes_place or self.heard.intent == "change_quantity" or self.acts.corrects

    def _is_swap(self, wish: Wish) -> bool:
        return self.heard.intent == "change_quantity" and wish.change == "set"

    def _held(self, wish: Wish) -> str:
        """The product of the cart that it names, nothing where there is none; another pack is another product."""
        if wish.sku and wish.size and not self.cart.quantity_of(wish.sku):
            return ""
        return shopping.meant_in(self.cart, self.catalog, wish) if wish.words or wish.sku or wish.candidates else ""

    def _sibling(self, wish: Wish) -> str:
        """Another pack of the same goods in the cart, where that wished for is not there."""
        product = self.catalog.get(wish.sku) if wish.sku else None
        if product is None or self.cart.quantity_of(product.sku):
            return ""
        kinds = {line.sku: held.kind for line in self.cart.lines if (held := self.catalog.get(line.sku))}
        same = [sku for sku, kind in kinds.items() if kind == product.kind]
        return same[0] if len(same) == 1 else ""

    def _swapped(self, old: str, wish: Wish) -> list[Note]:
        """The new pack in the place of the ``old`` one, as many as there were where nothing else is said. What is sold out,
        or none of it, takes no place."""
        before = self.cart.quantity_of(old)
        product = self.catalog.get(wish.sku)
        if product is None or not product.sellable or wish.quantity == 0:
            return shopping.add_wish(self.cart, self.catalog, wish)
        waiting, quantity = [*self.cart.lines], Decimal(before) if wish.quantity is None else wish.quantity
        self.cart.set_quantity(old, 0)
        notes = shopping.put_in(self.cart, product, quantity, self.catalog)
        if self.cart.quantity_of(product.sku):
            self.cart.lines = _in_place(waiting, old, product.sku, self.cart.quantity_of(product.sku))
        return notes

    def _added(self, wish: Wish) -> list[Note]:
        """What a question is open about answers it. A swap's newcomer without a number takes that of what went out."""
        wish = self._by_quality(wish)
        self._answered_how_many(wish)
        waiting = next((line for line in self.cart.open_lines if not line.sku and self._answers(line, wish)), None)
        if waiting is not None and not wish.worth:
            return self._settled(waiting, wish)
        old = self._given_up_for(wish)
        if old:
            return self._swapped(old, wish)
        gone = self.taken_out[-1:] if self.acts.instead or self.acts.swaps or len(self.taken_out) == 1 else []
        if wish.quantity is None and wish.sku and gone and self.acts.changes and not self.acts.clears:
            wish = replace(wish, quantity=Decimal(self.held_before[gone[0]]))
        return shopping.add_wish(self.cart, self.catalog, wish)

    def _answered_how_many(self, wish: Wish) -> None:
        """How many was asked, and is said."""
        if wish.quantity is not None and wish.sku:
            self.cart.open_lines = [line for line in self.cart.open_lines if line.sku != wish.sku]

    def _answers(self, line: OpenLine, wish: Wish) -> bool:
        """One of the candidates, or other goods of that name: "Which bread? – Brown bread"."""
        if wish.sku in line.candidates:
            return True
        product = self.catalog.get(wish.sku) if wish.sku else None
        names = {each.kind.split()[-1] for each in self._products(line.candidates)}
        return product is not None and not self.heard.acts.changes and names == {product.kind.split()[-1]}

    def _settled(self, waiting: OpenLine, wish: Wish) -> list[Note]:
        """How many is asked where neither said."""
        self.cart.open_lines.remove(waiting)
        number = wish.quantity if wish.quantity is not None else waiting.quantity
        if number is None:
            self.cart.open_lines.insert(0, OpenLine(waiting.words, (wish.sku,), sku=wish.sku, instead=waiting.instead))
            self.pointing.settled = True
            return []
        return shopping.add_wish(self.cart, self.catalog, replace(wish, quantity=Decimal(number)))

    def _by_quality(self, wish: Wish) -> Wish:
        """ "Brown", where a question is open about bread or bread is in the cart: goods of that shelf that are called so."""
        said = set(wish.words.lower().split())
        if not wish.sku and wish.candidates:
            return self._near_one(wish)
        if wish.sku or not said:
            return wish
        waiting = [line.candidates for line in self.cart.open_lines[:1]]
        for skus in (*waiting, self.pointing.shown.skus, [line.sku for line in self.cart.lines]):
            found = self._called(skus, said)
            if found:
                if waiting and skus is waiting[0]:
                    self._narrow_question(found)
                return _one_of(wish, found)
        return wish

    def _narrow_question(self, skus: Sequence[str]) -> None:
        """To those called so, which were maybe not among its own; of several the question remains."""
        line = self.cart.open_lines[0]
        if not line.sku:
            self.cart.open_lines[0] = replace(line, candidates=tuple(skus))

    def _near_one(self, wish: Wish) -> Wish:
        """Of several goods that a word may mean, those that the open question asks about; the one that may come instead of another."""
        for line in self.cart.open_lines[:1]:
            asked = [sku for sku in wish.candidates if sku in line.candidates]
            if len(asked) == 1:
                return _one_of(wish, asked)
        if len(wish.candidates) > 1:
            return self._more_of_held(wish)
        near = [*(line.candidates for line in self.cart.open_lines[:1])]
        if self.acts.instead or self.acts.corrects:
            near.append(tuple(line.sku for line in self.cart.lines))
        (product,) = self._products(wish.candidates) or (None,)
        is_near = any(self._is_alike(sku, product) for skus in near for sku in skus) if product else False
        return _one_of(wish, wish.candidates) if is_near else wish

    def _more_of_held(self, wish: Wish) -> Wish:
        """ "Add 2 more milk" is of that in the cart."""
        is_more = wish.verb == "add" and wish.quantity is not None
        held = [sku for sku in wish.candidates if is_more and self.cart.quantity_of(sku)]
        return _one_of(wish, held) if len(held) == 1 else wish

    def _called(self, skus: Iterable[str], said: set[str]) -> list[str]:
        """The goods of the shelves of ``skus`` whose names have all the words."""
        shelves = {product.subcategory for product in self._products(skus)} - {""}
        found = (each for each in self.catalog if each.sellable and each.subcategory in shelves)
        return [each.sku for each in found if said <= each.words]

    def _given_up_for(self, wish: Wish) -> str:
        """ "Brown instead of the white ones": the one product of that shelf in the cart, where nothing went out for it yet."""
        product = self.catalog.get(wish.sku)
        if product is None or not self.acts.instead or self.acts.changes or self.taken_out:
            return ""
        alike = [line.sku for line in self.cart.lines if self._is_alike(line.sku, product)]
        return alike[0] if len(alike) == 1 and alike[0] != wish.sku else ""

    def _is_alike(self, sku: str, product: Product) -> bool:
        held = self.catalog.get(sku)
        return held is not None and held.subcategory == product.subcategory != ""

    def _products(self, skus: Iterable[str]) -> list[Product]:
        return [product for sku in skus if (product := self.catalog.get(sku))]


def _one_of(wish: Wish, skus: Sequence[str]) -> Wish:
    return replace(wish, sku=skus[0] if len(skus) == 1 else "", candidates=tuple(skus))


def _in_place(lines: Sequence[CartLine], old: str, new: str, quantity: int) -> list[CartLine]:
    return [CartLine(new, quantity) if line.sku == old else line for line in lines if line.sku != new]
