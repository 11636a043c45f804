"""The shop's own questions: how they are asked, what counts as an answer, and what an answer changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.commerce import money
from bot.commerce.cart import Cart, Question, Quote
from bot.commerce.extras import Extra, ExtraLine
from bot.services.heard import Heard
from bot.services.notes import Note
from bot.services.ports import UnitOfWork


def ask(cart: Cart, priced: Quote, offered: Sequence[Extra]) -> Note:
    """With what it costs and what all costs then: the answer may be the last that the order needs."""
    extra = next(each for each in offered if each.name not in cart.extras)
    values = {
        "line": extra.lines,
        "price": money.words(extra.price),
        "total": money.words(priced.total),
        "total_with": money.words(priced.total + extra.price),
    }
    return Note(extra.response, values)


def asked(uow: UnitOfWork, conversation: str) -> Extra | None:
    """The one that is open now."""
    return _asked_now(uow.carts.get(conversation), uow.extras)


def answer(uow: UnitOfWork, conversation: str, extra: Extra | None, heard: Heard) -> bool:
    """Whether ``heard`` has a yes or a no to the question for ``extra``, alone or beside whatever else it says."""
    wanted, cart = _yes_or_no(heard), uow.carts.get(conversation)
    if extra is None or wanted is None:
        return False
    if extra.name not in cart.extras:
        _settle(cart, extra, wanted, is_asked=extra is _asked_now(cart, uow.extras))
        uow.carts.save(cart)
    return True


def take(cart: Cart, offered: Sequence[Extra], named: Iterable[tuple[str, bool | None]]) -> list[Note]:
    """Those that were ``named``, wanted or not, asked for or not; None where only something is asked of it."""
    by_name, notes = {extra.name: extra for extra in offered}, []
    for name, wanted in named:
        extra = by_name.get(name)
        if extra is None:
            continue
        if wanted is not None:
            _settle(cart, extra, wanted, is_asked=extra is _asked_now(cart, offered))
        response = {True: "utter_extra_noted", False: "utter_extra_dropped", None: "utter_extra_told"}[wanted]
        notes.append(Note(response, {"line": extra.lines, "with_price": _with_price(extra)}))
    return notes


def lines_of(priced: Quote, language: str) -> tuple[ExtraLine, ...]:
    """As they stand in a summary and on the order."""
    return tuple(ExtraLine(extra.name, extra.line(language), extra.price) for extra in priced.extras)


def _with_price(extra: Extra) -> dict[str, str]:
    price = f" ({money.words(extra.price)})" if extra.price else ""
    return {language: line + price for language, line in extra.lines.items()}


def _asked_now(cart: Cart, offered: Sequence[Extra]) -> Extra | None:
    return cart.unanswered(offered) if cart.question(offered=offered) is Question.EXTRA else None


def _yes_or_no(heard: Heard) -> bool | None:
    """Alone, or beside whatever else was said; who skips it does not want it."""
    if heard.reading.is_skip:
        return False
    beside = heard.acts.agrees or heard.begins or ("affirm" if heard.acts.begins_yes else "")
    said = heard.intent if heard.intent in ("affirm", "deny") else heard.reading.answers or beside
    return {"affirm": True, "deny": False}.get(said)


def _settle(cart: Cart, extra: Extra, wanted: bool, is_asked: bool) -> None:
    """Who says yes to the question says yes to its price. A total that changes otherwise, with nothing left that would show
    it, must be agreed again."""
    changes = bool(cart.extras.get(extra.name)) is not wanted and extra.price > 0
    cart.extras = {**cart.extras, extra.name: wanted}
    if changes and is_asked and cart.shown_total is not None:
        cart.shown_total += extra.price
    elif changes and cart.payment_method:
        cart.confirmed = False
