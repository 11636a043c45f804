"""The places of the countries in use, as ``gazetteer`` in ``data/countries`` has them.

``regions`` has the regions of a country (Kenya's counties), in each its towns, and in a town what lies there. "A = B = C" is
one place: A is its name, B and C are what people also type.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.nlu.text.tokens import fold
from bot.nlu.words.packs import BrokenPack, Entry, Packs, names_of

Kind = Literal["region", "town", "zone", "estate", "road", "landmark", "abroad"]

GROUP = "gazetteer"
_REGIONS, _ABROAD, _ORDINARY = "regions", "abroad", "ordinary"
_TOWNS, _ALSO, _ZONES = "towns", "also", "zones"
_KINDS: dict[str, Kind] = {"estates": "estate", "roads": "road", "landmarks": "landmark"}
_IN_A_ZONE = (_ALSO, *_KINDS)
_IN_A_TOWN = (*_IN_A_ZONE, _ZONES)
SAME_AS = " = "
_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Site:
    """One place. ``region``, ``town`` and ``zone`` are those it lies in, itself among them; empty where there is none."""

    name: str
    kind: Kind
    region: str = ""
    town: str = ""
    zone: str = ""


def key_of(name: str) -> str:
    """The words of a name as tokens have them in ``norm``, with blanks between: "i m building", "st marys"."""
    return " ".join(_WORD.findall(fold(name)))


def sites_of(packs: Packs) -> Iterator[tuple[str, Site]]:
    """Every name of every place, the wider place before what lies in it. Raises BrokenPack with file, line and a way on."""
    _check_shape(packs)
    doubles = _Doubles()
    seen: set[Site] = set()
    for path, entries in packs.lists(f"{GROUP}.{_REGIONS}"):
        spot = _spot(names_of(path)[2:])
        for site in spot.around():
            if site not in seen:
                seen.add(site)
                yield site.name, site
        for entry in entries:
            names = _names(entry)
            site = spot.site(names[0])
            for name in names:
                doubles.meet(name, site, spot, entry)
                yield name, site
    for entry in _plain_list(packs, _ABROAD):
        names = _names(entry)
        yield from ((name, Site(names[0], "abroad")) for name in names)


def ordinary_names(packs: Packs, known: Iterable[str]) -> set[str]:
    """The keys of names that are words of daily talk, goods or people too. Raises BrokenPack for one that is not ``known``."""
    found: set[str] = set()
    for entry in _plain_list(packs, _ORDINARY):
        key = key_of(entry.word)
        if key not in known:
            raise _broken(entry, f"'{entry.word}' is no place of the gazetteer; mend its name or take it out")
        found.add(key)
    return found


def _plain_list(packs: Packs, name: str) -> Iterator[Entry]:
    for _path, entries in packs.lists(f"{GROUP}.{name}"):
        yield from entries


@dataclass(frozen=True)
class _Spot:
    """Where in a country a list stands, and what its places are; ``is_alias`` where they are names of the town or zone."""

    region: str
    town: str
    zone: str
    kind: Kind
    is_alias: bool = False

    def around(self) -> Iterator[Site]:
        yield Site(self.region, "region", self.region)
        if self.town:
            yield Site(self.town, "town", self.region, self.town)
        if self.zone:
            yield Site(self.zone, "zone", self.region, self.town, self.zone)

    def site(self, name: str) -> Site:
        name = (self.zone or self.town) if self.is_alias else name
        town = name if self.kind == "town" else self.town
        return Site(name, self.kind, self.region, town, name if self.kind == "zone" else self.zone)


class _Misplaced(ValueError):
    """A list stands where none can; the text says what can."""


def _spot(names: Sequence[str]) -> _Spot:
    """Of the path below ``regions``. Raises _Misplaced."""
    if len(names) < 2:
        raise _Misplaced(f"'{names[-1]}' wants its towns below it; put them under '{_TOWNS}'")
    region, town = names[:2]
    if town == _TOWNS:
        _end(names, 2, "each of them")
        return _Spot(region, "", "", "town")
    if len(names) == 2:
        raise _Misplaced(
            f"'{town}' wants {_either(_IN_A_TOWN)} below it; a town of which no more is known stands in '{_TOWNS}'"
        )
    if names[2] != _ZONES:
        return _inside(names, 2, _IN_A_TOWN)
    if len(names) == 3:
        return _Spot(region, town, "", "zone")
    if len(names) == 4:
        raise _Misplaced(f"'{names[3]}' wants {_either(_IN_A_ZONE)} below it")
    return _inside(names, 4, _IN_A_ZONE)


def _inside(names: Sequence[str], at: int, known: Sequence[str]) -> _Spot:
    what = names[at]
    if what not in known:
        near = difflib.get_close_matches(what, known, 1)
        raise _Misplaced(
            f"'{names[at - 1]}' has no '{what}'; {f'call it {near[0]}' if near else f'it has {_either(known)}'}"
        )
    _end(names, at + 1, "each")
    zone = names[3] if at > 2 else ""
    if what == _ALSO:
        return _Spot(names[0], names[1], zone, "zone" if zone else "town", is_alias=True)
    return _Spot(names[0], names[1], zone, _KINDS[what])


def _end(names: Sequence[str], length: int, each: str) -> None:
    if len(names) > length:
        raise _Misplaced(f"'{names[length - 1]}' wants a list of places; write {each} as 'Name = other name'")


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _check_shape(packs: Packs) -> None:
    """The lists as the files have them, the empty ones too."""
    for file in packs.files:
        for path, line in file.groups.items():
            names = names_of(path)
            try:
                if names[0] == GROUP:
                    _check(names[1:])
            except _Misplaced as problem:
                raise BrokenPack(f"{file.path}:{line}: {problem}.") from None


def _check(names: Sequence[str]) -> None:
    known = (_REGIONS, _ABROAD, _ORDINARY)
    if not names or names[0] not in known:
        raise _Misplaced(f"'{GROUP}' has no {repr(names[0]) if names else 'list of its own'}; it has {_either(known)}")
    if names[0] == _REGIONS and len(names) > 1:
        _spot(names[1:])
    elif names[0] == _REGIONS:
        raise _Misplaced(f"'{_REGIONS}' wants the names of regions with their towns below them")
    else:
        _end(names, 1, "each")


def _names(entry: Entry) -> list[str]:
    names = [name.strip() for name in entry.word.split(SAME_AS)]
    if not all(key_of(name) and "=" not in name for name in names):
        raise _broken(entry, f"'{entry.word}' is no place; write it as 'Name = other name'")
    return names


class _Doubles:
    """Names that stand in a town, or among the towns of a region, already."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], tuple[Site, Entry]] = {}

    def meet(self, name: str, site: Site, spot: _Spot, entry: Entry) -> None:
        """Raises BrokenPack."""
        if site.kind == "zone":
            return
        town = "" if site.kind == "town" else spot.town
        first, before = self._seen.setdefault((spot.region, town, key_of(name)), (site, entry))
        if first != site:
            line = f"line {before.line}" if before.file == entry.file else f"{before.file}, line {before.line}"
            where = f"in {town or spot.region} ({line} too)"
            raise _broken(entry, f"'{name}' stands twice {where}; take one out")


def _broken(entry: Entry, why: str) -> BrokenPack:
    return BrokenPack(f"{entry.file}:{entry.line}: {why}.")
