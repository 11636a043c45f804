"""An index over the live catalog: from words to the products they can mean, without a scan."""

from __future__ import annotations

import re
import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, permutations
from typing import NamedTuple

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.labels import Labels
from bot.nlu.goods.meanings import LONGEST_PHRASE, MEANINGS, is_goods
from bot.nlu.goods.mention import Hits
from bot.nlu.goods.pack import Pack, pack_of, told_apart
from bot.nlu.goods.phrase_table import Phrase, PhraseTable
from bot.nlu.goods.sayable import sayable
from bot.nlu.goods.stem import stem
from bot.nlu.goods.stored_rows import StoredPacks, StoredProducts, StoredRows
from bot.nlu.goods.unsaid import goods_by_mark, goods_of_shelf, says_goods
from bot.nlu.goods.whole_names import WholeNames
from bot.nlu.text.spelling import SpellingIndex
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.text.units import UNITS, VESSELS
from bot.nlu.text.word_table import Kept, Parts, PlaceTable, WordTable
from bot.nlu.words.groups import on_change, pattern, words
from bot.nlu.words.lexicon import OF

_LONGEST_PHRASE = 6
_KEPT_INDEXES = 4
# So many words of a name are also found written together: "tshirt".
_JOINED = 2
# Shorter ones are seldom two words of goods.
_LEAST_JOINED = 6
_SHADES = words("goods.shades", "Before a colour: which one, as the bottle of bottle green")
_SHELF_JOINERS = words("goods.shelf_joiners", "In the name of a shelf, between two kinds of goods")
_LINKS = words("goods.links", "Connectives that are written together with a name")
_CUES = words("sizes.follows", "Before a number that is a size")
_MADE_OF = words("goods.made_of", "At the end of a name: what stands before it says of what or for what it is")
_BEFORE_PARTS = pattern(r"[:+]|\b<<goods.with>>(?!\w)", re.IGNORECASE, "In a name: what else it comes with")
_NONE: Hits = frozenset()
# No word of goods: all products that are filed under what their names do not say.
_ALL = ""
# Of more products nobody is asked which.
_MOST_HINTED = 200
TokensOf = Callable[[str], Sequence[Token]]


@dataclass
class _Draft:
    """``part`` are those that the phrase is only a part of: the chicken of a combo. It counts where it is nothing else."""

    exact: set[int] = field(default_factory=set)
    inside: set[int] = field(default_factory=set)
    part: set[int] = field(default_factory=set)
    is_head: bool = False
    is_firm: bool = False
    kin: set[int] = field(default_factory=set)

    def phrase(self) -> Phrase:
        inside = self.inside if self.exact or self.inside else self.part
        is_firm = self.is_firm or bool(self.exact)
        is_part = inside is self.part
        return Phrase(frozenset(self.exact), frozenset(inside), self.is_head, is_firm, frozenset(self.kin), is_part)


class Respelling(NamedTuple):
    """A word as it is meant and how near that is; ``parts`` where it was written together with another."""

    norm: str
    score: float
    parts: tuple[tuple[int, int], ...]


AS_IT_STANDS = Respelling("", 1.0, ())


class CatalogIndex:
    """Products by name, alias, whole word and near spelling. Positions are places in ``products``."""

    def __init__(self, catalog: Catalog) -> None:
        self.version = catalog.version
        self.products: tuple[Product, ...] | StoredProducts = catalog.products
        # Each text is taken apart once, whoever looks at it.
        tokens_of = cache(tokenise)
        products, self.problems = sayable(catalog.products, tokens_of)
        self.packs: list[Pack] | StoredPacks = told_apart([pack_of(product, tokens_of) for product in products])
        self.by_sku = WordTable.of({product.sku.upper(): (place,) for place, product in enumerate(products)})
        self.whole_names = WholeNames.of(products, tokens_of)
        self.labels = Labels.of(products, tokens_of)
        described: dict[str, set[int]] = {}
        named: set[str] = set()
        bare: list[str] = []
        drafts: dict[str, _Draft] = {}
        own: dict[str, None] = {}
        for place, product in enumerate(products):
            _describe(described, place, product, tokens_of)
            parts = _parts_of(product.name)
            named.update(_runs_of(tokens_of(product.name)))
            for at, phrase in enumerate(_phrases(product, self.packs[place], tokens_of)):
                if not at:
                    bare.append(_bare(phrase))
                own.update(dict.fromkeys(word for word in phrase if word != OF))
                _draft(drafts, place, phrase, parts, is_name=not at)
        _join_halves(drafts)
        shelves = _by_shelf(products, tokens_of)
        unsaid = _unsaid(products, shelves, tokens_of)
        self._unsaid = PlaceTable.of(_file_unsaid(drafts, described, unsaid))
        own.update(_words_in(unsaid.values()))
        self.categories: dict[str, str] = _categories(catalog, drafts, tokens_of)
        self._same = _same_goods(drafts, described, named, bare)
        self._hints = PlaceTable.of({**shelves, **_by_class(drafts)})
        self._siblings = WordTable.of(_places_by(bare))
        self._bare = array("I", map(self._siblings.place, bare))
        self.described = PlaceTable.of(described)
        self._phrases = PhraseTable.of({key: draft.phrase() for key, draft in drafts.items()})
        wide = MEANINGS.value.wider.keys() & drafts.keys()
        self.words = WordTable.of(dict.fromkeys((*own, *sorted(wide)), ()))
        self.longest = max((key.count(" ") + 1 for key in drafts), default=1)
        self.spelling = SpellingIndex.of(sorted(own))
        self.forget()

    def forget(self) -> None:
        """Nothing of what was asked is kept at hand any more."""
        self.respelt = Kept[Respelling]()
        self._known = Kept[bool]()
        self._keys = Kept[str]()

    def parts(self) -> Parts:
        """All that was found out, without the products and their packs."""
        return {
            "categories": self.categories,
            "by_sku": self.by_sku.parts(),
            "whole_names": self.whole_names.parts(),
            "labels": self.labels.parts(),
            "unsaid": self._unsaid.parts(),
            "hints": self._hints.parts(),
            "same": self._same,
            "siblings": self._siblings.parts(),
            "bare": self._bare,
            "described": self.described.parts(),
            "phrases": self._phrases.parts(),
            "words": self.words.parts(),
            "longest": self.longest,
            "spelling": self.spelling.parts(),
        }

    @classmethod
    def from_parts(cls, version: str, products: StoredProducts, packs: StoredPacks, parts: Parts) -> CatalogIndex:
        """As ``parts()`` were given."""
        index = cls.__new__(cls)
        index.version, index.products, index.packs = version, products, packs
        index.categories = parts["categories"]
        index.by_sku = WordTable.from_parts(parts["by_sku"])
        index.whole_names = WholeNames.from_parts(parts["whole_names"])
        index.labels = Labels.from_parts(parts["labels"])
        index._unsaid, index._hints = (PlaceTable.from_parts(parts[name]) for name in ("unsaid", "hints"))
        index._same = parts["same"]
        index._siblings = WordTable.from_parts(parts["siblings"])
        index._bare = parts["bare"]
        index.described = PlaceTable.from_parts(parts["described"])
        index._phrases = PhraseTable.from_parts(parts["phrases"])
        index.words = WordTable.from_parts(parts["words"])
        index.longest = parts["longest"]
        index.spelling = SpellingIndex.from_parts(parts["spelling"])
        index.problems = []
        index.forget()
        return index

    @property
    def asked_bytes(self) -> int:
        """About how many bytes is taken by what was asked so far and is kept at hand."""
        tables = self._phrases.asked_bytes + self.labels.asked_bytes
        tables += sum(each.asked_bytes for each in (self.described, self._unsaid, self._hints))
        tables += sum(each.asked_bytes for each in (self.products, self.packs) if isinstance(each, StoredRows))
        return tables + sum(kept.asked_bytes for kept in (self.respelt, self._known, self._keys))

    def find(self, words: list[str]) -> Phrase | None:
        """The products that the stemmed ``words`` name, written apart or together; None when no product does."""
        found = self._phrases.get(" ".join(words)) if all(map(self._may_be_said, words)) else None
        count = len(words)
        if found is None and count <= _JOINED:
            joined = "".join(words)
            found = self._phrases.get("=" + joined)
            # The "Beanbag" of who says "bean bag".
            if found is None and count == _JOINED and len(joined) >= _LEAST_JOINED:
                found = self._phrases.get(joined)
        return found

    def knows(self, word: str) -> bool:
        """Whether the stemmed ``word`` stands in the name or an alias of a product, alone or written together."""
        found = self._known.get(word)
        return found if found is not None else self._known.keep(word, word in self.words or "=" + word in self._phrases)

    def _may_be_said(self, word: str) -> bool:
        return word == OF or " " in word or self.knows(word)

    def are_siblings(self, places: Iterable[int]) -> bool:
        """Whether the products differ in numbers, sizes, colours and the like alone."""
        return len({self._bare[place] for place in places}) == 1

    def siblings(self, places: Hits) -> Hits:
        """All products that differ from those at ``places`` in numbers, sizes, colours and the like alone."""
        return places.union(*map(self._siblings.row, {self._bare[place] for place in places}))

    def variants(self, places: Hits) -> Hits:
        """All products whose names differ from that of one of those at ``places`` in one word, and share one that names goods,
        or two: "Chocolate Croissant" and "Butter Croissant"."""
        return _NONE.union(*(self._variants(self._bare_name(place)) for place in places))

    def _variants(self, name: Sequence[str]) -> Hits:
        shared = ([*name[:at], *name[at + 1 :]] for at in range(len(name)))
        alike = (self.with_all(words) for words in shared if len(words) > 1 or any(map(is_goods, words)))
        return frozenset(place for place in _NONE.union(*alike) if len(self._bare_name(place)) == len(name))

    def family(self, places: Hits) -> Hits:
        """The siblings and all other products of their kind."""
        names = {self._bare[place] for place in places}
        return self.siblings(places).union(*(self.headed(self._siblings.word(name).split(" ")) for name in names))

    def most_alike(self, places: Hits, others: Hits) -> Hits:
        """Of the products at ``places`` those whose names share most with ``others``."""
        words = {word for place in others for word in self._bare_name(place)}
        shared = {place: len(words.intersection(self._bare_name(place))) for place in places}
        return frozenset(place for place in places if shared[place] == max(shared.values()))

    def is_made_of(self, place: int, word: str) -> bool:
        """Whether the stemmed ``word`` is the name of goods, and in the name of the product no more than of what or for what
        other goods are: the mango of a mango juice."""
        classes = MEANINGS.value.classes.get(word, ())
        name = self._bare_name(place)
        is_same = any({*each.split()} & {*name} - {word} for each in classes)
        is_said = bool(classes) and place in self.described.get(word)
        return is_said and word != name[-1] and not is_same and (name[-1] in _MADE_OF or word not in name)

    def is_called(self, place: int, word: str) -> bool:
        """Whether the name of the product ends with ``word``, numbers, sizes, colours and the like aside."""
        return self._bare_name(place)[-1] == word

    def are_for_others(self, places: Hits, named: Collection[str]) -> bool:
        """Whether the names of all of them end with goods that were not ``named``."""
        lasts = [self._bare_name(place)[-1] for place in places]
        return bool(lasts) and all(_is_other(last, named) for last in lasts)

    def themselves(self, places: Hits, named: Collection[str]) -> Hits:
        """Those that are what is ``named``, where all others are other goods made for it: the pot, and not its lid. Named by no
        goods, those in whose names are none."""
        if not named:
            return frozenset(place for place in places if not any(map(is_goods, self._bare_name(place))))
        hits = frozenset(place for place in places if self._is_itself(place, named))
        return hits if self.are_for_others(places - hits, named) else _NONE

    def _is_itself(self, place: int, named: Collection[str]) -> bool:
        """Whether its name ends with what is ``named``, numbers and what they say aside: a "Laptop 8GB RAM" is a laptop, and
        "Nepi za kitambaa" are nappies. What does not say what it is may be it."""
        name = self._bare_name(place)
        if any(place in self._unsaid.get(word) for word in named) or (name[0] in named and name[1:2] == [OF]):
            return True
        words = [stem(word) for word in self.packs[place].words]
        is_before_number = any(word in named and after[:1].isdigit() for word, after in pairwise(words))
        return is_before_number or name[-1] in named

    def are_unsaid(self, places: Hits, said: Sequence[str]) -> bool:
        """Whether a word of the stemmed ``said`` is what all of the products are, though their names do not say so."""
        if not places or not places <= self._unsaid.get(_ALL):
            return False
        return any(places <= self._unsaid.get(key) for key in map(self.key, _phrases_in(said)))

    def hinted_at(self, said: Sequence[str]) -> Hits:
        """Which products the customer can be asked about where nothing is called as was ``said``: those that have another word for
        it, though for more than it alone, or are on the shelf that is called so, and those with the words in their names, though
        as what they are made of or like."""
        each = [self._named(word) | self._meant(word) for word in said]
        return self._meant(" ".join(said)) | (frozenset.intersection(*each) if each else _NONE)

    def _named(self, word: str) -> Hits:
        places = self.described.get(word)
        if len(places) > _MOST_HINTED:
            return _NONE
        return frozenset(place for place in places if word in map(stem, self.packs[place].full))

    def _meant(self, phrase: str) -> Hits:
        """What another maker makes is not meant."""
        if phrase in MEANINGS.value.marks:
            return _NONE
        return _NONE.union(*(self._hints.get(each) for each in (phrase, *MEANINGS.value.classes.get(phrase, ()))))

    def _bare_name(self, place: int) -> list[str]:
        return self._siblings.word(self._bare[place]).split(" ")

    def with_all(self, words: Sequence[str]) -> Hits:
        """The products that have all of ``words`` in their names or aliases, in any order."""
        places = [self.described.get(word) for key in words for word in key.split(" ")]
        return frozenset.intersection(*places) if places else _NONE

    def headed(self, words: Sequence[str]) -> Hits:
        """The products of the kind that the last of ``words`` that is a name of goods tells: all croissants of a chocolate one."""
        kinds, classes = MEANINGS.value.kinds, MEANINGS.value.classes
        own = [word for word in words if word not in kinds]
        head = next((word for word in reversed(own) if word in classes), own[-1] if own else "")
        phrase = self._phrases.get(head)
        return phrase.broad if phrase is not None else _NONE

    def key(self, phrase: str) -> str:
        """The stemmed ``phrase`` as this catalog says it ("shati" as "shirt"); as it is where no product is called so."""
        found = self._keys.get(phrase)
        return found if found is not None else self._keys.keep(phrase, self._key(phrase))

    def _key(self, phrase: str) -> str:
        if phrase in self.described or phrase in self._phrases:
            return phrase
        names = MEANINGS.value.classes.get(phrase, ())
        # "baby powder" says more than "powder".
        said = [self._same[name] for name in names if name in self._same and self._same[name] not in phrase.split()]
        return (max(said, key=self._called) if len(said) > 1 else "".join(said)) or self._unit_as_said(phrase)

    def _called(self, word: str) -> tuple[int, int]:
        """How many products are called so, and how many say the word."""
        places = self.described.get(word)
        return sum(self.is_called(place, word) for place in places), len(places)

    def _unit_as_said(self, word: str) -> str:
        """Where cups are sold, "vikombe" are those."""
        unit = UNITS[word] if word in VESSELS else None
        others = [other for other, its in UNITS.items() if its == unit and other in self.described] if unit else []
        return max(others, key=lambda other: len(self.described.get(other)), default=word)


# What messages are read against: an index, or a catalog whose index is made when it is first asked for.
Goods = Catalog | CatalogIndex

_indexes: OrderedDict[int, tuple[Catalog, CatalogIndex]] = OrderedDict()
_lock = threading.Lock()


def index_of(catalog: Goods) -> CatalogIndex:
    """The index of ``catalog``, built once for each version; safe from several threads."""
    if isinstance(catalog, CatalogIndex):
        return catalog
    with _lock:
        kept = _indexes.get(id(catalog))
        if kept is not None:
            return kept[1]
    index = _same_version(catalog) or CatalogIndex(catalog)
    with _lock:
        _indexes[id(catalog)] = (catalog, index)
        while len(_indexes) > _KEPT_INDEXES:
            _indexes.popitem(last=False)
    return index


def _forget() -> None:
    with _lock:
        _indexes.clear()


on_change(_forget)


def _same_version(catalog: Catalog) -> CatalogIndex | None:
    if not catalog.version:
        return None
    with _lock:
        kept = [index for _, index in _indexes.values() if index.version == catalog.version]
    return next((index for index in kept if index.products == catalog.products), None)


def _join_halves(drafts: Mapping[str, _Draft]) -> None:
    """A "Sound Bar" is one of the soundbars."""
    for pair, apart in drafts.items():
        joined = drafts.get(pair.replace(" ", "")) if pair.count(" ") == 1 else None
        if joined is not None:
            apart.inside |= joined.exact | joined.inside
            joined.inside |= apart.exact | apart.inside


def _unsaid(
    products: Sequence[Product], shelves: Mapping[str, Collection[int]], tokens_of: TokensOf
) -> dict[int, list[str]]:
    """What products are whose names do not say it: by their makers, and where some on a shelf are what it is called by theirs, by
    the shelf."""
    told = ((place, goods_by_mark(product, tokens_of)) for place, product in enumerate(products))
    found = {place: [*goods] for place, goods in told if goods}
    for name in shelves.keys() & {name for goods in found.values() for name in goods}:
        for place in shelves[name]:
            if place not in found and not says_goods(products[place], tokens_of):
                found[place] = [name]
    return found


def _words_in(names: Iterable[Iterable[str]]) -> dict[str, None]:
    return dict.fromkeys(word for some in names for name in some for word in name.split())


def _file_unsaid(
    drafts: dict[str, _Draft], described: dict[str, set[int]], unsaid: Mapping[int, Sequence[str]]
) -> dict[str, set[int]]:
    """Files products under what they are though their names do not say it, by all words that the catalog has for it; the words
    with the products that do not have them."""
    called = _called(drafts, {name for goods in unsaid.values() for name in goods})
    filed = _by_words(unsaid, called)
    phrases = {phrase for said in called.values() for phrase in said}
    for word, places in filed.items():
        draft = drafts.get(word) or _Draft()
        places.difference_update(draft.exact | draft.inside)
        described.setdefault(word, set()).update(places)
    for phrase in sorted(phrases):
        draft = drafts.setdefault(phrase, _Draft())
        draft.inside |= filed[phrase]
        draft.is_firm |= phrase in called
    return {**filed, _ALL: set(unsaid)}


def _by_words(unsaid: Mapping[int, Sequence[str]], called: Mapping[str, set[str]]) -> dict[str, set[int]]:
    filed: dict[str, set[int]] = {}
    for place, name in ((place, name) for place, goods in unsaid.items() for name in goods):
        for word in {*name.split(), *called[name]}:
            filed.setdefault(word, set()).add(place)
    return filed


def _called(drafts: Mapping[str, _Draft], wanted: Collection[str]) -> dict[str, set[str]]:
    """By which words the catalog finds the ``wanted`` goods; marks of their makers are none."""
    meanings, called = MEANINGS.value, {name: {name, name.split()[-1]} for name in wanted}
    for phrase in drafts.keys() & meanings.classes.keys() if wanted else ():
        if phrase.replace(" ", "") not in meanings.marks:
            for name in called.keys() & {*meanings.classes[phrase]}:
                called[name].add(phrase)
    return called


def _by_shelf(products: Iterable[Product], tokens_of: TokensOf) -> dict[str, set[int]]:
    shelves: dict[str, set[int]] = {}
    goods_of = cache(lambda titles: goods_of_shelf(titles, tokens_of))
    for place, product in enumerate(products):
        for goods in goods_of((product.category, product.subcategory)):
            shelves.setdefault(goods, set()).add(place)
    return shelves


def _by_class(drafts: Mapping[str, _Draft]) -> dict[str, set[int]]:
    """What goods are called anywhere with the products that have any word for them."""
    kinds, found = MEANINGS.value.kinds, dict[str, set[int]]()
    for phrase in drafts.keys() & MEANINGS.value.classes.keys() - kinds.keys():
        for name in MEANINGS.value.classes[phrase]:
            found.setdefault(name, set()).update(drafts[phrase].exact | drafts[phrase].inside)
    return found


def _same_goods(
    drafts: dict[str, _Draft], described: dict[str, set[int]], named: set[str], bare: Sequence[str]
) -> dict[str, str]:
    """From the classes of words that mean the same to the word that the catalog has of each."""
    meanings, found, alike = MEANINGS.value, dict[str, str](), dict[str, list[_Draft]]()
    for phrase in dict.fromkeys((*drafts, *described)):
        draft = drafts.get(phrase, _Draft())
        for name in meanings.classes.get(phrase, ()):
            alike.setdefault(name, []).append(draft)
            if phrase == name or phrase in meanings.kinds or _is_whole(phrase, draft, named):
                found.setdefault(name, phrase)
    for one, other in (pair for same in alike.values() for pair in permutations(same, 2)):
        one.kin |= other.exact | other.inside
    _same_qualities(described, found)
    _widen(drafts, described, bare)
    return found


def _is_whole(phrase: str, draft: _Draft, named: set[str]) -> bool:
    """Another word than the one that names the class must be all of a name, or the thing that it tells more of: "powder" of a
    washing powder, or a brand in an alias, is no baby powder."""
    return phrase in named and (bool(draft.exact) or draft.is_head)


def _widen(drafts: dict[str, _Draft], described: dict[str, set[int]], bare: Sequence[str]) -> None:
    """Files goods of several kinds under the word for all of them; what the catalog itself calls so is not widened."""
    for wide, heads in MEANINGS.value.wider.items():
        wider = drafts.get(wide) or _Draft()
        covered = {head: drafts[head] for head in heads if head in drafts}
        if covered and not (wider.is_firm or wider.exact):
            _cover(wide, wider, covered, described, bare)
            drafts.update({wide: wider} if wider.inside else {})


def _cover(
    wide: str, wider: _Draft, covered: Mapping[str, _Draft], described: dict[str, set[int]], bare: Sequence[str]
) -> None:
    for head, draft in covered.items():
        described.setdefault(wide, set()).update(draft.exact | draft.inside)
        wider.inside |= _itself(head, draft, bare)


def _itself(head: str, draft: _Draft, bare: Sequence[str]) -> set[int]:
    """Without other goods that are made for it: a phone, and not its charger."""
    lasts = ((place, bare[place].split(" ")[-1]) for place in draft.inside)
    return draft.exact | {place for place, last in lasts if not _is_other(last, head.split(" "))}


def _is_other(last: str, named: Collection[str]) -> bool:
    """Whether a name that ends with ``last`` is that of other goods than the ``named``, which they are made for."""
    return is_goods(last) and last not in named


def _same_qualities(described: dict[str, set[int]], found: Mapping[str, str]) -> None:
    """What is large by one word is so by all: "L", "Large", "kubwa"."""
    meanings, words_of = MEANINGS.value, dict[str, list[str]]()
    for word in described:
        for name in meanings.classes.get(word, ()):
            words_of.setdefault(name, []).append(word)
    for quality in sorted({name for phrase in meanings.kinds for name in meanings.classes[phrase]} & found.keys()):
        words = words_of.get(quality, [])
        places = set[int]().union(*(described[word] for word in words))
        described.update((word, set(places)) for word in words)


def _phrases_in(words: Sequence[str]) -> Iterable[str]:
    return (
        " ".join(words[at:end])
        for at in range(len(words))
        for end in range(at + 1, min(len(words), at + LONGEST_PHRASE) + 1)
    )


def _describe(described: dict[str, set[int]], place: int, product: Product, tokens_of: TokensOf) -> None:
    for text in (product.description, product.name, *product.aliases):
        before: Token | None = None
        for token in tokens_of(text):
            if before is None or not _is_of_number(before, token):
                described.setdefault(stem(token.norm), set()).add(place)
            before = token


def _is_of_number(before: Token, token: Token) -> bool:
    """The "l" of "2l" is no large one, and the packets of "Bale (20 Packets)" are no packet."""
    return before.is_number and (token.norm in UNITS or (len(token.norm) == 1 and before.end == token.start))


def _places_by(texts: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    return places


def _phrases(product: Product, pack: Pack, tokens_of: TokensOf) -> Iterable[list[str]]:
    yield _without_labels([stem(word) for word in pack.words])
    for alias in product.aliases:
        yield _without_labels([stem(token.norm) for token in tokens_of(alias) if token.is_word or token.is_number])


def _without_labels(phrase: list[str]) -> list[str]:
    """Without numbers, what they count, and sizes: these are told in any order. A name of nothing else is whole."""
    return [word for at, word in enumerate(phrase) if not _is_on_label(phrase, at)] or phrase


def _is_on_label(phrase: list[str], at: int) -> bool:
    word, before, after = phrase[at], phrase[at - 1 : at] or [""], phrase[at + 1 : at + 2] or [""]
    if not word[0].isalpha() or MEANINGS.value.kinds.get(word) == "sizes":
        return True
    is_measure = word in MEANINGS.value.measures and before[0][:1].isdigit()
    return is_measure or (word in _CUES and after[0][:1].isdigit())


def _bare(phrase: list[str]) -> str:
    return " ".join([word for at, word in enumerate(phrase) if not _tells_apart(phrase, at)] or phrase)


def _tells_apart(phrase: list[str], at: int) -> bool:
    """Whether the word is a number, a quality, or the shade of a colour."""
    kinds, word, after = MEANINGS.value.kinds, phrase[at], phrase[at + 1 : at + 2] or [""]
    return word in kinds or word[0].isdigit() or (word in _SHADES and kinds.get(after[0]) == "colours")


def _runs_of(name: Sequence[Token]) -> Iterable[str]:
    """The stemmed words of a name and its pairs of words."""
    stems = [stem(token.norm) for token in name if token.is_word]
    return [*stems, *map(" ".join, pairwise(stems))]


def _parts_of(name: str) -> frozenset[str]:
    """The words that tell what a dish or set is made of: those behind the first colon, plus or "with"."""
    whole, _, parts = _BEFORE_PARTS.sub("\n", name, 1).partition("\n")
    if not parts:
        return frozenset()
    heads = {stem(token.norm) for token in tokenise(whole)}
    return frozenset(stem(token.norm) for token in tokenise(parts)) - heads


def _draft(drafts: dict[str, _Draft], place: int, phrase: list[str], parts: frozenset[str], is_name: bool) -> None:
    """Files one name or alias under every run of its words, and under its spelling without spaces or connective."""
    if not phrase:
        return
    for key in _exact_keys(phrase):
        drafts.setdefault(key, _Draft()).exact.add(place)
    for start, end in _runs(len(phrase)):
        if not _may_stand_alone(phrase, start, end):
            continue
        draft = drafts.setdefault(" ".join(phrase[start:end]), _Draft())
        (draft.part if parts.intersection(phrase[start:end]) else draft.inside).add(place)
        draft.is_firm |= end - start > 1 or _is_last(phrase, end, is_name)
        draft.is_head |= start == 0 and phrase[end : end + 1] == [OF]
        if end - start == _JOINED:
            drafts.setdefault("=" + "".join(phrase[start:end]), _Draft()).inside.add(place)


def _runs(length: int) -> Iterable[tuple[int, int]]:
    return (
        (start, end) for start in range(length) for end in range(start + 1, min(length, start + _LONGEST_PHRASE) + 1)
    )


def _is_last(phrase: list[str], end: int, is_name: bool) -> bool:
    """Whether ``end`` is that of the thing itself: "oil" of "cooking oil", "sabuni" of "sabuni ya kuoga", which in an alias
    says less than the whole."""
    last = phrase.index(OF) if OF in phrase and is_name else len(phrase)
    while last > 1 and phrase[last - 1] in MEANINGS.value.kinds:
        last -= 1
    return end == last


def _exact_keys(phrase: list[str]) -> set[str]:
    bare = [word for word in phrase if word != OF]
    keys = {" ".join(phrase[:_LONGEST_PHRASE]), " ".join(bare[:_LONGEST_PHRASE])}
    if len(bare) > 1 or len(bare[0] if bare else "") > 6:
        keys.add("=" + "".join(bare))
    if OF in phrase:
        keys.update("=" + "".join(link if word == OF else word for word in phrase) for link in _LINKS)
    return keys


def _may_stand_alone(phrase: list[str], start: int, end: int) -> bool:
    """ "sabuni" of "sabuni ya kuoga" may; "kuoga", or "nywele" of "mafuta ya nywele", names something else."""
    if OF in (phrase[start], phrase[end - 1]):
        return False
    if start > 0 and phrase[start - 1] == OF and OF in phrase[:start]:
        return False
    if end - start < len(phrase) and all(len(word) == 1 or word in MEANINGS.value.kinds for word in phrase[start:end]):
        return False
    if end - start > 1:
        return True
    word = phrase[start]
    return not word.isdigit()


def _categories(catalog: Catalog, drafts: Mapping[str, _Draft], tokens_of: TokensOf) -> dict[str, str]:
    """From the names of categories and subcategories, and from single words of a category, to the category's name."""
    names: dict[str, str] = {}
    shelves = dict.fromkeys((product.category, product.subcategory) for product in catalog.products)
    for category, title in ((shelf[0], title) for shelf in shelves for title in shelf):
        words = _words_of_shelf(title, tokens_of)
        for name in _names_of_shelf(words, title == category, drafts):
            names.setdefault(name, category)
    return names


def _names_of_shelf(words: Sequence[str], is_category: bool, drafts: Mapping[str, _Draft]) -> Iterator[str]:
    if words:
        yield " ".join(words)
    if is_category:
        yield from (word for word in words if _names_shelf(word, drafts))


def _words_of_shelf(title: str, tokens_of: TokensOf) -> list[str]:
    return [stem(token.norm) for token in tokens_of(title) if token.is_word and token.norm not in _SHELF_JOINERS]


def _names_shelf(word: str, drafts: Mapping[str, _Draft]) -> bool:
    """ "Cooking" of cooking oil says less than its shelf, and a colour tells things apart on any."""
    draft = drafts.get(word)
    return word not in MEANINGS.value.kinds and (draft is None or draft.is_firm or bool(draft.exact))
