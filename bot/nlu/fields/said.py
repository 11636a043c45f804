"""What a message's words say besides its intent, entities and goods: read once, and carried in the parse.

Whatever depends on the state of the shop (the open question, the customer's own places) is read for either case and chosen
later, so that nobody works on words while others wait for the database. Only what is there is carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from bot.nlu.acts.agreement import agreement
from bot.nlu.fields import hints
from bot.nlu.fields.answers import language_named, pack_pointed_at
from bot.nlu.fields.entities import without_instead
from bot.nlu.fields.handover import instructions_in, without, without_links
from bot.nlu.fields.order_details import KNOWN, Destination, OrderDetails
from bot.nlu.fields.patterns import method_named
from bot.nlu.fields.payment_claim import Claim, read_claim
from bot.nlu.fields.phones import international, number_in
from bot.nlu.fields.place import leads_nowhere, tidy, typed_spot, what_is_wrong, zone_of
from bot.nlu.fields.places import NamedPlace, ToSave, names_said, wants_pickup, wish_to_save

# Under this name the parse carries it.
SAID = "said"
Json = dict[str, Any]
# Instructions no longer than this that name a way to pay say no more.
_SHORT = 3
NO_DETAILS = OrderDetails()
# How much of a message is looked at for places, numbers and how to hand over; an address may have 300 letters.
LOOKED_AT = 500
# By these names hints are carried, where they are true.
_HINTS = {
    "has_digit": hints.has_digit,
    "is_question": hints.is_question,
    "pays_later": hints.pays_later,
    "is_phone_begun": hints.is_phone_begun,
    "begins_below_zero": hints.begins_below_zero,
    "names_own_number": hints.names_own_number,
    "names_other_number": hints.names_other_number,
    "is_skip": hints.is_skip,
    "is_of_losing": hints.is_of_losing,
    "is_of_offers": hints.is_of_offers,
    "is_only_a_problem": hints.is_only_a_problem,
    "asks_where": hints.asks_where,
    "asks_for_word": hints.asks_for_word,
}


def said_in(
    text: str, entities: Iterable[Mapping[str, Any]] = (), details: OrderDetails = NO_DETAILS, method: str = ""
) -> Json:
    """Of the text, of what was found in it as an address, a phone number and a receipt code, of what stands beside the goods, and
    the way to pay that is named, whatever else is meant."""
    found = list(entities)
    address, phone, code = (_first(found, name) for name in ("address", "phone", "mpesa_code"))
    said = text[:LOOKED_AT]
    instructions = _handed_over(said)
    rest = without(said, instructions)
    parts: Json = {
        "instructions": instructions,
        "saves": _to_save(wish_to_save(rest)),
        **_where(said, rest, instructions, address),
        **_numbers(said, number_in(rest), phone),
        "claim": _claim(read_claim(said, code)),
        **_beside_goods(details),
        "method": method,
        "answers": agreement(text),
        "pack": pack_pointed_at(text),
        "language": language_named(text),
        "names_category": _names_category(text, found),
        **{name: is_so(said) for name, is_so in _HINTS.items()},
    }
    return {name: part for name, part in parts.items() if part}


def _handed_over(said: str) -> str:
    """The instructions; "leave it cash" hands nothing over."""
    instructions = instructions_in(said)
    is_method = len(instructions.split()) <= _SHORT and method_named(instructions)
    return "" if is_method else instructions


def _where(said: str, rest: str, instructions: str, address: str) -> Json:
    as_place = _place(said)
    return {
        "pickup": wants_pickup(rest),
        "pickup_if_asked": wants_pickup(rest, asked=True),
        "names": _names(names_said(rest, bare=False)),
        "names_if_asked": _names(names_said(rest, bare=True)),
        "address": _place(without(address[:LOOKED_AT], instructions)),
        "place_beside": _beside(rest) if instructions else None,
        "as_address": _place(address) or as_place,
        "as_place": as_place,
        "is_no_place": "?" not in said and leads_nowhere(said, (as_place or {}).get("wrong", "")),
    }


def _numbers(said: str, number: str, phone: str) -> Json:
    return {
        "number": _number(phone or number) if number else None,
        "as_number": _number(phone or said),
        "as_digits": _number(said),
    }


def _beside_goods(details: OrderDetails) -> Json:
    return {
        "place": _destination(details.place),
        "place_if_asked": _destination(details.place_if_asked),
        "time": asdict(details.time) if details.time else None,
        "receiver": asdict(details.receiver) if details.receiver else None,
        "payer": _number(details.payer.phone) if details.payer else None,
        "note": details.note,
    }


def read_place(words: str) -> Json:
    """``words`` as they were written; ``address`` without what was said around it, where that is less; ``zone`` where it lies
    outside; and ``wrong``, the response that says why nobody can deliver there."""
    words = words[:LOOKED_AT]
    address = tidy(words)
    zone = zone_of(address)
    more = {
        "address": address if address != words else "",
        "zone": zone if zone != "nairobi" else "",
        "wrong": what_is_wrong(words),
    }
    return {"words": words, **{name: part for name, part in more.items() if part}}


def _first(entities: Iterable[Mapping[str, Any]], name: str) -> str:
    return next((str(each.get("value")) for each in entities if each.get("entity") == name), "")


def _place(words: str) -> Json | None:
    return read_place(words) if words else None


def _destination(place: Destination | None) -> Json | None:
    """With its ``kind``, as ``bot.nlu.fields.order_details`` has it."""
    if place is None:
        return None
    if typed_spot(place.text):
        return {**read_place(place.text), "kind": KNOWN}
    return {**read_place(without_instead(place.text)), "kind": place.kind}


def _names(names: Iterable[NamedPlace]) -> list[Json]:
    return [{"name": each.name, "key": each.key, "usual": each.usual} for each in names]


def _to_save(wish: ToSave | None) -> Json | None:
    return {"name": wish.name, "key": wish.key, "place": _place(wish.place)} if wish else None


def _beside(rest: str) -> Json | None:
    """What stands beside instructions under the question where: "Westlands, but call me at the gate"."""
    left = without_links(rest).strip(" ,;.")
    place = _place(left)
    return place if place and "wrong" not in place and not leads_nowhere(left) else None


def _number(written: str) -> Json | None:
    """``phone`` only where it is a number."""
    phone = international(written) if written else None
    return {"written": written, "phone": phone} if phone else {"written": written} if written else None


def _claim(claim: Claim) -> Json:
    parts = {
        "code": claim.code,
        "amount": str(claim.amount) if claim.amount is not None else "",
        "currency": claim.currency,
        "paid_on": claim.paid_on.isoformat() if claim.paid_on else "",
        "bad_code": claim.bad_code,
    }
    return {name: part for name, part in parts.items() if part}


def _names_category(text: str, entities: Iterable[Mapping[str, Any]]) -> bool:
    """Whether other words than those of the goods named the category: it is read from goods too."""
    found = list(entities)
    goods = {each.get("start") for each in found if each["entity"] == "product"}
    said = text.lower().replace(" and ", " & ")
    return any(
        each.get("start") not in goods or str(each["value"]).lower() in said
        for each in found
        if each["entity"] == "category"
    )
