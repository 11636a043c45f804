"""What counts as a place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.fields.gazetteer import Place, find_places
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.words.groups import made, pattern, words
from bot.nlu.words.packs import BrokenPack, Entry, Packs, names_of

# A shared location, as ``bot.messaging.incoming`` writes it; degrees.
PIN = re.compile(r"\bpin (-?\d{1,3}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")
# The same typed, as maps show it: degrees with three decimals at least, which no quantity has.
_COORDINATES = pattern(
    r"(?:(?:<<place_words.my>> )?<<place.spots>>\b[\s:(\[]*|[\s(\[]*)"
    r"(-?\d{1,2}\.\d{3,})(?:\s*°)?(?:\s*([ns]))?(?:\s*[,;]\s*|\s+)"
    r"(-?\d{1,3}\.\d{3,})(?:\s*°)?(?:\s*([ew]))?[\s)\].]*",
    re.IGNORECASE,
    "Before coordinates",
)
_ENDS = "place.ends"
_SIDES = ("south", "north", "west", "east")


@dataclass(frozen=True)
class Reach:
    """How far a country reaches, in degrees."""

    south: float
    north: float
    west: float
    east: float

    def has(self, north: float, east: float) -> bool:
        return self.south <= north <= self.north and self.west <= east <= self.east


def _reaches(packs: Packs) -> tuple[Reach, ...]:
    """Of every country in use. Raises BrokenPack."""
    found: dict[str, dict[str, float]] = {}
    last: dict[str, Entry] = {}
    for path, entries in packs.lists(_ENDS):
        for entry in entries:
            last[entry.file] = entry
            found.setdefault(entry.file, {})[names_of(path)[-1]] = _degrees(entry)
    for file, ends in found.items():
        if sorted(ends) != sorted(_SIDES):
            raise BrokenPack(f"{file}:{last[file].line}: '{_ENDS}' wants one number each for {', '.join(_SIDES)}.")
    return tuple(Reach(*(ends[side] for side in _SIDES)) for ends in found.values())


def _degrees(entry: Entry) -> float:
    try:
        return float(entry.word)
    except ValueError:
        raise BrokenPack(f"{entry.file}:{entry.line}: '{entry.word}' is no number of degrees, as -4.8.") from None


_REACHES = made(_ENDS, _reaches, "How far the country reaches, in degrees: a pin beyond is abroad")

CITY = (-1.286, 36.817)
# Kasarani and Karen lie within, Ruiru, Kikuyu and Syokimau beyond.
CITY_KM = 16
_OUTSIDE = pattern(r"\b<<place.outside>>\b", 0, "Towns people order to that lie outside the city's same-day area")
_ROADS = pattern(
    r"\b<<place.city_roads>>\s+<<place.road_behind>>\b|\b<<place.road_before>>\s+<<place.city_roads>>(?!\w)",
    0,
    "Roads of the city that carry the name of a town",
    loose=True,
)

TOO_WIDE = words("place.too_wide", "Words that leave a rider as wise as before")
_NO_COUNTRY = pattern(r"(?:<<articles.definite>> )?<<place.no_country>>", 0, "No country: the moon")
_ARTICLES = words("articles.definite", "The one that is known")
# Responses that say what is wrong with a place.
ABROAD, TOO_WIDE_TO_FIND = "utter_address_abroad", "utter_address_too_wide"
_PARTING = frozenset((",", ".", "!"))
LONGEST = 300
LONGEST_KEPT = 500
# Of a run without blanks the first @ is enough: what stands behind a later one stands behind that one too.
_LINK = re.compile(r"https?://|\bwww\.|(?<!\S)\S[^\s@]*@\S+\.\w", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_UNSAYABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")
_TAIL = pattern(
    r"(?<![\s,.])[\s,.]*\b(?:<<instead>>(?:\s+<<place.tail_of_instead>>)?|<<courtesy>>|<<place.tail>>)[\s.!]*$",
    re.IGNORECASE,
    "At the end of an answer to where, no part of the place",
)
_HEAD = pattern(
    r"^(?:(?:<<place.head>>|<<courtesy>>)\b[\s,]+)+(?:<<place.head_verbs>>\s+)?(?=\w)",
    re.IGNORECASE,
    "At its beginning",
)


def typed_spot(text: str) -> str:
    """``-1.2921,36.8219`` where the text is nothing but coordinates, else nothing."""
    found = _COORDINATES.fullmatch(text.strip())
    if found is None:
        return ""
    north, east = _signed(found[1], found[2]), _signed(found[3], found[4])
    return f"{north},{east}" if abs(float(north)) <= 90 and abs(float(east)) <= 180 else ""


def _signed(degrees: str, half: str | None) -> str:
    return f"-{degrees.lstrip('-')}" if half and half in "sSwW" else degrees


def _pin(address: str) -> tuple[float, float] | None:
    found = PIN.search(address)
    return (float(found[1]), float(found[2])) if found else None


def tidy(place: str) -> str:
    """As written, without what was said around it."""
    said = _HEAD.sub("", " ".join(place.split())[:LONGEST_KEPT])
    while (shorter := _TAIL.sub("", said)) != said and shorter:
        said = shorter
    return said


def zone_of(address: str) -> str:
    """``outside`` where the address names a town beyond the city's same-day area, or its pin lies there and no town of it is
    named; else ``nairobi``."""
    elsewhere = _ROADS.sub(" ", address.lower())
    pin = _pin(address)
    is_outside = _OUTSIDE.search(elsewhere) is not None or (pin is not None and _km(pin, CITY) > CITY_KM)
    return "outside" if is_outside else "nairobi"


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Near enough on the scale of a city, this close to the equator."""
    return 111.2 * math.hypot(one[0] - other[0], one[1] - other[1])


def what_is_wrong(place: str) -> str:
    """The response that says so; nothing for a place that a rider can look for."""
    if is_abroad(place):
        return ABROAD
    if is_too_wide(place):
        return TOO_WIDE_TO_FIND
    return "" if looks_like_address(place) else "utter_address_unclear"


def looks_like_address(text: str) -> bool:
    """Short enough to be a place, and with at least one word of three letters that could be said aloud."""
    return (
        len(text) <= LONGEST
        and not _LINK.search(text)
        and (bool(_pin(text)) or any(map(_can_be_said, _LONG_WORD.findall(text))))
    )


def _can_be_said(word: str) -> bool:
    """ "asdfgh" cannot; words of other scripts are left alone."""
    return not _UNSAYABLE.search(word.lower()) and len(set(word.lower())) > 1


def leads_nowhere(text: str, wrong: str = "") -> bool:
    """Whether ``text``, of which ``wrong`` is known, is an answer to where that no rider can use."""
    return wrong in (ABROAD, TOO_WIDE_TO_FIND) or bool(_LINK.search(text))


def is_too_wide(text: str) -> bool:
    """ "hapa", "home", "Nairobi": words that leave the rider as wise as before."""
    said = _WORD.findall(text.lower())
    return bool(said) and _pin(text) is None and all(word in TOO_WIDE for word in said)


def is_abroad(text: str) -> bool:
    """Another country or no country at all, named as such between commas; a "Kampala Road" is a road here."""
    pin = _pin(text)
    if pin is not None:
        return _REACHES.value != () and not any(reach.has(*pin) for reach in _REACHES.value)
    parts = text.lower().split(",")
    return any(_NO_COUNTRY.fullmatch(part.strip(" .!")) for part in parts) or _is_named_abroad(tokenise(text))


def _is_named_abroad(tokens: Sequence[Token]) -> bool:
    """ "London" is; "London, Nakuru" and "Jordan, Kilimani" lie here."""
    places = find_places(tokens)
    is_here = any(not place.may_be_abroad and not place.is_ordinary for place in places)
    return any(
        place.may_be_abroad and not (is_here and place.is_ordinary) and _stands_alone(place, tokens) for place in places
    )


def _stands_alone(place: Place, tokens: Sequence[Token]) -> bool:
    before, behind = tokens[: place.start], tokens[place.end :]
    if before and before[-1].norm in _ARTICLES:
        before = before[:-1]
    return (not before or before[-1].norm in _PARTING) and (not behind or behind[0].norm in _PARTING)
