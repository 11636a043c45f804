"""An explanation as lines of at most 100 columns: a line a word, then what came of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from bot.commerce.catalog import Catalog
from bot.nlu.explain import Explanation, ReadToken
from bot.nlu.goods.order_lines import OrderLine
from bot.nlu.text.numbers import plain
from bot.nlu.token_roles import Role
from bot.nlu.words.standing import Standing
from bot.workshop.why.meaning import Meaning

WIDTH = 100
NEXT = 5
_WORD, _BECAME, _NAME = 18, 30, 12
LANGUAGES = {"en": "English", "sw": "Swahili"}
_SHOWN_GOODS = 3
# How a role is told where its kind alone would not say it.
_TOLD = {
    "break": "parts", "of": "links", "no_amount": "no amount", "left_out": "left out", "talk": "steers only", "sign": "–",
    "size_name": "size", "denied": "not wanted", "payment_method": "pays by", "place_number": "in a place",
    "order_number": "order", "mpesa_code": "receipt code", "unread": "UNREAD",
}  # fmt: skip


def lines_of(explained: Explanation, meaning: Meaning, catalog: Catalog, every_group: bool = False) -> Iterator[str]:
    """``every_group`` shows below each word all groups that it stands in, and what they do."""
    yield from _wrapped(explained.text)
    yield ""
    yield from _intent(explained, meaning)
    yield from _fact("language", _language(explained))
    yield ""
    for token in explained.tokens:
        yield _token(token)
        if every_group:
            yield from _groups(token)
    yield ""
    yield from _order_lines(explained, catalog)
    yield from _fact("place", explained.place or "none")
    yield from _details(explained)
    yield from _fact(
        "money", ", ".join(f"{text} ({role})" if role else text for text, role in explained.money) or "none"
    )
    yield from _fact("unread", ", ".join(explained.unread) or "nothing")
    if explained.stopped_at:
        yield from _fact("stopped at", f"{explained.stopped_at} … what stands behind it is too much and was not read")


def _intent(explained: Explanation, meaning: Meaning) -> Iterator[str]:
    if meaning.ranking:
        name, confidence = meaning.ranking[0]
        doubt = ", too doubtful or too near the next: the shop asks again" if meaning.falls_back else ""
        yield from _fact("intent", f"{name} {_percent(confidence)}{doubt}")
        yield from _fact(
            "or else", ", ".join(f"{other} {_percent(share)}" for other, share in meaning.ranking[1:][:NEXT])
        )
    if explained.intent is not None and explained.intent != meaning.intent:
        yield from _fact("read as", explained.intent)
    if meaning.note:
        yield from _fact("model", meaning.note)


def _language(explained: Explanation) -> str:
    found = explained.language
    return f"{LANGUAGES[found.name]} {_percent(found.confidence)}" if found.name else "nothing says which"


def _token(token: ReadToken) -> str:
    word = _sign(token.text)
    respelt = f"{word} → {token.norm}" if token.norm != token.text.lower() else word
    became = ", ".join(map(_told, token.roles))
    return f"  {_cut(respelt, _WORD):<{_WORD}} {_cut(became, _BECAME):<{_BECAME}} {_by(token)}".rstrip()


def _sign(text: str) -> str:
    return "new line" if text == "\n" else text


def _told(role: Role) -> str:
    kind = _TOLD.get(role.kind, role.kind)
    if role.kind == "goods":
        more = len(role.candidates) - _SHOWN_GOODS
        named = " ".join(role.candidates[:_SHOWN_GOODS]) or "not in the catalog"
        return f"goods: {named}{f' +{more}' if more > 0 else ''}"
    return f"{kind}: {role.value}" if role.value else kind


def _by(token: ReadToken) -> str:
    """What decides, with its place; of words that stand in several groups the number of the others."""
    goods = next((role for role in token.roles if role.kind == "goods" and role.candidates), None)
    room = WIDTH - 4 - _WORD - _BECAME
    if goods is not None:
        return f"the catalog, {goods.value}"
    first = token.deciding
    others = len(token.standings) - (first is not None)
    more = f" +{others}" if others else ""
    return f"{_placed(first, room - len(more)) if first else ''}{more}".strip()


def _placed(standing: Standing, width: int) -> str:
    """The end of a long group says more than its beginning."""
    left = width - len(standing.at) - 1
    group = standing.group if len(standing.group) <= left else f"…{standing.group[1 - left :]}"
    return f"{standing.at} {group}"


def _groups(token: ReadToken) -> Iterator[str]:
    for each in token.standings:
        yield _cut(f"      {each.at:<26} {each.group:<28} {each.does}", WIDTH).rstrip()


def _order_lines(explained: Explanation, catalog: Catalog) -> Iterator[str]:
    if not explained.lines:
        yield from _fact("order lines", "none")
    for place, line in enumerate(explained.lines):
        yield from _fact("" if place else "order lines", _line(line, catalog))


def _line(line: OrderLine, catalog: Catalog) -> str:
    many = f"{plain(line.quantity)} × " if line.quantity is not None else ""
    said = " ".join(each for each in (line.unit, line.size) if each)
    what = f"{line.product or 'what was named before'}{f' ({said})' if said else ''}"
    return f"{line.change} {many}{what} = {_goods(line, catalog)}"


def _goods(line: OrderLine, catalog: Catalog) -> str:
    if line.sku is not None:
        product = catalog.get(line.sku)
        return f"{line.sku} {product.name if product else ''}".rstrip()
    if line.product is None:
        return "known from the talk before"
    return " or ".join(line.candidates) or "not in the catalog"


def _details(explained: Explanation) -> Iterator[str]:
    told = explained.details
    if told.place is not None:
        yield from _fact("deliver to", f"{told.place.text} ({told.place.kind})")
    if told.time is not None:
        when = " ".join(told.time.told)
        yield from _fact("time", f"{told.time.text} = {when}" if when else told.time.text)
    if told.receiver is not None:
        yield from _fact("receiver", f"{told.receiver.name} {told.receiver.phone}".strip())
    if told.payer is not None:
        yield from _fact("payer", told.payer.phone)
    if told.note:
        yield from _fact("note", told.note)
    if told.references:
        yield from _fact("points at", ", ".join(f"{each.text} ({each.kind})" for each in told.references))


def _fact(name: str, value: str) -> Sequence[str]:
    indent = f"  {name:<{_NAME}} "
    return textwrap.wrap(value, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _wrapped(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from textwrap.wrap(line, WIDTH) or [""]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
