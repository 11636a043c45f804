"""Names that customers have for places, and words for fetching an order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

LONGEST_NAME = 24
# The names that most people use; written otherwise they are the same place.
KNOWN = {
    "home": "home house nyumbani nyumba kwangu kwetu keja mtaani",
    "office": "office ofisi ofisini work kazi kazini workplace job",
    "mama": "mama mum mom mother mamangu mamako",
    "school": "school shule shuleni college campus",
    "shop": "duka dukani",
}
_SAME = {word: key for key, words in KNOWN.items() for word in words.split()}
_FILL = frozenset("my the our a kwa ya wa yangu yetu wangu place at to address anwani ile".split())

# Each is tried on words with one blank between them.
_LEAD = (
    r"(?:(?:please|pls|tafadhali|and|na|then|sasa|no|hapana|actually) )*"
    r"(?:deliver(?: (?:it|them|this|everything))?|send(?: (?:it|them))?|bring(?: (?:it|them))?|take (?:it|them)"
    r"|(?:ni|u|m)*(?:pelek(?:ee|e|ea|a)|let(?:ee|e|ea|a)|tumie|tum(?:a|ia))(?: (?:hii|hizo|vitu|oda))?|i(?:pelekwe|letwe|ende)"
    r"|same (?:address )?as|use) (?:to|at|kwa|hadi|mpaka|huko)? ?"
)
_TRAIL = r"(?: (?:please|pls|tafadhali|instead|badala(?: yake)?|this time|leo|today|tu|sasa))*"
_NAME = r"(?P<name>[^\W\d_]+(?:[ '][^\W\d_]+){0,2}?)"
_SENT_TO = re.compile(rf"^{_LEAD}(?:my|the)? ?{_NAME}{_TRAIL}$")
_BARE = re.compile(rf"^(?:to|at|kwa|my|the)? ?{_NAME}{_TRAIL}$")
_ENDS_AT = re.compile(
    rf"\b(?:to|at|kwa|hadi|mpaka|huko|nipelekee|niletee|leta|peleka) (?:(?:my|the|to|kwa|huko) ){{0,4}}{_NAME}{_TRAIL}$"
)
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSES = re.compile(r"[,;.!\n]+")

_THIS = r"(?:this|that|it|the|hii|hiyo|hapa|hapo|address|anwani|mahali|place|location|yangu|my|current|ya|sasa|hizi|new|mpya|huku)"
_POINTING = re.compile(rf"(?:{_THIS}\s*)*", re.IGNORECASE)
# The first of these words, and the first "as home" behind it that ends the message: what stands between them is the place.
_SAVING = re.compile(
    r"\b(?:save|keep|store|remember|name|call|label|hifadhi|weka|iweke|ihifadhi|uhifadhi|kumbuka|iite|ita|sevu|seti)\b",
    re.IGNORECASE,
)
_SAVED_AS = re.compile(
    rf"\b(?:as|under|kama|iwe|kuwa|iitwe) (?:my )?{_NAME}(?: (?:please|tafadhali|yangu|yetu))*[ .!]*$", re.IGNORECASE
)
_CALLED = re.compile(
    r"^(?:my )?(?P<name>home|house|office|work)(?: address)? is (?:at |in )?(?P<place>.+)$", re.IGNORECASE
)

_PICKUP = re.compile(
    r"\b(?:self[ -]?)?pick[ -]?up\b|\bpick(?:ing)?\s+(?:it|them|this|everything|my\s+\w+|the\s+\w+)\s+up\b|\bself[ -]?collect"
    r"|\b(?:come|coming|pass|passing)\s+(?:by\s+)?(?:and\s+|to\s+|for\s+)?(?:get|fetch|collect|take|pick)\b"
    r"|\bcollect\s+(?:it|them|from|at|my\s+\w+|the\s+\w+|myself)"
    r"|\b(?:ni|n)?(?:ta)?(?:kuja|ikuje)\s+(?:ku|ni)?(?:i|zi|vi|li)?chuku(?:a|lia)"
    r"|\b(?:ku|ni|na|nita|nta|tuta|ta)(?:i|zi|vi|ji|li)?chuku(?:a|lia)\s+(?:\w+\s+){0,2}(?:mwenyewe|dukani|duka|shop|shopini|kwenu|hapo)\b"
    r"|\b(?:nita|nta|ni|naji|nitaji|ntaji|niji)jichukulia\b|\b(?:nitaji|ntaji|niji|naji)chukuli(?:a|e)\b"
    r"|\b(?:nita|nta|na|ni)piti(?:a|e)\s+(?:\w+\s+)?(?:dukani|duka|shop|kwenu|hapo)\b"
)
_FETCH = re.compile(r"\b(?:ku|nita|nta|na|ni)(?:i|zi|vi|ji)?chuku(?:a|lia)\b|\bcollect\b|\bdukani\b|\bat the shop\b")
# The one in the same clause; the other in the word itself.
_NOT = re.compile(r"\b(?:no|not|don'?t|cannot|can'?t|won'?t|si|siwezi|sitaki|hapana|cancel|instead of|badala ya)\b")
_WILL_NOT = re.compile(r"\bsi\w*chuk")


@dataclass(frozen=True)
class ToSave:
    """``place`` is empty where the place of this order is meant."""

    name: str
    place: str = ""


def place_key(name: str) -> str:
    """What a name is known by: "ofisini" and "my office" are the same place."""
    words = [word for word in _WORD.findall(name.lower()) if word not in _FILL]
    if len(words) == 1:
        return str(_SAME.get(words[0], words[0]))
    return " ".join(words)


@dataclass(frozen=True)
class NamedPlace:
    """``name`` as it was said, without "my" and the like; ``key`` as ``place_key`` has it."""

    name: str
    key: str


def names_said(text: str, bare: bool) -> tuple[NamedPlace, ...]:
    """What stands where the name of a place may stand, whether a place has that name or not; ``bare``: the name alone is
    enough, for a place was asked for."""
    found = [_name_in(" ".join(clause.split()), bare) for clause in _CLAUSES.split(text.lower())]
    return tuple(NamedPlace(_without_fill(name), place_key(name)) for name in found if name)


def _name_in(words: str, bare: bool) -> str:
    found = _SENT_TO.match(words) or _ENDS_AT.search(words) or (_BARE.match(words) if bare else None)
    return found["name"].strip() if found else ""


def first_known(names: Iterable[NamedPlace], saved: Collection[str]) -> str:
    """The name by which a saved place, or one that usually has a name, is asked for; nothing where there is none.

    ``saved`` are the keys of this customer's places.
    """
    return next((place.name for place in names if place.key in saved or place.key in KNOWN), "")


def _without_fill(name: str) -> str:
    return " ".join(word for word in name.split() if word not in _FILL) or name


def wish_to_save(text: str) -> ToSave | None:
    """ "save this as home", "hifadhi Kilimani kama ofisi", "my office is Westlands, Ring Road"."""
    words = " ".join(text.split())
    saving = _SAVING.search(words)
    found = _SAVED_AS.search(words, saving.end()) if saving else None
    if saving and found:
        return _to_save(found["name"], words[saving.end() : found.start()])
    called = _CALLED.match(words)
    return _to_save(called["name"], called["place"]) if called else None


def _to_save(name: str, place: str) -> ToSave:
    said = place.strip(" ,.:")
    pointing = _POINTING.fullmatch(said)
    return ToSave(_without_fill(name.strip().lower())[:LONGEST_NAME], "" if pointing else said)


def wants_pickup(text: str, asked: bool = False) -> bool:
    """``asked``: the question was where to deliver, so that fewer words are enough."""
    words = " ".join(text.lower().split())
    found = _PICKUP.search(words) or (_FETCH.search(words) if asked else None)
    if found is None:
        return False
    before = words[: found.end()]
    clause = before[max(map(before.rfind, ",.;")) + 1 :]
    return not _NOT.search(clause) and not _WILL_NOT.search(before)
