"""Words that mean a tap: the number of a choice, its label, or nearly its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process, utils

from bot.nlu.text.numbers import said_number
from bot.nlu.words.groups import pattern, table, words

NEARLY = 90
_ORDINALS = table("ordinals", int, "The how manieth of a list", map(str, range(1, 11)))
_FILLERS = pattern(r"\b(?:<<choices.fillers>>|<<courtesy>>)\b", 0, "Beside a choice, of no weight")
_SIZES = words("choices.sizes", "Before a number: the size of a choice and not its place")
_TAKING = words(
    "choices.taking", "Beside what points at a choice, of no weight; before a bare number they may say how many"
)
_ALL = words("all") | words("choices.several", "Of a list not one row but all")
_POINTING = (_SIZES, words("references.numbered"), words("references.pointers"))
# Around a word, no part of it.
_SIGNS = ".,:;!?()[]#"
_LONGEST_NUMBER = 4


@dataclass(frozen=True)
class Label:
    """What stands on a choice; of a product the words may be fewer, and say how many."""

    title: str
    is_product: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(filter(None, (word.strip(_SIGNS) for word in self.title.lower().split())))

    @cached_property
    def kind(self) -> tuple[str, ...]:
        """Its words without the numbers in which siblings differ."""
        return tuple(word for word in self.words if not any(sign.isdigit() for sign in word))


@dataclass(frozen=True)
class Chosen:
    """``at`` counts from 0; ``quantity`` is empty where none was said."""

    at: int
    quantity: str = ""


def typed_choices(text: str, offered: Sequence[Label], takes_numbers: bool) -> tuple[Chosen, ...]:
    """What ``text`` means among the choices just offered: nothing or one, or several where a number is the place of one and the
    size of another, or the size of several. Which of those is meant must be asked."""
    said = _words(text)
    if not offered or len(text) > 60 or not _ALL.isdisjoint(said):
        # "Zote mbili, moja moja" is no row.
        return ()
    is_size = any(word in _SIZES for word in said)
    said = [word for word in said if word not in _SIZES] or said
    return (
        _by_number(said, offered, takes_numbers, is_size) or _by_label(text, offered) or _product_named(said, offered)
    )


def _by_number(said: Sequence[str], offered: Sequence[Label], takes_numbers: bool, is_size: bool) -> tuple[Chosen, ...]:
    """By a place in order, by a number alone, or by one with how many behind or before it."""
    place = _ORDINALS.get(" ".join(said), 0)
    if place:
        return (Chosen(place - 1),) if takes_numbers and place <= len(offered) else ()
    takes_places = takes_numbers and not is_size
    if len(said) == 2:
        return _so_many([_number(word) for word in said], offered, takes_places)
    if len(said) == 1 and (takes_places or is_size):
        return tuple(map(Chosen, _rows_of(_number(said[0]), offered, takes_places)))
    return ()


def _so_many(numbers: Sequence[int], offered: Sequence[Label], takes_places: bool) -> tuple[Chosen, ...]:
    """ "42 mbili", "2 42": the one of two numbers that is a size says which, the other how many."""
    first, second = ((which, str(many)) for which, many in (numbers, numbers[::-1]))
    found = [(which, many) for which, many in (first, second) if _of_number(which, offered)]
    if len(found) != 1 or not all(numbers):
        return ()
    which, many = found[0]
    return tuple(Chosen(at, many) for at in _rows_of(which, offered, takes_places))


def _rows_of(number: int, offered: Sequence[Label], takes_places: bool) -> list[int]:
    """The row at that place, with those of that size where the size is what tells it from a sibling; else, as there is no such
    place, all of that size."""
    if not number:
        return []
    sizes = _of_number(number, offered)
    if takes_places and number <= len(offered):
        kinds = [each.kind for each in offered]
        return sorted({number - 1, *(at for at in sizes if kinds.count(kinds[at]) > 1)})
    return sizes or _of_measure(number, offered)


def _of_number(number: int, offered: Sequence[Label]) -> list[int]:
    """The products with this number as a word of its own, if not all have it: "Diapers Size 4", "Air Force 1 White 42"."""
    found = [at for at, each in enumerate(offered) if each.is_product and str(number) in each.words]
    return found if len(found) < len(offered) else []


def _of_measure(number: int, offered: Sequence[Label]) -> list[int]:
    """Those with the number in a word, if not all have it: "Maize Flour 5kg", "Galaxy A14 Cover"."""
    found = [at for at, each in enumerate(offered) if each.is_product and str(number) in map(_digits, each.words)]
    return found if len(found) < len(offered) else []


def _digits(word: str) -> str:
    """The number in a word that has one and letters; "9-14kg" has two."""
    return word.strip("".join(sign for sign in word if sign.isalpha()))


def _by_label(text: str, offered: Sequence[Label]) -> tuple[Chosen, ...]:
    labels = {position: choice.title for position, choice in enumerate(offered)}
    near = process.extract(
        text, labels, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEARLY, limit=2
    )
    # Two labels nearly alike ("Sugar 1kg", "Sugar 2kg") are told apart only by an exact one.
    is_one = len(near) == 1 or (near and near[0][1] == 100 and near[1][1] < 100)
    return (Chosen(near[0][2]),) if is_one else ()


def _product_named(said: Sequence[str], offered: Sequence[Label]) -> tuple[Chosen, ...]:
    """A word or two that stand in the label of one product only, and maybe how many: "tray", "the 5kg", "1kg mbili". A number by
    itself names none."""
    if len(said) == 1 and _number(said[0]):
        return ()
    found = [
        Chosen(at, "".join(rest))
        for at, each in enumerate(offered)
        if each.is_product and (rest := _beside_label(said, each)) is not None
    ]
    return (found[0],) if len(found) == 1 else ()


def _beside_label(said: Sequence[str], choice: Label) -> list[str] | None:
    """What stands beside words of the label: nothing, or one number; None for anything else."""
    rest = [word for word in said if word not in choice.words]
    numbers = [str(_count(word)) for word in rest if _count(word)]
    return numbers if len(rest) < len(said) and len(numbers) == len(rest) <= 1 else None


def _count(word: str) -> int:
    return _number(word.removeprefix("x").removesuffix("x"))


def _number(word: str) -> int:
    """By digits or a word; 0 where it is none."""
    is_written = word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER
    return int(word) if is_written else said_number(word)


def _words(text: str) -> list[str]:
    plain = list(filter(None, (word.strip(_SIGNS) for word in text.lower().split())))
    points = "?" not in text and any(word in group for word in plain for group in _POINTING)
    said = [word for word in plain if not (points and word in _TAKING)]
    return _FILLERS.sub(" ", " ".join(said)).split() or said
