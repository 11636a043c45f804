"""A message without what is personal in it, still good to train on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.commerce.catalog import Catalog
from bot.nlu.fields.address import whole_address
from bot.nlu.goods.parse import read
from bot.nlu.text.tokens import fold
from bot.workshop.review.redact_numbers import PLACE, STAND_INS, plain, without_numbers, without_payment_message

LONGEST_TEXT = 300
# Names of this many letters are found inside other words too ("kwawanjiku").
LONG_NAME = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_NAMING = re.compile(
    r"\b(?:naitwa|jina (?:langu|yangu)(?: ni)?|jina ni|kwa jina(?: la)?|my name is|my name's|call me|i am called)\s+",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|madam|mama|baba|bwana|mzee|bro|brother|sister|dada|kaka|uncle|aunt|aunty|auntie|rider|watchman"
    r"|guard|askari|caretaker|mimi ni|am|i'm|this is|ask for|give it to|muulize|mpigie|mpe)\b\.?\s+",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"(?:\b[A-Z][\w'’]*\s+){1,3}(?i:apartments?|court|estate|plaza|towers?|heights|villas?|flats?|gardens?|hostels?|house|building)\b"
)
_APOSTROPHE = re.compile(r"['’`]")
_PLACES = re.compile(rf"{PLACE}(?:[\s,]+{PLACE})+")
_BLANKS_BEFORE_SIGN = re.compile(r"(?<!\s)\s+([,.!?;])")
_SENTENCE_END = re.compile(r"[.!?:]\s*$")


@dataclass(frozen=True)
class Personal:
    """What is known of who wrote: ``names`` and ``addresses`` as they stand anywhere, ``goods`` as the message names them."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    gives_address: bool = False


def redact(text: str, personal: Personal, catalog: Catalog, vocabulary: frozenset[str] = frozenset()) -> str:
    """``text`` with stand-ins for what is personal, in one line and without Rasa's signs for annotations.

    ``vocabulary`` holds folded words that are nobody's name; other words with a capital inside a sentence are left out.
    """
    text = without_payment_message(plain(text))
    text = _without_addresses(text, personal, catalog)
    text = _without_names(text, personal.names)
    text = without_numbers(text)
    text = _without_people(text, vocabulary | _words_of(personal.goods) | _words_of(STAND_INS))
    return _tidy(_without_names(text, personal.names))


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The words of names in the forms in which words are compared; single letters are no names."""
    return frozenset(form for name in names for word in _WORD.findall(plain(name)) for form in _forms(word))


def _forms(word: str) -> set[str]:
    """Without case and accents; as written, without apostrophes and long runs ("Annnn"), and the parts around apostrophes."""
    parts = [word, *_APOSTROPHE.split(word)]
    bare = [unicodedata.normalize("NFKD", part.casefold()) for part in parts]
    unaccented = ["".join(char for char in part if not unicodedata.combining(char)) for part in bare]
    return {form for form in (*unaccented, *map(fold, parts)) if len(form) > 1}


def _without_names(text: str, names: Sequence[str]) -> str:
    words = name_words(names)
    return _WORD.sub(lambda match: " " if _has_name(match.group(), words) else match.group(), text) if words else text


def _has_name(word: str, names: frozenset[str]) -> bool:
    forms = _forms(word)
    return bool(forms & names) or any(len(name) >= LONG_NAME and name in form for name in names for form in forms)


def _without_addresses(text: str, personal: Personal, catalog: Catalog) -> str:
    for address in personal.addresses:
        for part in (plain(address), *plain(address).split(",")):
            if len(part.strip()) > 2:
                text = re.sub(rf"(?<!\w){re.escape(part.strip())}(?!\w)", PLACE, text, flags=re.IGNORECASE)
    text = _BUILDING.sub(PLACE, text)
    reading = read(text, catalog)
    span = whole_address(reading.tokens, frozenset()) if personal.gives_address else reading.address
    if span:
        start, end = reading.tokens[span[0]].start, reading.tokens[span[1] - 1].end
        text = text[:start] + PLACE + text[end:]
    return _PLACES.sub(PLACE, text)


def _without_people(text: str, known: frozenset[str]) -> str:
    for pattern, needs_capital in ((_NAMING, False), (_TITLED, True)):
        for lead in reversed(list(pattern.finditer(text))):
            end = _end_of_name(text, lead.end(), known, needs_capital)
            text = text[: lead.end()] + text[end:]
    if _is_shouted(text):
        return text
    return _WORD.sub(lambda match: "" if _is_unknown_name(match, known) else match.group(), text)


def _end_of_name(text: str, start: int, known: frozenset[str], needs_capital: bool) -> int:
    end = start
    for place in range(3):
        word = _WORD.match(text, end)
        if word is None or (needs_capital and not word.group()[0].isupper()):
            break
        if fold(word.group()) in known and (place or needs_capital) and not word.group()[0].isupper():
            break
        end = word.end() + len(text[word.end() :]) - len(text[word.end() :].lstrip(" "))
    return end


def _is_shouted(text: str) -> bool:
    """Where most words begin with a capital, a capital tells nothing."""
    words: list[str] = _WORD.findall(text)
    return sum(word[0].isupper() for word in words) * 2 > len(words) > 1


def _is_unknown_name(match: re.Match[str], known: frozenset[str]) -> bool:
    word, before = match.group(), match.string[: match.start()]
    is_inside = bool(before.strip()) and not _SENTENCE_END.search(before) and before[-1:] in (" ", ",", "(", "")
    return is_inside and word[0].isupper() and len(word) > 2 and fold(word) not in known


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for text in texts for word in _WORD.findall(text))


def _tidy(text: str) -> str:
    text = text.translate(str.maketrans("[]{}", "()()")).replace("( )", "").replace("()", "")
    text = _BLANKS_BEFORE_SIGN.sub(r"\1", " ".join(text.split())).lstrip("/- ,.;:").rstrip(" ,;:-")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rsplit(" ", 1)[0]
