"""The words that mean one thing wherever they are said: ``ADD SG-1KG 2``, ``TOA SG-1KG``, ``TRACK ORD-2026-000001``, ``ZAIDI``.

Only what fits the grammar from end to end is a command; anything else is left to the understanding of free text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.commerce.catalog import Catalog
from bot.nlu.fields.shop_questions import asked_of_the_shop
from bot.nlu.words.groups import languages, spoken, words

ADD = languages("commands.add", "The first word of a command that adds goods")
REMOVE = languages("commands.remove", "The first word of a command that takes goods out")
TRACK = languages("commands.track", "The first word of a command that asks where an order is")
NOTIFY = languages("commands.notify", "The first word of a command that asks for word when goods are back")
SEARCH = languages("commands.search", "The first word of a command that looks for goods")
SPOKEN = languages("commands.alone", "Said alone they command, and show which language is spoken")
ONWARD = languages("commands.onward", "Said alone: the next page of a list")
BACKWARD = languages("commands.backward", "Said alone: the page before")

_POLITE = words("courtesy", "Said for politeness")
_FOR = words("commands.for", "Behind a word that looks for goods, of no weight")
_BETWEEN_PARTS = re.compile(r"[\n;,]+")
_CODE = re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,12}){1,3}", re.IGNORECASE)
_NUMBER = re.compile(r"[-−]?\d{1,9}(?:[.,]\d{1,4}|/\d{1,3})?")
_TIMES = frozenset({"x", "×", "*"})
_WHEN_BACK = spoken("<<stock.when_back>>", what="All of a message that asks for word when it is back")
_GOODS_BACK = spoken(
    "^<<stock.before_goods>> (?P<goods>.+?) <<stock.behind_goods>>$",
    what="Around the goods of which word is asked for when they are back",
)
_TOO_SHORT = words("stock.too_short", "Alone they ask for something else than word")
_LONGEST = 400


@dataclass(frozen=True)
class Command:
    """As a choice of ours would say it; ``language`` is the command word's."""

    intent: str
    entities: dict[str, Any] = field(default_factory=dict)
    language: str = "en"


def read_command(text: str, catalog: Catalog, own_orders: Callable[[], Iterable[str]] = tuple) -> Command | None:
    """``own_orders`` tells the customer's order numbers: ``TRACK 12`` means the one that ends so."""
    plain = " ".join(text.split(" ")).strip().rstrip(".!?")
    if not plain or len(plain) > _LONGEST:
        return None
    said = " ".join(plain.lower().split())
    return (
        _page(said)
        or _question(said)
        or _notice(said, plain, catalog)
        or _tracking(plain.split(), own_orders)
        or _search(plain.split(), catalog)
        or _cart(plain, catalog)
    )


def speaks_swahili(text: str) -> bool:
    """Whether ``text`` is one of the Swahili words by which a customer commands, said alone."""
    return SPOKEN.get(text.strip(" .!?\n").lower(), "en") != "en"


def _page(said: str) -> Command | None:
    for said_alone, page in ((ONWARD, "next"), (BACKWARD, "previous")):
        if said in said_alone:
            return Command("browse_catalog", {"page": page}, said_alone[said])
    return None


def _question(said: str) -> Command | None:
    intent, language = asked_of_the_shop(said)
    return Command(intent, {}, language) if intent else None


def _notice(said: str, plain: str, catalog: Catalog) -> Command | None:
    return _notice_of_code(plain.split(), catalog) or _goods_back(said, catalog) or _notice_alone(said)


def _notice_of_code(tokens: Sequence[str], catalog: Catalog) -> Command | None:
    """ "NOTIFY SG-1KG"."""
    if len(tokens) != 2 or tokens[0].lower() not in NOTIFY or not _is_code(tokens[1], catalog):
        return None
    return Command("EXTERNAL_watch_stock", {"sku": _sku(tokens[1], catalog)}, NOTIFY[tokens[0].lower()])


def _notice_alone(said: str) -> Command | None:
    """ "Tell me when it is back"."""
    asking = next((language for language, each in _WHEN_BACK.items() if each.fullmatch(said)), "")
    language = NOTIFY.get(said) or ("" if said in _TOO_SHORT else asking)
    return Command("EXTERNAL_watch_stock", {}, language) if language else None


def _goods_back(said: str, catalog: Catalog) -> Command | None:
    """ "Tell me when the milk is back"."""
    for language, before_and_behind in _GOODS_BACK.items():
        goods = before_and_behind.match(said)
        found = catalog.search(goods["goods"]) if goods else []
        if found:
            # Of several things that the words may mean, those that are gone.
            meant = [product for product in found if not product.sellable] or found
            return Command("EXTERNAL_watch_stock", {"skus": [each.sku for each in meant]}, language)
    return None


def _tracking(tokens: Sequence[str], own_orders: Callable[[], Iterable[str]]) -> Command | None:
    if len(tokens) != 2 or tokens[0].lower() not in TRACK or not any(char.isdigit() for char in tokens[1]):
        return None
    named = tokens[1].lstrip("#").upper()
    ending = [each for each in own_orders() if int(named) == int(each.rpartition("-")[2])] if named.isdigit() else []
    number = ending[0] if len(ending) == 1 else named
    return Command("track_order", {"order_number": number}, TRACK[tokens[0].lower()])


def _search(tokens: Sequence[str], catalog: Catalog) -> Command | None:
    """ "find my order" looks for no product: but for one word, all must stand in the catalog."""
    if len(tokens) < 2 or tokens[0].lower() not in SEARCH:
        return None
    wanted = [token for token in tokens[1:] if token.lower() not in _FOR | _POLITE]
    fits = len(wanted) == 1 or (bool(wanted) and all(catalog.knows(word) for word in wanted))
    return Command("browse_catalog", {"search": " ".join(wanted)}, SEARCH[tokens[0].lower()]) if fits else None


def _cart(plain: str, catalog: Catalog) -> Command | None:
    """One or more parts; a part after the first may leave its verb out."""
    if plain.lower() in ADD:
        return Command("order_items", {}, ADD[plain.lower()])
    lines: list[dict[str, Any]] = []
    change, language = "", ""
    for tokens in _parts(plain):
        led = _change_said(tokens[0].lower())
        if led is not None:
            change, language = led[0], language or led[1]
        line = _line(tokens[led is not None :], catalog) if change else None
        if line is None:
            return None
        lines.append({**line, "change": change})
    removes = any(line["change"] == "remove" for line in lines)
    return Command("remove_item" if removes else "order_items", {"lines": lines}, language) if lines else None


def _change_said(verb: str) -> tuple[str, str] | None:
    """What the word does to the cart, and its language; None for any other word."""
    if verb in ADD:
        return "add", ADD[verb]
    return ("remove", REMOVE[verb]) if verb in REMOVE else None


def _parts(plain: str) -> Iterator[list[str]]:
    for part in _BETWEEN_PARTS.split(plain):
        tokens = [token for token in part.split() if token.lower() not in _POLITE]
        if tokens:
            yield tokens


def _line(tokens: Sequence[str], catalog: Catalog) -> dict[str, Any] | None:
    """A code with its number before or behind it, or none."""
    rest = [token for token in tokens if token.lower() not in _TIMES]
    codes = [token for token in rest if _is_code(token, catalog)]
    if len(codes) != 1 or len(rest) > 2:
        return None
    rest.remove(codes[0])
    if not rest:
        return {"sku": _sku(codes[0], catalog), "quantity": None}
    number = _number(rest[0])
    return None if number is None else {"sku": _sku(codes[0], catalog), "quantity": number}


def _is_code(token: str, catalog: Catalog) -> bool:
    """One of the catalog's, or what can only be meant as one: "XX-99", but not "omo-1kg" where Omo is sold."""
    if catalog.by_code(token) is not None:
        return True
    looks = _CODE.fullmatch(token) is not None and any(char.isdigit() for char in token)
    return looks and not catalog.knows(token.partition("-")[0])


def _sku(code: str, catalog: Catalog) -> str:
    product = catalog.by_code(code)
    return product.sku if product else code.upper()


def _number(token: str) -> str | None:
    """As a plain decimal number; None for a word."""
    bare = token.lower().lstrip("x×*").rstrip("x×*")
    if not _NUMBER.fullmatch(bare):
        return None
    upper, _, lower = bare.replace("−", "-").replace(",", ".").partition("/")
    try:
        return f"{Decimal(upper) / Decimal(lower or 1):f}"
    except (InvalidOperation, ZeroDivisionError):
        return None
