"""Splits a message into tokens that keep their place in the text the customer wrote."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from bot.nlu.words.groups import on_change, pattern, table

MAX_CHARACTERS = 4096
_LEAST_SHOUTED = 3
MAX_TOKENS = 256
_LONGEST_KEPT = 64

_CHAT_WORDS = table("spelling.with_figures", str, "Words with a figure for a sound")
# "2letee" is "tuletee".
_TOKEN = pattern(
    r"(?<![^\W_])(?:<<spelling.with_figures>>|2<<spelling.with_2_for_tu>>)(?![^\W_])"
    r"|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:['’`][^\W\d_]+)*(?:[0134578][^\W\d_]+)*"
    r"|\n|[^\w\s]|_",
    re.IGNORECASE,
    "Behind a 2 that is said tu",
)
_DIGIT_AS_LETTER = str.maketrans("0134578", "oieastb")
_MEASURE_TAIL = pattern(r"<<measure_habits.glued>>", re.IGNORECASE, "Written straight behind a number")
_RUNS = pattern(
    r"\d+|<<measure_habits.before_x>>(?=[xX](?:\d|$))|[xX](?=\d|$)|\D+", re.IGNORECASE, "Written straight before an x"
)
_LONG_RUN = re.compile(r"(.)\1{2,}")
_TIMES = frozenset(("x", "X"))
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_APOSTROPHES = re.compile(r"['’`]")


@dataclass(frozen=True)
class Token:
    """One word, number or sign; ``start`` and ``end`` are offsets into the message as written."""

    text: str
    norm: str
    start: int
    end: int
    score: float = 1.0

    @property
    def is_word(self) -> bool:
        return self.norm[:1].isalpha()

    @property
    def is_number(self) -> bool:
        return self.norm[:1].isdigit()


def tokenise(text: str | None) -> list[Token]:
    """Tokens of the first 4,096 characters of ``text``, at most 256 of them; never raises."""
    return [*_tokens(text[:MAX_CHARACTERS])] if text else []


@lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[Token, ...]:
    """Of the last few texts they are kept: several readers ask for those of one message."""
    plain, places = _plain(text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(plain):
        for start, end in _pieces(plain, match.start(), match.end())[:MAX_TOKENS]:
            tokens.append(_token(text, plain, places, start, end))
        if len(tokens) >= MAX_TOKENS:
            break
    # In a message all in capitals none of them makes a name.
    is_shouted = text.isupper() and len(tokens) > _LEAST_SHOUTED
    return tuple(replace(token, text=token.text.lower()) if is_shouted else token for token in tokens[:MAX_TOKENS])


def covered(tokens: Sequence[Token], start: int, end: int) -> range:
    """Places of the tokens that lie within ``start``–``end`` of the text, wholly or in part."""
    first = bisect_right(tokens, start, key=attrgetter("end"))
    return range(first, max(first, bisect_left(tokens, end, key=attrgetter("start"))))


def as_written(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without the spelling that the catalog suggests: "receive" is no slip for "reserve" beside goods."""
    return tuple(
        replace(token, norm=fold(token.text)) if token.score < 1 and token.text.isalpha() else token for token in tokens
    )


def fold(word: str) -> str:
    """One word in the form in which words are compared: lower case, no accents, no apostrophes, no long runs."""
    return _folded_once(word) if len(word) <= _LONGEST_KEPT else _folded(word)


def _folded(word: str) -> str:
    lowered = word.lower()
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _LONG_RUN.sub(r"\1", _APOSTROPHES.sub("", lowered))


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text without invisible marks and with plain digits; the list says where each character stood."""
    if text.isascii():
        return text, None
    characters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in _plain_character(char):
            characters.append(plain)
            places.append(place)
    return "".join(characters), places


@lru_cache(maxsize=4096)
def _plain_character(char: str) -> str:
    if char.isascii() or char in _FRACTIONS:
        return char
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me", "Cs"):
        return ""
    if char.isdigit() and not char.isdecimal():
        # "⒊" and "❷" are digits with which Python does not count.
        return str(unicodedata.digit(char))
    if category in ("Nd", "No") or category.startswith("L"):
        folded = unicodedata.normalize("NFKC", char)
        return folded if folded.isascii() and folded.isalnum() else char
    return char


def _pieces(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """A digit that stands for a letter leaves the word whole ("m4ziwa"); another parts it ("unga2kg"), and so does an x between
    a number and a word."""
    piece = plain[start:end]
    is_bare_word = piece.isalpha() and piece[0] not in _TIMES and piece[-1] not in _TIMES
    if is_bare_word or not piece[0].isalpha() or _spoken(piece) is not None:
        return [(start, end)]
    if _begins_with_times(plain, start, piece):
        return [(start, start + 1), (start + 1, end)]
    if _ends_with_times(plain, end, piece):
        return [(start, end - 1), (end - 1, end)]
    return [(start + a, start + b) for a, b in _runs(piece)]


def _begins_with_times(plain: str, start: int, piece: str) -> bool:
    """ "2xbread"."""
    return start > 0 and len(piece) > 3 and piece[0] in _TIMES and plain[start - 1].isdigit() and piece.isalpha()


def _ends_with_times(plain: str, end: int, piece: str) -> bool:
    """ "kgx2"."""
    is_times = piece[-1] in _TIMES and plain[end : end + 1].isdigit()
    return is_times and _MEASURE_TAIL.fullmatch(piece[:-1]) is not None


def _runs(piece: str) -> list[tuple[int, int]]:
    """The letters and the figures of a word apart, where the figures are a number: one run where they stand for letters."""
    whole = [(0, len(piece))]
    if piece.isalpha() or not any(map(str.isdigit, piece)):
        return whole
    runs = [match.span() for match in _RUNS.finditer(piece)]
    head, tail = piece[: runs[0][1]], piece[runs[-1][0] :]
    is_parted = _MEASURE_TAIL.fullmatch(tail) or (len(head) > 3 and len(tail) > 2) or head.lower() == "x"
    return runs if is_parted else whole


def _token(text: str, plain: str, places: list[int] | None, start: int, end: int) -> Token:
    piece = plain[start:end]
    first = places[start] if places else start
    last = (places[end - 1] if places else end - 1) + 1
    return Token(text[first:last], _norm(piece), first, last)


def _spoken(piece: str) -> str | None:
    """A word written with a figure for a sound ("2moro", "gr8", "2letee") as it is spoken."""
    if len(piece) < 2 or piece.isalpha() or piece.isdigit():
        return None
    lowered = piece.lower()
    if lowered[0] == "2" and lowered[1:].isalpha() and lowered not in _CHAT_WORDS:
        return "tu" + lowered[1:]
    return _CHAT_WORDS.get(lowered)


def _norm(piece: str) -> str:
    return _norm_once(piece) if len(piece) <= _LONGEST_KEPT else _read_norm(piece)


def _read_norm(piece: str) -> str:
    spoken = _spoken(piece)
    if spoken is not None:
        return spoken
    if piece[0].isdigit():
        return piece.replace(",", "")
    if piece in _FRACTIONS:
        return _FRACTIONS[piece]
    if piece[0].isalpha():
        return fold(piece.lower().translate(_DIGIT_AS_LETTER))
    return piece


# Most words come again and again.
_folded_once = lru_cache(maxsize=4096)(_folded)
_norm_once = lru_cache(maxsize=4096)(_read_norm)


def _forget() -> None:
    _tokens.cache_clear()
    _norm_once.cache_clear()


on_change(_forget)
