"""Filling the cart: adding, choosing, changing, taking out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.commerce import money
from bot.commerce.cart import MAX_QUANTITY, Cart, OpenLine
from bot.commerce.catalog import Catalog, Product
from bot.services.heard import Heard, Wish
from bot.services.notes import Note
from bot.services.ports import Choice, UnitOfWork

# A label that the response itself gives, in its language.
TELL_ME = "@tell_me"
# In a note's values: the codes of what is out of stock.
MISSING = "missing"
LONGEST_OTHERWISE = 300
# What goods come in before they are sold one by one; a product that is sold by it has it in its name.
HEAVY_KG = 10
BULK_UNITS = frozenset(("crate", "bale", "sack", "carton", "debe", "case"))
LONGEST_NOTE = 200


@dataclass(frozen=True)
class CatalogLine:
    """One line of a WhatsApp catalog order. ``price`` in KES is what the catalog showed; None where it told none of ours."""

    sku: str
    quantity: Decimal | None
    price: Decimal | None = None


def cart_of(uow: UnitOfWork, conversation: str) -> Cart:
    """The cart without questions about products that have left the catalog meanwhile."""
    cart, catalog = uow.carts.get(conversation), uow.products.catalog()
    kept = []
    for line in cart.open_lines:
        candidates = tuple(sku for sku in line.candidates if catalog.get(sku))
        if candidates and (not line.sku or catalog.get(line.sku)):
            kept.append(replace(line, candidates=candidates))
    cart.open_lines = kept
    return cart


def add_wishes(uow: UnitOfWork, conversation: str, wishes: Iterable[Wish]) -> list[Note]:
    """Each wish goes into the cart, or opens a question, or is answered with why not. Nothing is dropped in silence."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    notes: list[Note] = []
    for wish in wishes:
        notes += add_wish(cart, catalog, wish)
    uow.carts.save(cart)
    return joined(notes)


def add_wish(cart: Cart, catalog: Catalog, wish: Wish) -> list[Note]:
    """Into the cart, or to a question, or the reason why not."""
    wish = _by_worth(_any_of(wish, catalog), catalog)
    product = catalog.get(wish.sku) if wish.sku else None
    if product is not None and product.sellable and _is_counted_otherwise(wish, product):
        _open(cart, OpenLine(wish.words, (product.sku,), sku=product.sku, unit=wish.unit))
        return []
    if product is not None and product.sellable and product.price and wish.worth and wish.quantity is None:
        return _ask_for_worth(cart, wish.worth, product)
    if product is not None and product.sellable and wish.quantity is None and not cart.quantity_of(product.sku):
        cart.assume(product.sku)
        return [Note("utter_added", {"items": f"1 × {product.name}"})]
    if product is not None:
        return put_in(cart, product, Decimal(1) if wish.quantity is None else wish.quantity, catalog)
    if _is_unknown_code(wish, catalog):
        return [unknown_code(wish.sku, catalog)]
    known = [found for sku in wish.candidates if (found := catalog.get(sku))]
    candidates = tuple(found.sku for found in known if found.sellable)
    return _ask_which(cart, wish, candidates) if candidates else _why_none(wish, known, catalog)


def _any_of(wish: Wish, catalog: Catalog) -> Wish:
    """Of goods of which it does not matter which, the first that can be had."""
    if wish.choice != "any" or wish.sku:
        return wish
    found = (product for sku in wish.candidates if (product := catalog.get(sku)) and product.sellable)
    first = next(found, None)
    return replace(wish, sku=first.sku, candidates=(first.sku,)) if first else wish


def _by_worth(wish: Wish, catalog: Catalog) -> Wish:
    """For a sum of money the pack of that price, else as many of the one pack as the sum is the price of."""
    if wish.worth is None or wish.quantity is not None:
        return wish
    known = [product for sku in (wish.candidates or (wish.sku,)) if (product := catalog.get(sku)) and product.price > 0]
    priced = [product for product in known if product.price == wish.worth]
    whole = [product for product in known if wish.worth % product.price == 0]
    if len(priced) == 1:
        return replace(wish, sku=priced[0].sku, quantity=Decimal(1))
    if len(whole) == 1:
        return replace(wish, sku=whole[0].sku, quantity=wish.worth / whole[0].price)
    return wish


def _ask_for_worth(cart: Cart, worth: Decimal, product: Product) -> list[Note]:
    """The sum is no whole number of packs: how many come nearest, of what there is, is offered."""
    nearest = min(max(1, int(worth // product.price)), product.stock, MAX_QUANTITY)
    _open(cart, OpenLine(product.name, (product.sku,), sku=product.sku, quantity=nearest))
    values = {
        "product": product.name,
        "worth": money.words(worth),
        "price": money.words(product.price),
    }
    return [Note("utter_worth_between", values)]


def _is_counted_otherwise(wish: Wish, product: Product) -> bool:
    """A crate of what is sold by the bottle is no one bottle."""
    words = product.name.lower().split()
    return wish.unit in BULK_UNITS and wish.unit not in words and not any(map(_is_heavy, words))


def _is_heavy(word: str) -> bool:
    """Such a pack is the sack itself: 50kg."""
    return word.endswith("kg") and word[:-2].isdecimal() and int(word[:-2]) >= HEAVY_KG


def _is_unknown_code(wish: Wish, catalog: Catalog) -> bool:
    return bool(wish.sku) and wish.sku == wish.words and catalog.get(wish.sku) is None


def _why_none(wish: Wish, known: Sequence[Product], catalog: Catalog) -> list[Note]:
    """Why nothing can be had of what was wished for, of which the shop knows the products ``known``."""
    if known:
        return [out_of_stock(known[0], catalog)]
    return [Note("utter_not_sold", {"words": wish.words})] if wish.words else []


def _ask_which(cart: Cart, wish: Wish, candidates: tuple[str, ...]) -> list[Note]:
    """Opens the question which of the ``candidates`` is meant; it waits where another is open already."""
    quantity = int(wish.quantity) if wish.quantity is not None and _is_count(wish.quantity) else None
    asked_already = bool(cart.open_lines) and set(cart.open_lines[0].candidates) != set(candidates)
    is_bulk = wish.unit in BULK_UNITS
    line = OpenLine(wish.words, candidates, quantity=None if is_bulk else quantity, unit=wish.unit if is_bulk else "")
    _open(cart, replace(line, either=wish.choice == "either"))
    odd = [] if wish.quantity is None else _no_count(wish.words, wish.quantity)
    return [*odd, *([Note("utter_asked_next", {"words": wish.words})] if asked_already else [])]


def unknown_code(code: str, catalog: Catalog) -> Note:
    like = catalog.codes_like(code)
    if not like:
        return Note("utter_unknown_code", {"code": code, "goods": catalog.example.name})
    rows = "\n".join(f"• *{product.sku}* {product.name} – {money.words(product.price)}" for product in like)
    offered = in_stock_choices([product for product in like if product.sellable])
    return Note("utter_unknown_code_like", {"code": code, "rows": rows, "example": like[0].sku}, offered)


def in_stock_choice(product: Product) -> Choice:
    """One pack of it, with a tap."""
    return in_stock_choices([product])[0]


def in_stock_choices(products: Sequence[Product]) -> tuple[Choice, ...]:
    return tuple(
        Choice("", product.name, told, {"intent": "order_items", "entities": {"sku": product.sku}})
        for product, told in zip(products, told_apart(products), strict=True)
    )


def told_apart(products: Sequence[Product]) -> list[str]:
    """What stands below the name of each: its price, and where another has the same name and price, its description or code."""
    priced = Counter((product.name, product.price) for product in products)
    described = Counter((product.name, product.price, product.description) for product in products)
    told = []
    for product in products:
        is_described = described[product.name, product.price, product.description] == 1 and bool(product.description)
        beside = product.description if is_described else product.sku
        is_told = priced[product.name, product.price] == 1
        told.append(money.words(product.price) + ("" if is_told else f" · {beside}"))
    return told


def _open(cart: Cart, line: OpenLine) -> None:
    """The same open wish said again replaces the first saying."""
    same = [place for place, other in enumerate(cart.open_lines) if set(other.candidates) == set(line.candidates)]
    if same:
        cart.open_lines[same[0]] = replace(line, quantity=line.quantity or cart.open_lines[same[0]].quantity)
    else:
        cart.open_lines.append(line)
    cart.confirmed = False


def _is_count(quantity: Decimal) -> bool:
    return quantity == quantity.to_integral_value() and 0 < quantity <= MAX_QUANTITY


def put_in(cart: Cart, product: Product, quantity: Decimal, catalog: Catalog, instead: bool = False) -> list[Note]:
    """Adds, or with ``instead`` sets, what the shelf can give; otherwise says why and asks for a number that works."""
    if not product.sellable:
        return [out_of_stock(product, catalog)]
    held = 0 if instead else cart.said_of(product.sku)
    refused = _quantity_refused(product, quantity, held)
    if refused:
        most = min(product.stock, MAX_QUANTITY) - held
        if most > 0:
            # What there is, is offered where too much was asked for.
            offer = most if quantity > most else None
            _open(cart, OpenLine(product.name, (product.sku,), sku=product.sku, quantity=offer, instead=instead))
        return [refused]
    if instead:
        cart.set_quantity(product.sku, int(quantity))
        return [Note("utter_changed", {"product": product.name, "quantity": int(quantity)})]
    cart.add(product.sku, int(quantity))
    return [Note("utter_added", {"items": f"{int(quantity)} × {product.name}"})]


def _quantity_refused(product: Product, quantity: Decimal, held: int) -> Note | None:
    odd = _no_count(product.name, quantity)
    if odd:
        return odd[0]
    most = min(product.stock, MAX_QUANTITY)
    values = {"product": product.name, "stock": most, "held": held, "asked": f"{quantity:,f}", "more": most - held}
    if held + quantity > MAX_QUANTITY and product.stock > MAX_QUANTITY:
        return Note("utter_quantity_above_limit", values)
    if held and held >= most:
        return Note("utter_quantity_all_held", values)
    if held and held + quantity > most:
        return Note("utter_quantity_above_stock_with_cart", values)
    return Note("utter_quantity_above_stock", values) if quantity > most else None


def _no_count(goods: str, quantity: Decimal) -> list[Note]:
    """Why ``quantity`` is no number of packs, whatever the stock; nothing where it is one."""
    values = {"product": goods, "asked": f"{quantity:f}", "below": max(1, int(quantity))}
    if quantity <= 0:
        return [Note("utter_quantity_zero", values)]
    return [Note("utter_quantity_not_whole", values)] if quantity != quantity.to_integral_value() else []


def out_of_stock(product: Product, catalog: Catalog) -> Note:
    """Names the nearest things of its kind that we have, and offers to tell when it is back."""
    near = [other for other in catalog.instead_of(product) if other.subcategory == product.subcategory][:2]
    watch = Choice("", TELL_ME, "", {"intent": "EXTERNAL_watch_stock", "entities": {"sku": product.sku}})
    values = {"product": product.name, MISSING: [product.sku]}
    offered = (*(in_stock_choice(other) for other in near), watch)
    if not near:
        return Note("utter_out_of_stock", values, offered)
    instead = ", ".join(f"{other.name} ({money.words(other.price)})" for other in near)
    return Note("utter_out_of_stock_instead", {**values, "instead": instead}, offered)


def all_out_of_stock(products: Sequence[Product]) -> Note:
    """Several in one sentence, with one offer to tell of them all."""
    skus = [product.sku for product in products]
    watch = Choice("", TELL_ME, "", {"intent": "EXTERNAL_watch_stock", "entities": {"skus": skus}})
    names = ", ".join(product.name for product in products)
    return Note("utter_all_out_of_stock", {"products": names, MISSING: skus}, (watch,))


def joined(notes: list[Note]) -> list[Note]:
    """Several things added are told in one sentence."""
    added = [note.values["items"] for note in notes if note.response == "utter_added"]
    others = [note for note in notes if note.response != "utter_added"]
    return [*([Note("utter_added", {"items": ", ".join(added)})] if added else []), *others]


def add_catalog_order(uow: UnitOfWork, conversation: str, lines: Iterable[CatalogLine]) -> list[Note]:
    """What was put together in WhatsApp's catalog, at our prices and as far as the stock goes; every difference is said."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    notes: list[Note] = []
    unknown = []
    for line in lines:
        product = catalog.get(line.sku)
        if product is None:
            unknown.append(line.sku[:64])
            continue
        if line.price is not None and line.price != product.price and product.sellable:
            values = {"product": product.name, "price": money.words(product.price), "shown": money.words(line.price)}
            notes += [] if Note("utter_catalog_price", values) in notes else [Note("utter_catalog_price", values)]
        notes += _put_in_what_there_is(cart, product, line.quantity, catalog)
    uow.carts.save(cart)
    if unknown:
        notes.append(Note("utter_not_sold", {"words": ", ".join(unknown)}))
    return [note for note in notes if note.response != "utter_added"]


def _put_in_what_there_is(cart: Cart, product: Product, quantity: Decimal | None, catalog: Catalog) -> list[Note]:
    most = min(product.stock, MAX_QUANTITY) - cart.quantity_of(product.sku)
    if quantity is None:
        _open(cart, OpenLine(product.name, (product.sku,), sku=product.sku))
        return []
    if not product.sellable or quantity <= most or _no_count(product.name, quantity):
        return put_in(cart, product, quantity, catalog)
    if most > 0:
        cart.add(product.sku, most)
    values = {"product": product.name, "asked": f"{quantity:,f}", "stock": min(product.stock, MAX_QUANTITY)}
    return [Note("utter_catalog_clipped", values)]


def choose_product(uow: UnitOfWork, conversation: str, sku: str, quantity: Decimal | None) -> list[Note]:
    """Answers the open product question; the quantity said with the wish, or now, goes along."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    product = catalog.get(sku)
    if product is None or not cart.open_lines:
        return [Note("utter_not_sold", {"words": sku})]
    line = cart.open_lines.pop(0)
    wanted = quantity if quantity is not None else (Decimal(line.quantity) if line.quantity else None)
    notes: list[Note] = []
    if wanted is not None or not product.sellable:
        notes = _put_in_front(cart, product, wanted or Decimal(1), catalog)
    else:
        cart.open_lines.insert(0, OpenLine(line.words, (sku,), sku=sku))
    uow.carts.save(cart)
    return notes


def _put_in_front(
    cart: Cart, product: Product, quantity: Decimal, catalog: Catalog, instead: bool = False
) -> list[Note]:
    """As _put_in, but a question that follows from it comes before the questions that were open already."""
    waiting, cart.open_lines = cart.open_lines, []
    notes = put_in(cart, product, quantity, catalog, instead)
    cart.open_lines += waiting
    return notes


def give_quantity(uow: UnitOfWork, conversation: str, quantity: Decimal | None) -> list[Note]:
    """Answers the open quantity question. ``None``: something was said that is no number."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    product = catalog.get(cart.open_lines[0].sku) if cart.open_lines else None
    if product is None:
        return []
    if quantity is None:
        values = {"product": product.name, "stock": min(product.stock, MAX_QUANTITY)}
        return [Note("utter_quantity_unclear", values)]
    line = cart.open_lines.pop(0)
    notes = _put_in_front(cart, product, quantity, catalog, line.instead)
    uow.carts.save(cart)
    # What was added stands in the summary that follows.
    return [note for note in notes if note.response not in ("utter_added", "utter_changed")]


def skip_open_line(uow: UnitOfWork, conversation: str) -> list[Note]:
    cart = cart_of(uow, conversation)
    line = cart.open_lines.pop(0)
    uow.carts.save(cart)
    return [Note("utter_skipped", {"words": line.words})]


def change_quantities(uow: UnitOfWork, conversation: str, heard: Heard) -> list[Note]:
    """Sets, adds to or takes from what is in the cart. A change that names no product means the only line, or the last."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    wishes = heard.wishes or (Wish("", quantity=heard.quantity),)
    notes = [note for wish in wishes for note in change(cart, catalog, wish)]
    uow.carts.save(cart)
    return notes


def change(cart: Cart, catalog: Catalog, wish: Wish) -> list[Note]:
    if wish.change == "remove":
        return take_out(cart, catalog, wish)
    sku = meant_in(cart, catalog, wish)
    product = catalog.get(sku)
    if product is None:
        return _change_of_others(cart, catalog, wish)
    if wish.quantity is None:
        cart.open_lines.insert(0, OpenLine(product.name, (sku,), sku=sku, instead=True))
        return []
    held = cart.quantity_of(sku)
    wanted = {"add": held + wish.quantity, "subtract": held - wish.quantity}.get(wish.change, wish.quantity)
    if wish.quantity < 0 or wanted != wanted.to_integral_value():
        return _no_count(product.name, wish.quantity)
    if wanted <= 0:
        return take_out(cart, catalog, replace(wish, quantity=None, sku=sku))
    return put_in(cart, product, wanted, catalog, instead=True)


def _change_of_others(cart: Cart, catalog: Catalog, wish: Wish) -> list[Note]:
    """A change to goods that are not in the cart: they come in, if it does not make them fewer."""
    if wish.change == "subtract":
        return [Note("utter_not_in_cart", {"words": wish.words})]
    return add_wish(cart, catalog, wish) if wish.sku or wish.candidates else [change_what(cart, catalog)]


def change_what(cart: Cart, catalog: Catalog) -> Note:
    return Note("utter_change_what", {"goods": changeable(cart, catalog)})


def changeable(cart: Cart, catalog: Catalog) -> str:
    """What an example of a change names: the last of the cart."""
    held = (product for line in reversed(cart.lines) if (product := catalog.get(line.sku)))
    return next(held, catalog.example).name


def meant_in(cart: Cart, catalog: Catalog, wish: Wish) -> str:
    """The product of the cart that is meant, by what was named, else the only or last one; nothing when it is not there."""
    inside = [line.sku for line in cart.lines]
    if wish.sku in inside:
        return wish.sku
    named = _named_among(inside, catalog, wish)
    if named:
        return named[-1]
    return inside[-1] if inside and not wish.words and not wish.sku else ""


def _named_among(skus: Sequence[str], catalog: Catalog, wish: Wish) -> list[str]:
    """ "unga" by itself is maize, but to who has only wheat flour in the cart it is that one."""
    named = [sku for sku in skus if sku in wish.candidates]
    return named or [sku for sku in skus if (held := catalog.get(sku)) and _is_called(held, wish.words)]


def _is_called(product: Product, words: str) -> bool:
    said = set(words.lower().split())
    return bool(said) and any(said <= set(name.lower().split()) for name in (product.name, *product.aliases))


def remove_items(uow: UnitOfWork, conversation: str, wishes: Iterable[Wish]) -> list[Note]:
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    notes: list[Note] = []
    for wish in wishes:
        notes += add_wish(cart, catalog, wish) if wish.change == "add" else take_out(cart, catalog, wish)
    uow.carts.save(cart)
    return notes or [change_what(cart, catalog)]


def take_out(cart: Cart, catalog: Catalog, wish: Wish) -> list[Note]:
    sku = meant_in(cart, catalog, wish)
    product = catalog.get(sku)
    if product is None:
        return _take_out_others(cart, catalog, wish)
    odd = [] if wish.quantity is None else _no_count(product.name, wish.quantity)
    if odd:
        return odd
    left = cart.quantity_of(sku) - int(wish.quantity) if wish.quantity is not None else 0
    cart.set_quantity(sku, max(0, left))
    if left > 0:
        return [Note("utter_changed", {"product": product.name, "quantity": left})]
    # No longer asked either: how many of it there should be.
    cart.open_lines = [line for line in cart.open_lines if not (line.instead and line.sku == sku)]
    return [Note("utter_removed", {"product": product.name})]


def _take_out_others(cart: Cart, catalog: Catalog, wish: Wish) -> list[Note]:
    """What is not in the cart may be what a question is open about."""
    if _is_unknown_code(wish, catalog):
        return [unknown_code(wish.sku, catalog)]
    return _drop_open(cart, wish) or [Note("utter_not_in_cart", {"words": wish.words})]


def _drop_open(cart: Cart, wish: Wish) -> list[Note]:
    meant = set(wish.candidates) | {wish.sku}
    for line in cart.open_lines:
        if meant & set(line.candidates):
            cart.open_lines.remove(line)
            return [Note("utter_skipped", {"words": line.words})]
    return []


def fit_to_stock(uow: UnitOfWork, conversation: str) -> list[Note]:
    """After others bought meanwhile: what is gone leaves the cart, and of what is short a new number is asked."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    notes: list[Note] = []
    for line in list(cart.lines):
        product = catalog.get(line.sku)
        if product is None or not product.sellable:
            cart.set_quantity(line.sku, 0)
            notes.append(out_of_stock(product, catalog) if product else Note("utter_not_sold", {"words": line.sku}))
        elif line.quantity > product.stock:
            notes += put_in(cart, product, Decimal(line.quantity), catalog, instead=True)
    cart.confirmed = False
    uow.carts.save(cart)
    return notes


def drop_gone(uow: UnitOfWork, conversation: str) -> list[Note]:
    """Whose product has left the catalog leaves the cart too, which is said; its name has left with it."""
    cart, catalog = cart_of(uow, conversation), uow.products.catalog()
    gone = [line for line in cart.lines if catalog.get(line.sku) is None]
    for line in gone:
        cart.set_quantity(line.sku, 0)
    if gone:
        cart.confirmed = False
        uow.carts.save(cart)
    return (
        [Note("utter_goods_gone", {"count": len(gone), "codes": ", ".join(line.sku for line in gone)})] if gone else []
    )


def note_words(uow: UnitOfWork, conversation: str, words: str) -> None:
    cart = cart_of(uow, conversation)
    cart.instructions = ", ".join(filter(None, (cart.instructions, " ".join(words.split()))))[:LONGEST_NOTE]
    uow.carts.save(cart)


def clear_cart(uow: UnitOfWork, conversation: str) -> list[Note]:
    cart = cart_of(uow, conversation)
    cart.begin_again()
    uow.carts.save(cart)
    return [Note("utter_cart_cleared")]
