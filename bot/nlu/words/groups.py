"""Groups of words by name, as readers use them: sets, tables and patterns that follow the packs in use.

A reader asks once, when its module is loaded, and gets an object that is filled anew whenever other packs are put to use,
as when Rasa loads a model that was trained with other words.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.nlu.words.packs import BrokenPack, Entry, Packs, project_packs

V = TypeVar("V")
_HOLE = re.compile(r"<<([a-z0-9_.]+)>>")
# No word at all: what an empty group stands for in a pattern.
_NOTHING = r"(?!)"
_SIGN = re.compile(r"([()|?])")
_SIGNS = {"(": "(?:", ")": ")", "|": "|", "?": "?"}
_SHAPE = re.compile(r"[a-z()|?\[\]{},\d+*<>-]+")
_FORM = re.compile(r"[0-9xXA]+(?: [0-9xXA]+)*")
_FORM_SIGNS = {"x": r"\d", "X": "[A-Za-z0-9]", "A": "[A-Za-z]", " ": "[ -]?"}
_SHAPED = re.compile(r"[\[{<]")


class Words(set[str]):
    """A group of words. Asked for by :func:`words`; never changed by readers."""


class Table(dict[str, V], Generic[V]):
    """From words to values. Asked for by :func:`table`; never changed by readers."""


class Made(Generic[V]):
    """What was computed from the packs in use. Asked for by :func:`made`."""

    value: V


class Pattern:
    """A regular expression with groups of words in it, compiled anew when the words change."""

    def __init__(self, template: str, flags: int, written: Callable[[Mapping[str, Entry]], str]) -> None:
        self._template, self._flags, self._written = template, flags, written
        self.compiled: re.Pattern[str] = re.compile(_NOTHING)
        self._bind()

    def fill(self, packs: Packs) -> None:
        self.compiled = _filled(self._template, self._flags, packs, self._written)
        self._bind()

    def groups(self) -> Iterator[str]:
        return iter(_HOLE.findall(self._template))

    def _bind(self) -> None:
        self.search, self.match, self.fullmatch = self.compiled.search, self.compiled.match, self.compiled.fullmatch
        self.finditer, self.findall, self.sub = self.compiled.finditer, self.compiled.findall, self.compiled.sub
        self.split = self.compiled.split


@dataclass(frozen=True)
class Asked:
    """What a reader asks for: ``what`` its words do; of a table, ``keys`` are those that it knows, none for any."""

    what: str = ""
    is_table: bool = False
    keys: tuple[str, ...] = ()


class _Vocabulary:
    """All that was asked for, and the packs that fill it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._packs: Packs | None = None
        self._fillings: list[Callable[[Packs], None]] = []
        self._changes: list[Callable[[], object]] = []
        self.asked: dict[str, Asked] = {}

    def packs(self) -> Packs:
        with self._lock:
            if self._packs is None:
                self._packs = project_packs()
            return self._packs

    def use(self, packs: Packs) -> None:
        with self._lock:
            if packs == self._packs:
                return
            before = self.packs()
            try:
                for fill in self._fillings:
                    fill(packs)
            except BrokenPack:
                for fill in self._fillings:
                    fill(before)
                raise
            self._packs = packs
            for changed in self._changes:
                changed()

    def check(self, packs: Packs) -> None:
        with self._lock:
            before = self.packs()
            try:
                for fill in self._fillings:
                    fill(packs)
            finally:
                for fill in self._fillings:
                    fill(before)

    def ask(self, groups: Iterable[str], asked: Asked, fill: Callable[[Packs], None]) -> None:
        with self._lock:
            for group in groups:
                before = self.asked.get(group, Asked())
                self.asked[group] = Asked(
                    before.what or asked.what, before.is_table or asked.is_table, before.keys or asked.keys
                )
            self._fillings.append(fill)
            fill(self.packs())

    def on_change(self, changed: Callable[[], object]) -> None:
        with self._lock:
            self._changes.append(changed)


_vocabulary = _Vocabulary()


def words(group: str, what: str = "") -> Words:
    """The words of ``group`` and of the groups below it; ``what`` says to a trainer what they do."""
    found = Words()

    def fill(packs: Packs) -> None:
        found.clear()
        found.update(packs.values(group))

    _vocabulary.ask((group,), Asked(what), fill)
    return found


def table(group: str, convert: Callable[[str], V], what: str = "", keys: Iterable[str] = ()) -> Table[V]:
    """From each word of ``group`` to the key it stands under, through ``convert``, which raises ValueError for a key that is
    none. ``keys`` are all there can be, if that is known."""
    found: Table[V] = Table()

    def fill(packs: Packs) -> None:
        keys_of = packs.values(group)
        values = {key: _converted(packs, group, key, convert) for key in set(keys_of.values())}
        found.clear()
        found.update((word, values[key]) for word, key in keys_of.items())

    _vocabulary.ask((group,), Asked(what, is_table=True, keys=tuple(keys)), fill)
    return found


def _converted(packs: Packs, group: str, key: str, convert: Callable[[str], V]) -> V:
    try:
        return convert(key)
    except ValueError as problem:
        where = _entries(packs, group)
        entry = next(where[word] for word, value in packs.values(group).items() if value == key)
        why = f"'{key}' in '{group}': {problem}" if key else _keyless(group)
        raise BrokenPack(f"{entry.file}:{entry.line}: {why}.") from None


def lists(group: str, what: str = "") -> Table[tuple[str, ...]]:
    """The other way round: from each key of ``group`` to the words under it, in the order of the packs."""
    found: Table[tuple[str, ...]] = Table()

    def fill(packs: Packs) -> None:
        found.clear()
        for word, value in packs.values(group).items():
            found[value] = (*found.get(value, ()), word)

    _vocabulary.ask((group,), Asked(what), fill)
    return found


def tagged(group: str, around: str, flags: int = 0, what: str = "") -> Table[re.Pattern[str]]:
    """A pattern for the words of each key of ``group``, with ``around`` put around them in place of its ``%s``."""
    found: Table[re.Pattern[str]] = Table()

    def fill(packs: Packs) -> None:
        found.clear()
        found.update(
            (key, re.compile(around % _alternatives(entries), flags)) for key, entries in _by_key(packs, group)
        )

    _vocabulary.ask((group,), Asked(what), fill)
    return found


def forms(group: str, around: str, what: str = "", convert: Callable[[str], object] = str) -> Table[re.Pattern[str]]:
    """How numbers and codes are written, by key: ``x`` is any digit, ``A`` any letter, ``X`` either, and a blank may be a
    blank, a dash or nothing. In ``around`` they take the place of ``%(form)s``, and the key that of ``%(key)s``.
    ``convert`` raises ValueError for a key that is none."""
    found: Table[re.Pattern[str]] = Table()

    def fill(packs: Packs) -> None:
        found.clear()
        for key, entries in _by_key(packs, group):
            _converted(packs, group, key, convert)
            form = "|".join(map(_form, entries.values()))
            found[key] = re.compile(around % {"key": re.escape(key), "form": f"(?:{form})"})

    _vocabulary.ask((group,), Asked(what), fill)
    return found


def shapes(group: str, what: str = "") -> Pattern:
    """How words are built, as prefixes, stems and endings: each entry of ``group`` is a small regular expression of letters,
    ``(a|b)``, ``?`` and ``[a-z]{2,}``; one part in ``<…>`` is the stem, which the match gives as its group. Raises BrokenPack."""
    made = Pattern(f"<<{group}>>", 0, _shaped)
    _vocabulary.ask((group,), Asked(what), made.fill)
    return made


def pattern(template: str, flags: int = 0, what: str = "", loose: bool = False) -> Pattern:
    """``<<group>>`` in ``template`` stands for any of its words. They are taken as they are written, but for ``(a|b)``, ``?``
    behind what may be left out, and a ``*`` at the end for any letters; ``loose``: a blank in them for any white space."""
    made = Pattern(template, flags, _loose_alternatives if loose else _alternatives)
    _vocabulary.ask(made.groups(), Asked(what), made.fill)
    return made


def spoken(template: str, flags: int = 0, what: str = "") -> Table[re.Pattern[str]]:
    """The same as a pattern for each language: from the name of its pack to the pattern with its words alone."""
    found: Table[re.Pattern[str]] = Table()

    def fill(packs: Packs) -> None:
        found.clear()
        for language, alone in packs.by_language().items():
            found[language] = _filled(template, flags, alone, _alternatives)

    _vocabulary.ask(_HOLE.findall(template), Asked(what), fill)
    return found


def languages(group: str, what: str = "") -> Table[str]:
    """From each word of ``group`` to the name of the pack in which it stands first."""
    found: Table[str] = Table()

    def fill(packs: Packs) -> None:
        found.clear()
        for language, alone in packs.by_language().items():
            for word in alone.values(group):
                found.setdefault(word, language)

    _vocabulary.ask((group,), Asked(what), fill)
    return found


def derived(compute: Callable[[], Iterable[str]]) -> Words:
    """A set made of other groups, computed anew when they change. Asked for after them."""
    found = Words()

    def fill(_packs: Packs) -> None:
        computed = set(compute())
        found.clear()
        found.update(computed)

    _vocabulary.ask((), Asked(), fill)
    return found


def made(group: str, compute: Callable[[Packs], V], what: str = "") -> Made[V]:
    """What ``compute`` makes of the lists below ``group``; it raises BrokenPack for what it cannot use."""
    found: Made[V] = Made()

    def fill(packs: Packs) -> None:
        found.value = compute(packs)

    _vocabulary.ask((group,), Asked(what), fill)
    return found


def on_change(changed: Callable[[], object]) -> None:
    """Has ``changed`` called after other packs were put to use, as to empty a cache."""
    _vocabulary.on_change(changed)


def use(packs: Packs) -> None:
    """Fills everything that was asked for from ``packs``. Raises BrokenPack, and then all is as before."""
    _vocabulary.use(packs)


def check(packs: Packs) -> None:
    """Raises BrokenPack where a reader could not use ``packs``; nothing changes."""
    _vocabulary.check(packs)


def current() -> Packs:
    """The packs in use; those that ``config.yml`` of the project names until others are put to use."""
    return _vocabulary.packs()


def asked() -> Mapping[str, Asked]:
    """Every group that a loaded reader asks for."""
    return dict(_vocabulary.asked)


def _entries(packs: Packs, group: str) -> dict[str, Entry]:
    """From each word of ``group`` and of the groups below it to where it stands first."""
    found: dict[str, Entry] = {}
    for _path, entries in packs.lists(group):
        for entry in entries:
            found.setdefault(entry.word, entry)
    return found


def _by_key(packs: Packs, group: str) -> Iterator[tuple[str, dict[str, Entry]]]:
    """The same by the rest of their path. Raises BrokenPack where there is none."""
    where, by_key = _entries(packs, group), dict[str, dict[str, Entry]]()
    for word, key in packs.values(group).items():
        if not key:
            raise BrokenPack(f"{where[word].file}:{where[word].line}: {_keyless(group)}.")
        by_key.setdefault(key, {})[word] = where[word]
    return iter(by_key.items())


def _keyless(group: str) -> str:
    return f"'{group}' wants its words under keys, as in {{key: [word]}}"


def _filled(template: str, flags: int, packs: Packs, written: Callable[[Mapping[str, Entry]], str]) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(lambda hole: written(_entries(packs, hole[1])), template), flags)


def _loose_alternatives(found: Mapping[str, Entry]) -> str:
    return _alternatives(found).replace(" ", r"\s+")


def spelt(word: str) -> re.Pattern[str] | None:
    """What ``word`` of a pack stands for by its signs, as of a :func:`pattern` or of :func:`shapes`; None where it is only itself."""
    if _SHAPED.search(word):
        return re.compile(_shape_of(word)) if _SHAPE.fullmatch(word) else None
    return re.compile(_phrase_of(word), re.IGNORECASE) if _SIGN.search(word) or word.endswith("*") else None


def _alternatives(found: Mapping[str, Entry]) -> str:
    """Longest first, so that "kumi na moja" is not read as "kumi"."""
    written = sorted(found, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_phrase(found[word]) for word in written) + ")" if written else _NOTHING


def _shaped(found: Mapping[str, Entry]) -> str:
    return "|".join(map(_shape, found.values())) or _NOTHING


def _shape(entry: Entry) -> str:
    """Raises BrokenPack."""
    shape = _shape_of(entry.word)
    if not _SHAPE.fullmatch(entry.word) or not _is_pattern(shape):
        raise _broken(entry, "is no shape of a word: letters, (a|b), ?, [a-z]{2,} and one <stem> are")
    return shape


def _shape_of(word: str) -> str:
    return word.replace("(", "(?:").replace("<", "(").replace(">", ")")


def _form(entry: Entry) -> str:
    """Raises BrokenPack."""
    if not _FORM.fullmatch(entry.word):
        raise _broken(
            entry, "is no form of a number: digits, x for any digit, A for a letter, X for either and blanks are"
        )
    return "".join(_FORM_SIGNS.get(sign, sign) for sign in entry.word)


def _phrase(entry: Entry) -> str:
    """Raises BrokenPack."""
    phrase = _phrase_of(entry.word)
    if _SIGN.search(entry.word) and not _is_pattern(phrase):
        raise _broken(
            entry, "is no phrase: (a|b) wants both its brackets, and ? something before it that may be left out"
        )
    return phrase


def _phrase_of(word: str) -> str:
    stem = word.removesuffix("*")
    parts = _SIGN.split(stem)
    written = "".join(_SIGNS.get(part) or re.escape(part).replace(r"\ ", " ").replace(r"\-", "-") for part in parts)
    return written + (r"\w*" if stem != word else "")


def _is_pattern(written: str) -> bool:
    try:
        re.compile(written)
    except re.error:
        return False
    return True


def _broken(entry: Entry, why: str) -> BrokenPack:
    return BrokenPack(f"{entry.file}:{entry.line}: '{entry.word}' {why}.")
