"""Where a message names places of the countries in use, and which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.nlu.fields.sites import GROUP, Kind, Site, key_of, ordinary_names, sites_of
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import Token, fold
from bot.nlu.words.groups import derived, made
from bot.nlu.words.lexicon import PLACES
from bot.nlu.words.packs import Packs

# In the middle of a name: Co-op House, I&M, and behind a short form: St. Mary's.
_JOINING = frozenset(("-", "&"))
_LONGEST_SHORT_FORM = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens ``start``–``end`` name a place: one of ``sites``, of which there is at least one.

    ``is_ordinary``: the name is a word of daily talk, goods or a person too ("Junction", "Umoja"), so that alone it says
    little.
    """

    start: int
    end: int
    sites: tuple[Site, ...]
    is_ordinary: bool = False

    @property
    def name(self) -> str:
        return self.sites[0].name

    @property
    def kind(self) -> Kind:
        return self.sites[0].kind

    @property
    def region(self) -> str:
        """In which all places of that name lie; empty where they lie in several, as Majengo does. So ``town``, ``zone``."""
        return _shared(site.region for site in self.sites)

    @property
    def town(self) -> str:
        return _shared(site.town for site in self.sites)

    @property
    def zone(self) -> str:
        return _shared(site.zone for site in self.sites)

    @property
    def may_be_abroad(self) -> bool:
        """ "London" may: an estate of Nakuru has that name too."""
        return any(site.kind == "abroad" for site in self.sites)

    @property
    def is_abroad(self) -> bool:
        return all(site.kind == "abroad" for site in self.sites)


def find_places(tokens: Sequence[Token]) -> list[Place]:
    """The longest names in ``tokens``, in order and without overlap. Of several places of one name those are kept that lie
    in another place of the message: in "Majengo, Nakuru" the Majengo of Nakuru."""
    places = list(_gazetteer.value.find(tokens))
    # Twice, for a place that tells where another lies only once it is known itself.
    return _narrowed(_narrowed(places))


def known_places(tokens: Sequence[Token]) -> list[Span]:
    """Of the country, by more than a landmark; an ordinary word only with a capital."""
    places = (each for each in find_places(tokens) if not each.is_abroad and each.kind != "landmark")
    return [
        Span("place", each.start, each.end)
        for each in places
        if not each.is_ordinary
        or all(token.text[:1].isupper() for token in tokens[each.start : each.end] if token.is_word)
    ]


class Gazetteer:
    """Names, by the words of which they are made, and the places that have them."""

    def __init__(self, named: Iterable[tuple[str, Site]]) -> None:
        self._sites: dict[str, tuple[Site, ...]] = {}
        # From the first word of names to the number of words in the longest one.
        self._longest: dict[str, int] = {}
        self._words: set[str] = set()
        self._ordinary: set[str] = set()
        for name, site in named:
            key = key_of(name)
            self._sites[key] = _with(site, self._sites.get(key, ()))
        for key in self._sites:
            words = key.split()
            self._words.update(words)
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    @classmethod
    def of(cls, packs: Packs) -> Gazetteer:
        """Raises BrokenPack."""
        gazetteer = cls(sites_of(packs))
        gazetteer._ordinary = ordinary_names(packs, gazetteer._sites)
        return gazetteer

    def single_names(self) -> Iterator[str]:
        """Of one word, in a country of ours, and not ordinary."""
        return (
            key
            for key, sites in self._sites.items()
            if " " not in key and key not in self._ordinary and any(site.region for site in sites)
        )

    def find(self, tokens: Sequence[Token]) -> Iterator[Place]:
        for words, places in self._runs(tokens):
            at = 0
            while at < len(words):
                longest = self._longest.get(words[at])
                key = self._key(words, at, longest) if longest else ""
                length = key.count(" ") + 1 if key else 0
                if key:
                    end = places[at + length - 1] + 1
                    yield Place(places[at], end, self._sites[key], key in self._ordinary)
                at += length or 1

    def _key(self, words: Sequence[str], at: int, longest: int) -> str:
        """The longest name that begins there; none is empty."""
        for end in range(min(len(words), at + longest), at, -1):
            key = " ".join(words[at:end])
            if key in self._sites:
                return key
        return ""

    def _runs(self, tokens: Sequence[Token]) -> Iterator[tuple[list[str], list[int]]]:
        """Words and numbers, and their places in ``tokens``; parted where a sign stands that is in no name."""
        words: list[str] = []
        places: list[int] = []
        for at, token in enumerate(tokens):
            word = token.norm
            if word[:1].isalnum():
                words.append(word if token.score == 1.0 else self._as_written(token))
                places.append(at)
            elif words and not (word in _JOINING or (word == "." and len(words[-1]) <= _LONGEST_SHORT_FORM)):
                yield words, places
                words, places = [], []
        if words:
            yield words, places

    def _as_written(self, token: Token) -> str:
        """Of "kahawa west" the last word may have been respelt as another place."""
        written = fold(token.text)
        return written if written in self._words else token.norm


def _with(site: Site, known: tuple[Site, ...]) -> tuple[Site, ...]:
    """A town counts for the region that is named after it, a zone for the estate that it is named after. Where two countries
    are in use, a town of the one is not abroad for the other."""
    if site in known or (site.kind == "abroad" and any(other.kind == "town" for other in known)):
        return known
    if site.kind == "town":
        known = tuple(other for other in known if (other.kind, other.region) != ("region", site.region))
    zone = replace(site, name=site.zone, kind="zone")
    return known if site.kind == "estate" and zone in known else (*known, site)


_Area = tuple[str, str, str]
_SEVERAL = -1


def _narrowed(places: list[Place]) -> list[Place]:
    if all(len(place.sites) == 1 for place in places):
        return places
    # By area the one place that tells it.
    tellers: dict[_Area, int] = {}
    for at, place in enumerate(places):
        for area in _told(place):
            tellers[area] = at if tellers.get(area, at) == at else _SEVERAL
    return [_within(place, at, tellers) if len(place.sites) > 1 else place for at, place in enumerate(places)]


def _told(place: Place) -> Iterator[_Area]:
    """Where the customer must be, going by that place alone: the towns of its name, or all around the only one."""
    if len(place.sites) == 1:
        yield from _areas(place.sites[0])
    else:
        yield from (_area(site) for site in place.sites if site.kind in ("region", "town", "zone"))


def _area(site: Site) -> _Area:
    return site.region, site.town, site.zone


def _areas(site: Site) -> tuple[_Area, ...]:
    return _area(site), (site.region, site.town, ""), (site.region, "", "")


def _within(place: Place, at: int, tellers: dict[_Area, int]) -> Place:
    """Those of its sites that lie where another place of the message is; all where none does."""
    sites = tuple(
        site for site in place.sites if site.region and any(tellers.get(area, at) != at for area in _areas(site))
    )
    return replace(place, sites=sites) if sites else place


def _shared(names: Iterable[str]) -> str:
    different = set(names)
    return different.pop() if len(different) == 1 else ""


_gazetteer = made(GROUP, Gazetteer.of, "Places: regions, their towns, and what lies in them")
PLACE_WORDS = derived(lambda: {*PLACES, *_gazetteer.value.single_names()})
"""Single words that name a place and nothing else."""
