"""What a message's words say besides its intent, entities and goods, as understanding read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.commerce import money
from bot.commerce.delivery import NAIROBI, PICKUP, Delivery, delivery_to
from bot.commerce.phone import PayingNumber, paying_number

Said = Mapping[str, Any]
# As many letters as an order's instructions have.
LONGEST = 200


# Kinds of places: in the gazetteer; only described; described by too little; one that stands where a place would stand, and no
# rider could find it; and none, as it is fetched at the shop.
KNOWN, DESCRIBED, VAGUE, NEITHER, FETCHED = "known", "described", "vague", "neither", "pickup"


@dataclass(frozen=True)
class Place:
    """``words`` as they were written; ``zone`` as in ``bot.commerce.delivery``; ``wrong`` is the response that says why nobody
    can deliver there, or empty; ``kind`` is known, described, vague, pickup or neither, empty where that was not looked at."""

    words: str
    address: str
    zone: str = NAIROBI
    wrong: str = ""
    kind: str = ""

    @property
    def delivery(self) -> Delivery:
        return delivery_to(self.address, self.zone)


NOWHERE = Place("", "", wrong="utter_address_unclear")
PICKED_UP = Place(PICKUP, PICKUP)
NO_NUMBER = PayingNumber("")


@dataclass(frozen=True)
class Claim:
    """``amount`` in ``currency`` and ``paid_on`` where the message has them; ``bad_code``: called a code, but no M-Pesa code."""

    code: str = ""
    amount: Decimal | None = None
    currency: str = money.CURRENCY
    paid_on: date | None = None
    bad_code: str = ""


NO_CLAIM = Claim()


@dataclass(frozen=True)
class Receiver:
    """Who takes the goods at the door; as written, empty where it was not said."""

    name: str = ""
    phone: str = ""

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.name, self.phone) if part)


@dataclass(frozen=True)
class When:
    """When it shall come: ``text`` as it was written; ``hour`` as 15:00, where one was said."""

    text: str
    hour: str = ""


@dataclass(frozen=True)
class NamedPlace:
    """``name`` as it was said, ``key`` what it is known by; ``usual``: most people have a place of that name."""

    name: str
    key: str
    usual: bool = False


@dataclass(frozen=True)
class PlaceToSave:
    """``place`` is None where the place of this order is meant."""

    name: str
    key: str
    place: Place | None = None


@dataclass(frozen=True)
class Reading:
    """Empty where nothing was said of it. ``number`` is one to pay from; ``if_asked`` goes by fewer words, which are enough
    where the question was where to deliver."""

    instructions: str = ""
    # What a message that is nothing but instructions says, however it says it.
    as_instructions: str = ""
    saves: PlaceToSave | None = None
    pickup: bool = False
    pickup_if_asked: bool = False
    names: tuple[NamedPlace, ...] = ()
    names_if_asked: tuple[NamedPlace, ...] = ()
    address: Place | None = None
    place_beside: Place | None = None
    # What the message is as an answer to where or to which number; and all of its words as a place or a number.
    as_address: Place = NOWHERE
    as_place: Place = NOWHERE
    is_no_place: bool = False
    number: PayingNumber | None = None
    as_number: PayingNumber = NO_NUMBER
    as_digits: PayingNumber = NO_NUMBER
    has_digit: bool = False
    is_question: bool = False
    pays_later: bool = False
    is_phone_begun: bool = False
    begins_below_zero: bool = False
    names_own_number: bool = False
    names_other_number: bool = False
    # Beside the goods, or where they are awaited: where, when, to whom, who pays, how to hand over.
    place: Place | None = None
    place_if_asked: Place | None = None
    time: When | None = None
    receiver: Receiver | None = None
    payer: PayingNumber | None = None
    note: str = ""
    method: str = ""
    claim: Claim = NO_CLAIM
    is_skip: bool = False
    is_of_losing: bool = False
    is_of_offers: bool = False
    is_only_a_problem: bool = False
    asks_where: bool = False
    asks_for_word: bool = False
    # The intent that a bare yes or no has whatever it was taken for; ``largest`` or ``smallest`` of several packs; the
    # language whose name is all of the message; and whether a category was named in words of its own.
    answers: str = ""
    pack: str = ""
    language: str = ""
    names_category: bool = False


def reading_of(said: Said, text: str) -> Reading:
    """From what the parse carries as ``said``; see ``bot.nlu.fields.said``."""
    plain = {name: value for name, value in said.items() if name in Reading.__dataclass_fields__ and name not in _BUILT}
    built = {name: build(said[name]) for name, build in _BUILT.items() if said.get(name)}
    return Reading(as_instructions=said.get("instructions") or " ".join(text.split())[:LONGEST], **plain, **built)


def kept_place(address: str, zone: str) -> Place:
    """One that was delivered to, or saved, before: it was looked at when it was said."""
    return Place(address, address, zone)


def _place(said: Said | None) -> Place | None:
    if not said:
        return None
    words = said["words"]
    return Place(
        words, said.get("address", words), said.get("zone", NAIROBI), said.get("wrong", ""), said.get("kind", "")
    )


def _names(said: Iterable[Said]) -> tuple[NamedPlace, ...]:
    return tuple(NamedPlace(each["name"], each["key"], each["usual"]) for each in said)


def _to_save(said: Said) -> PlaceToSave:
    return PlaceToSave(said["name"], said["key"], _place(said["place"]))


def _number(said: Said) -> PayingNumber:
    return paying_number(said.get("written", ""), said.get("phone"))


def _claim(said: Said) -> Claim:
    return Claim(
        said.get("code", ""),
        Decimal(said["amount"]) if said.get("amount") else None,
        said.get("currency", money.CURRENCY),
        date.fromisoformat(said["paid_on"]) if said.get("paid_on") else None,
        said.get("bad_code", ""),
    )


# Parts that are values of their own; the others are carried as they are.
_BUILT: dict[str, Callable[[Any], Any]] = {
    "saves": _to_save,
    "names": _names,
    "names_if_asked": _names,
    "address": _place,
    "place_beside": _place,
    "as_address": _place,
    "as_place": _place,
    "number": _number,
    "as_number": _number,
    "as_digits": _number,
    "place": _place,
    "place_if_asked": _place,
    "time": lambda said: When(said["text"], said.get("hour") or ""),
    "receiver": lambda said: Receiver(said.get("name") or "", said.get("phone") or ""),
    "payer": _number,
    "claim": _claim,
}
