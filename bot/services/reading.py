"""What a message's words say besides its intent, entities and goods: read once, before any transaction is open.

Whatever depends on the state of the shop (the open question, the customer's own places) is read for either case and chosen
later, so that nobody works on words while others wait for the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.commerce.delivery import PICKUP, Delivery, delivery_to
from bot.commerce.phone import PayingNumber, paying_number
from bot.nlu.fields import hints
from bot.nlu.fields.handover import LONGEST, instructions_in, without, without_links
from bot.nlu.fields.payment_claim import Claim, read_claim
from bot.nlu.fields.phones import international, number_in
from bot.nlu.fields.place import is_abroad, is_no_place, is_too_wide, looks_like_address, tidy
from bot.nlu.fields.places import NamedPlace, names_said, wants_pickup, wish_to_save

# How much of a message is looked at for places, numbers and how to hand over; an address may have 300 letters.
LOOKED_AT = 500


@dataclass(frozen=True)
class Place:
    """``words`` as they were written; ``wrong`` is the response that says why nobody can deliver there, or empty."""

    words: str
    address: str
    delivery: Delivery
    wrong: str = ""


NOWHERE = Place("", "", delivery_to(""))
PICKED_UP = Place(PICKUP, PICKUP, delivery_to(PICKUP))
NO_NUMBER = PayingNumber("")
NO_CLAIM = Claim()


@dataclass(frozen=True)
class PlaceToSave:
    """``place`` is None where the place of this order is meant."""

    name: str
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
    is_phone_begun: bool = False
    begins_below_zero: bool = False
    names_own_number: bool = False
    names_other_number: bool = False
    claim: Claim = NO_CLAIM
    is_skip: bool = False
    is_of_losing: bool = False
    is_of_offers: bool = False
    is_only_a_problem: bool = False
    asks_where: bool = False
    asks_for_word: bool = False


def read_place(words: str) -> Place:
    words = words[:LOOKED_AT]
    address = tidy(words)
    return Place(words, address, delivery_to(address), _what_is_wrong(words))


def _what_is_wrong(place: str) -> str:
    """The response that says so; nothing for a place that a rider can look for."""
    if place == PICKUP:
        return ""
    if is_abroad(place):
        return "utter_address_abroad"
    if is_too_wide(place):
        return "utter_address_too_wide"
    return "" if looks_like_address(place) else "utter_address_unclear"


@lru_cache(maxsize=256)
def read_words(text: str, address: str = "", phone: str = "", code: str = "") -> Reading:
    """Of the text, and of what was found in it as an address, a phone number and a receipt code. Several actions of a turn
    ask for the same."""
    said = text[:LOOKED_AT]
    instructions = instructions_in(said)
    rest = without(said, instructions)
    number = number_in(rest)
    return Reading(
        instructions=instructions,
        as_instructions=instructions or " ".join(said.split())[:LONGEST],
        saves=_saves(rest),
        pickup=wants_pickup(rest),
        pickup_if_asked=wants_pickup(rest, asked=True),
        names=names_said(rest, bare=False),
        names_if_asked=names_said(rest, bare=True),
        address=_place(without(address[:LOOKED_AT], instructions)),
        place_beside=_beside(rest) if instructions else None,
        as_address=read_place(address or said),
        as_place=read_place(said),
        is_no_place=is_no_place(said),
        number=_number(phone or number) if number else None,
        as_number=_number(phone or said),
        as_digits=_number(said),
        has_digit=hints.has_digit(said),
        is_phone_begun=hints.is_phone_begun(said),
        begins_below_zero=hints.begins_below_zero(said),
        names_own_number=hints.names_own_number(said),
        names_other_number=hints.names_other_number(said),
        claim=read_claim(said, code),
        is_skip=hints.is_skip(said),
        is_of_losing=hints.is_of_losing(said),
        is_of_offers=hints.is_of_offers(said),
        is_only_a_problem=hints.is_only_a_problem(said),
        asks_where=hints.asks_where(said),
        asks_for_word=hints.asks_for_word(said),
    )


def _number(written: str) -> PayingNumber:
    return paying_number(written, international(written))


def _place(words: str) -> Place | None:
    return read_place(words) if words else None


def _saves(rest: str) -> PlaceToSave | None:
    wish = wish_to_save(rest)
    return PlaceToSave(wish.name, _place(wish.place)) if wish else None


def _beside(rest: str) -> Place | None:
    """What stands beside instructions under the question where: "Westlands, but call me at the gate"."""
    left = without_links(rest).strip(" ,;.")
    place = _place(left)
    return place if place and not place.wrong and not is_no_place(left) else None
