"""The shop's own questions, as a designer writes them in ``data/questions.yml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bot.commerce.extras import Extra
from bot.domain_files import ROOT
from bot.yaml_file import load_yaml

QUESTIONS = "data/questions.yml"
LANGUAGES = ("en", "sw")
PARTS = ("price", "line", "said")
# As much as fits one line of a summary on a phone, and a receipt's.
LONGEST_LINE = 40


@dataclass(frozen=True)
class Mistake:
    """``at`` is the part of the file that is wrong, for whoever knows on which line it stands."""

    why: str
    mend: str
    at: object = None


class BrokenQuestions(ValueError):
    """``data/questions.yml`` cannot be used; ``make validate`` tells all that is wrong with it."""


def read_extras(root: Path = ROOT) -> tuple[Extra, ...]:
    """In the order in which they are asked; none where there is no such file. Raises BrokenQuestions."""
    path = root / QUESTIONS
    if not path.is_file():
        return ()
    try:
        content = load_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenQuestions(f"{QUESTIONS} is not YAML: {error}") from error
    wrong = next(mistakes_in(content), None)
    if wrong is not None:
        raise BrokenQuestions(f"{QUESTIONS}: {wrong.why}; {wrong.mend}")
    return tuple(_extra(name, written) for name, written in _questions(content).items())


def _questions(content: Any) -> Mapping[Any, Any]:
    return (content or {}).get("questions") or {}


def _extra(name: str, written: Mapping[str, Any]) -> Extra:
    return Extra(str(name), Decimal(str(written.get("price", 0))), dict(written["line"]), phrases_of(written))


def phrases_of(written: Mapping[str, Any]) -> tuple[str, ...]:
    """All by which it is named: the words that were given, and what it is called in a summary."""
    said = (*written.get("said", ()), *written["line"].values())
    return tuple(dict.fromkeys(" ".join(phrase.lower().split()) for phrase in said))


def mistakes_in(content: Any) -> Iterator[Mistake]:
    """All that is wrong with what the file holds."""
    if content is None:
        return
    if not isinstance(content, Mapping) or set(content) - {"questions"}:
        yield Mistake(
            "nothing but 'questions' belongs here", "write questions: {name: {price: …, line: …, said: …}}", content
        )
        return
    questions = content.get("questions") or {}
    if not isinstance(questions, Mapping):
        yield Mistake("'questions' holds no names", "write questions: {name: {price: …, line: …, said: …}}", content)
        return
    named: dict[str, object] = {}
    for name, written in questions.items():
        wrong = list(_wrong_with(name, written))
        yield from wrong or _said_twice(name, written, named)


def _wrong_with(name: Any, written: Any) -> Iterator[Mistake]:
    if not isinstance(name, str) or not name.isidentifier() or not name.islower() or not name.isascii():
        yield Mistake(f"'{name}' is no name of a question", "use small letters, digits and _, as in gift_wrap", name)
        return
    if not isinstance(written, Mapping):
        yield Mistake(f"'{name}' says nothing", "give it at least line: {en: …, sw: …}", name)
        return
    for part in written:
        if part not in PARTS:
            yield Mistake(f"'{name}' has '{part}', which nobody reads", f"there are {', '.join(PARTS)}", part)
    yield from _wrong_price(name, written.get("price", 0))
    yield from _wrong_lines(name, written.get("line"))
    yield from _wrong_words(name, written.get("said", []))


def _wrong_price(name: str, price: Any) -> Iterator[Mistake]:
    is_price = isinstance(price, (int, float)) and not isinstance(price, bool) and 0 <= price < 1_000_000
    if not is_price or round(price, 2) != price:
        yield Mistake(f"the price of '{name}' is {price!r}", "write KES as a number, 0 for what costs nothing", name)


def _wrong_lines(name: str, lines: Any) -> Iterator[Mistake]:
    said: Mapping[Any, Any] = lines if isinstance(lines, Mapping) else {}
    for language in LANGUAGES:
        line = said.get(language)
        if not isinstance(line, str) or not 0 < len(line.strip()) <= LONGEST_LINE or "\n" in line:
            mend = f"add line: {{{language}: …}}, one line of at most {LONGEST_LINE} characters"
            yield Mistake(f"'{name}' has no line for '{language}'", mend, lines or name)
    for language in set(said) - set(LANGUAGES):
        yield Mistake(f"'{name}' has a line for '{language}', which the shop does not speak", "remove it", lines)


def _wrong_words(name: str, said: Any) -> Iterator[Mistake]:
    is_list = isinstance(said, Sequence) and not isinstance(said, str)
    if not is_list or not all(isinstance(phrase, str) and any(map(str.isalpha, phrase)) for phrase in said):
        mend = "write said: [gift wrap, wrap it], numbers and yes or no in quotes"
        yield Mistake(f"'said' of '{name}' is no list of words", mend, said or name)


def _said_twice(name: str, written: Mapping[str, Any], named: dict[str, object]) -> Iterator[Mistake]:
    for phrase in phrases_of(written):
        before = named.setdefault(phrase, name)
        if before != name:
            why = f"'{phrase}' names '{before}' and '{name}': which is meant is left to chance"
            yield Mistake(why, "keep one of them", name)
