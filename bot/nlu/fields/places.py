"""Names that customers have for places, and words for fetching an order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.words.groups import pattern, table, words

LONGEST_NAME = 24
# Written otherwise they are the same place.
_SAME = table("place_names", str, "Names that most people use for their places; all under one key are the same place")
_FILL = words("place_words.fill", "Beside the name of a place, no part of it")

# Each is tried on words with one blank between them.
_LEAD = (
    r"(?:(?:<<courtesy>>|<<place_words.before>>) )*<<place_words.bring>> <<place_words.to>>? ?(?:<<place_words.my>> ?)?"
)
_TRAIL = r"(?: (?:<<courtesy>>|<<instead>>(?: <<place.tail_of_instead>>)?|<<place_words.behind>>))*"
_NAME = r"(?P<name>[^\W\d_]+(?:[ '][^\W\d_]+){0,2}?)"
_SENT_TO = pattern(rf"^{_LEAD}{_NAME}{_TRAIL}$", 0, "To have it brought to a place by its name")
_BARE = pattern(rf"^(?:<<place_words.to>>|<<place_words.my>>)? ?{_NAME}{_TRAIL}$")
_ENDS_AT = pattern(
    rf"\b(?:<<place_words.to>>|<<place_words.bringing>>) (?:<<place_words.links>> ){{0,4}}{_NAME}{_TRAIL}$",
    0,
    "Straight before the name of a place",
)
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSES = re.compile(r"[,;.!\n]+")

_POINTING = pattern(r"(?:<<place_words.pointing>>\s*)*", re.IGNORECASE, "They point at a place instead of naming it")
# The first of these words, and the first "as home" behind it that ends the message: what stands between them is the place.
_SAVING = pattern(r"\b<<place_words.save>>\b", re.IGNORECASE, "A place is to be kept under a name")
_SAVED_AS = pattern(
    rf"\b<<place_words.save_as>> (?:<<place_words.my>> )?{_NAME}(?: (?:<<courtesy>>|<<place_words.save_behind>>))*[ .!]*$",
    re.IGNORECASE,
    "The name follows",
)
_CALLED = pattern(
    r"^(?:<<place_words.my>> )?(?P<name><<place_words.called>>) <<place_words.is>> (?P<place>.+)$",
    re.IGNORECASE,
    "A place that is named straight away",
)

_PICKUP = pattern(
    r"\b<<pickup.phrases>>\b|\b<<pickup.pick>> \w+ <<pickup.up>>\b|\b<<pickup.fetching>> (?:\w+ ){0,2}<<pickup.by_oneself>>\b"
    r"|\b<<pickup.passing>> (?:\w+ )?<<pickup.by_oneself>>\b",
    0,
    "The customer will fetch the order",
)
_FETCH = pattern(r"\b<<pickup.if_asked>>\b", 0, "Enough where the question was where to deliver")
# The one in the same clause; the other in the word itself.
_NOT = pattern(r"\b<<pickup.not>>\b", 0, "In the same clause: nothing will be fetched")
_WILL_NOT = pattern(
    r"\b<<pickup.not_begins>>\w*<<pickup.not_stems>>", 0, "The same as one verb: its beginning and stem"
)


@dataclass(frozen=True)
class ToSave:
    """``place`` is empty where the place of this order is meant; ``key`` is what the name is known by."""

    name: str
    place: str = ""

    @property
    def key(self) -> str:
        return place_key(self.name)


def place_key(name: str) -> str:
    """What a name is known by: "ofisini" and "my office" are the same place."""
    named = [word for word in _WORD.findall(name.lower()) if word not in _FILL]
    if len(named) == 1:
        return _SAME.get(named[0], named[0])
    return " ".join(named)


@dataclass(frozen=True)
class NamedPlace:
    """``name`` as it was said, without "my" and the like; ``key`` as ``place_key`` has it."""

    name: str
    key: str

    @property
    def usual(self) -> bool:
        """Most people have a place of that name."""
        return self.key in _SAME.values()


def names_said(text: str, bare: bool) -> tuple[NamedPlace, ...]:
    """What stands where the name of a place may stand, whether a place has that name or not; ``bare``: the name alone is
    enough, for a place was asked for."""
    found = [_name_in(" ".join(clause.split()), bare) for clause in _CLAUSES.split(text.lower())]
    return tuple(NamedPlace(_without_fill(name), place_key(name)) for name in found if name)


def _name_in(said: str, bare: bool) -> str:
    found = _SENT_TO.match(said) or _ENDS_AT.search(said) or (_BARE.match(said) if bare else None)
    return found["name"].strip() if found else ""


def _without_fill(name: str) -> str:
    return " ".join(word for word in name.split() if word not in _FILL) or name


def wish_to_save(text: str) -> ToSave | None:
    """ "save this as home", "hifadhi Kilimani kama ofisi", "my office is Westlands, Ring Road"."""
    said = " ".join(text.split())
    saving = _SAVING.search(said)
    found = _SAVED_AS.search(said, saving.end()) if saving else None
    if saving and found:
        return _to_save(found["name"], said[saving.end() : found.start()])
    called = _CALLED.match(said)
    return _to_save(called["name"], called["place"]) if called else None


def _to_save(name: str, place: str) -> ToSave:
    said = place.strip(" ,.:")
    pointing = _POINTING.fullmatch(said)
    return ToSave(_without_fill(name.strip().lower())[:LONGEST_NAME], "" if pointing else said)


def wants_pickup(text: str, asked: bool = False) -> bool:
    """``asked``: the question was where to deliver, so that fewer words are enough."""
    said = " ".join(text.lower().split())
    found = _PICKUP.search(said) or (_FETCH.search(said) if asked else None)
    if found is None:
        return False
    before = said[: found.end()]
    clause = before[max(map(before.rfind, ",.;")) + 1 :]
    return not _NOT.search(clause) and not _WILL_NOT.search(before)
