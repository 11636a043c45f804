"""An index over the live catalog: from words to the products they can mean, without a scan."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.labels import Labels
from bot.nlu.goods.meanings import MEANINGS
from bot.nlu.goods.mention import Hits
from bot.nlu.goods.pack import Pack, pack_of
from bot.nlu.goods.stem import stem
from bot.nlu.goods.whole_names import WholeNames
from bot.nlu.text.spelling import SpellingIndex
from bot.nlu.text.tokens import Token, tokenise
from bot.nlu.words.groups import on_change, pattern, words
from bot.nlu.words.lexicon import GENERIC_WORDS, OF

_LONGEST_PHRASE = 6
_KEPT_INDEXES = 4
# So many words of a name are also found written together: "tshirt".
_JOINED = 2
_SHELF_JOINERS = words("goods.shelf_joiners", "In the name of a shelf, between two kinds of goods")
_LINKS = words("goods.links", "Connectives that are written together with a name")
_BEFORE_PARTS = pattern(r"[:+]|\b<<goods.with>>(?!\w)", re.IGNORECASE, "In a name: what else it comes with")
_NONE: Hits = frozenset()


@dataclass(frozen=True)
class Phrase:
    """``exact`` products have the phrase as name or alias; ``inside`` ones have it as whole words of one.

    ``is_head`` when it is the thing that a genitive tells more of, as "sabuni" in "sabuni ya kuoga". ``is_firm`` when it names
    goods wherever it stands; "cooking" of "cooking oil" does so only where goods are wished for.
    """

    exact: Hits = _NONE
    inside: Hits = _NONE
    is_head: bool = False
    is_firm: bool = True

    @property
    def broad(self) -> Hits:
        return self.exact | self.inside


@dataclass
class _Draft:
    """``part`` are those that the phrase is only a part of: the chicken of a combo. It counts where it is nothing else."""

    exact: set[int] = field(default_factory=set)
    inside: set[int] = field(default_factory=set)
    part: set[int] = field(default_factory=set)
    is_head: bool = False
    is_firm: bool = False

    def phrase(self) -> Phrase:
        inside = self.inside if self.exact or self.inside else self.part
        return Phrase(frozenset(self.exact), frozenset(inside), self.is_head, self.is_firm or bool(self.exact))


class CatalogIndex:
    """Products by name, alias, whole word and near spelling. Positions are places in ``products``."""

    def __init__(self, catalog: Catalog) -> None:
        self.version = catalog.version
        self.products: tuple[Product, ...] = catalog.products
        self.packs: list[Pack] = [pack_of(product) for product in catalog.products]
        self.categories: dict[str, str] = _categories(catalog)
        self.by_sku: dict[str, int] = {product.sku.upper(): place for place, product in enumerate(catalog.products)}
        self.whole_names = WholeNames(catalog.products)
        self.labels = Labels(catalog.products)
        self.described: dict[str, set[int]] = {}
        self.named: set[str] = set()
        self._bare: list[str] = []
        self._siblings: dict[str, set[int]] = {}
        drafts: dict[str, _Draft] = {}
        own: dict[str, None] = {}
        for place, product in enumerate(catalog.products):
            self._describe(place, product)
            parts = _parts_of(product.name)
            self.named.update(_runs_of(product.name))
            for at, phrase in enumerate(_phrases(product, self.packs[place])):
                if not at:
                    self._bare.append(_bare(phrase))
                    self._siblings.setdefault(self._bare[place], set()).add(place)
                own.update(dict.fromkeys(word for word in phrase if word != OF))
                _draft(drafts, place, phrase, parts, is_name=not at)
        self._same = self._same_goods(drafts)
        self._phrases = {key: draft.phrase() for key, draft in drafts.items()}
        self.words: frozenset[str] = frozenset(own)
        self.longest = max((key.count(" ") + 1 for key in self._phrases), default=1)
        self.spelling = SpellingIndex.of(self.words)
        self.respelt: dict[str, tuple[str, float]] = {}

    def find(self, words: list[str]) -> Phrase | None:
        """The products that the stemmed ``words`` name, written apart or together; None when no product does."""
        found = self._phrases.get(" ".join(words))
        if found is None and len(words) < 3:
            found = self._phrases.get("=" + "".join(words))
        return found

    def knows(self, word: str) -> bool:
        """Whether the stemmed ``word`` stands in the name or an alias of a product, alone or written together."""
        return word in self.words or "=" + word in self._phrases

    def siblings(self, places: Hits) -> Hits:
        """All products that differ from those at ``places`` in numbers, sizes, colours and the like alone."""
        return places.union(*(self._siblings[self._bare[place]] for place in places))

    def is_made_of(self, place: int, word: str) -> bool:
        """Whether the stemmed ``word`` is the name of goods, and in the name of the product no more than of what or for what
        other goods are: the mango of a mango juice."""
        classes = MEANINGS.value.classes
        *others, last = self._bare[place].split(" ")
        name = {*others, last} - {word}
        return (
            last != word
            and last in classes
            and word in classes
            and not any(name & {*each.split()} for each in classes[word])
        )

    def key(self, phrase: str) -> str:
        """The stemmed ``phrase`` as this catalog says it ("shati" as "shirt"); as it is where no product is called so."""
        if phrase in self.described or phrase in self._phrases:
            return phrase
        names = MEANINGS.value.classes.get(phrase, ())
        # "baby powder" says more than "powder".
        said = (self._same[name] for name in names if name in self._same and self._same[name] not in phrase.split())
        return next(said, phrase)

    def _same_goods(self, drafts: dict[str, _Draft]) -> dict[str, str]:
        """From the classes of words that mean the same to the word that the catalog has of each."""
        meanings, found = MEANINGS.value, dict[str, str]()
        for phrase in dict.fromkeys((*drafts, *self.described)):
            draft = drafts.get(phrase)
            is_weak = draft is not None and not draft.is_firm and not draft.exact
            for name in () if is_weak else meanings.classes.get(phrase, ()):
                # Another word than the one that names the class must be all of a name, or the thing that it tells more of:
                # "powder" of a washing powder, or a brand in an alias, is no baby powder.
                is_whole = draft is not None and phrase in self.named and (bool(draft.exact) or draft.is_head)
                if phrase == name or is_whole or phrase in meanings.kinds:
                    found.setdefault(name, phrase)
        for wide, heads in meanings.wider.items():
            covered = [drafts[head] for head in heads if head in drafts]
            wider = drafts.setdefault(wide, _Draft()) if covered else _Draft(is_firm=True)
            # What the catalog itself calls so is not widened.
            if not (wider.is_firm or wider.exact):
                wider.inside.update(*(draft.exact | draft.inside for draft in covered))
                self.described.setdefault(wide, set()).update(wider.inside)
        return found

    def _describe(self, place: int, product: Product) -> None:
        for text in (product.description, product.name, *product.aliases):
            before: Token | None = None
            for token in tokenise(text):
                # The "l" of "2l" is no large one.
                is_measure = (
                    len(token.norm) == 1 and before is not None and before.is_number and before.end == token.start
                )
                if not is_measure:
                    self.described.setdefault(stem(token.norm), set()).add(place)
                before = token


_indexes: OrderedDict[int, tuple[Catalog, CatalogIndex]] = OrderedDict()
_lock = threading.Lock()


def index_of(catalog: Catalog) -> CatalogIndex:
    """The index of ``catalog``, built once for each version; safe from several threads."""
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


def _phrases(product: Product, pack: Pack) -> Iterable[list[str]]:
    yield _without_labels([stem(word) for word in pack.words])
    for alias in product.aliases:
        yield _without_labels([stem(token.norm) for token in tokenise(alias) if token.is_word or token.is_number])


def _without_labels(phrase: list[str]) -> list[str]:
    """Without numbers, what they count, and sizes: these are told in any order. A name of nothing else is whole."""
    kinds, measures = MEANINGS.value.kinds, MEANINGS.value.measures
    kept = [
        word
        for at, word in enumerate(phrase)
        if word[0].isalpha()
        and kinds.get(word) != "sizes"
        and not (word in measures and at and phrase[at - 1][0].isdigit())
    ]
    return kept or phrase


def _bare(phrase: list[str]) -> str:
    kinds = MEANINGS.value.kinds
    return " ".join([word for word in phrase if word not in kinds and not word[0].isdigit()] or phrase)


def _runs_of(name: str) -> Iterable[str]:
    """The stemmed words of a name and its pairs of words."""
    stems = [stem(token.norm) for token in tokenise(name) if token.is_word]
    return [*stems, *map(" ".join, pairwise(stems))]


def _parts_of(name: str) -> frozenset[str]:
    """The words that tell what a dish or set is made of: those behind the first colon, plus or "with"."""
    whole, _, parts = _BEFORE_PARTS.sub("\n", name, 1).partition("\n")
    heads = {stem(token.norm) for token in tokenise(whole)}
    return frozenset(stem(token.norm) for token in tokenise(parts)) - heads


def _draft(drafts: dict[str, _Draft], place: int, phrase: list[str], parts: frozenset[str], is_name: bool) -> None:
    """Files one name or alias under every run of its words, and under its spelling without spaces or connective."""
    if not phrase:
        return
    for key in _exact_keys(phrase):
        drafts.setdefault(key, _Draft()).exact.add(place)
    length = len(phrase)
    for start in range(length):
        for end in range(start + 1, min(length, start + _LONGEST_PHRASE) + 1):
            if _may_stand_alone(phrase, start, end):
                draft = drafts.setdefault(" ".join(phrase[start:end]), _Draft())
                (draft.part if parts.intersection(phrase[start:end]) else draft.inside).add(place)
                draft.is_firm = draft.is_firm or end - start > 1 or _is_last(phrase, end, is_name)
                draft.is_head = draft.is_head or (start == 0 and end < length and phrase[end] == OF)
                if end - start == _JOINED:
                    drafts.setdefault("=" + "".join(phrase[start:end]), _Draft()).inside.add(place)


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


def _categories(catalog: Catalog) -> dict[str, str]:
    """From the words of a category or subcategory name to the category's name."""
    names: dict[str, str] = {}
    for product in catalog.products:
        for title in (product.category, product.subcategory):
            parts = [
                stem(token.norm) for token in tokenise(title) if token.is_word and token.norm not in _SHELF_JOINERS
            ]
            for key in (" ".join(parts), *(parts if title == product.category else ())):
                if key and key not in GENERIC_WORDS:
                    names.setdefault(key, product.category)
    return names
