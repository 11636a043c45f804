"""An index over the live catalog: from words to the products they can mean, without a scan."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.pack import Pack, pack_of
from bot.nlu.goods.whole_names import WholeNames
from bot.nlu.text.spelling import SpellingIndex
from bot.nlu.text.tokens import tokenise
from bot.nlu.words.groups import on_change, words
from bot.nlu.words.lexicon import GENERIC_WORDS, OF, OWN_GOODS, ROLES

_LONGEST_PHRASE = 6
_KEPT_INDEXES = 4
Hits = frozenset[int]
_SHELF_JOINERS = words("goods.shelf_joiners", "In the name of a shelf, between two kinds of goods")
_LINKS = words("goods.links", "Connectives that are written together with a name")
_NONE: Hits = frozenset()


@dataclass(frozen=True)
class Phrase:
    """``exact`` products have the phrase as name or alias; ``inside`` ones have it as whole words of one.

    ``is_head`` when it is the thing that a genitive tells more of, as "sabuni" in "sabuni ya kuoga".
    """

    exact: Hits = _NONE
    inside: Hits = _NONE
    is_head: bool = False

    @property
    def broad(self) -> Hits:
        return self.exact | self.inside


@dataclass
class _Draft:
    exact: set[int] = field(default_factory=set)
    inside: set[int] = field(default_factory=set)
    is_head: bool = False

    def phrase(self) -> Phrase:
        return Phrase(frozenset(self.exact), frozenset(self.inside), self.is_head)


class CatalogIndex:
    """Products by name, alias, whole word and near spelling. Positions are places in ``products``."""

    def __init__(self, catalog: Catalog) -> None:
        self.version = catalog.version
        self.products: tuple[Product, ...] = catalog.products
        self.packs: list[Pack] = [pack_of(product) for product in catalog.products]
        self.categories: dict[str, str] = _categories(catalog)
        self.by_sku: dict[str, int] = {product.sku.upper(): place for place, product in enumerate(catalog.products)}
        self.whole_names = WholeNames(catalog.products)
        self.described: dict[str, set[int]] = {}
        drafts: dict[str, _Draft] = {}
        own: dict[str, None] = {}
        for place, product in enumerate(catalog.products):
            self._describe(place, product)
            for phrase in _phrases(product, self.packs[place]):
                own.update(dict.fromkeys(word for word in phrase if word != OF))
                _draft(drafts, place, phrase)
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

    def _describe(self, place: int, product: Product) -> None:
        for token in tokenise(" ".join((product.description, product.name, *product.aliases))):
            self.described.setdefault(stem(token.norm), set()).add(place)


@lru_cache(maxsize=2048)
def stem(word: str) -> str:
    """The word without an English plural ending; connectives of all noun classes become one."""
    if ROLES.get(word) == "of":
        return OF
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("aves"):
        return word[:-3] + "f"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oes", "ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


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
    stem.cache_clear()
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
    yield [stem(word) for word in pack.words]
    for alias in product.aliases:
        yield [stem(token.norm) for token in tokenise(alias) if token.is_word or token.is_number]


def _draft(drafts: dict[str, _Draft], place: int, phrase: list[str]) -> None:
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
                draft.inside.add(place)
                draft.is_head = draft.is_head or (start == 0 and end < length and phrase[end] == OF)


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
    if end - start > 1:
        return True
    word = phrase[start]
    return not word.isdigit() and word not in OWN_GOODS and (word not in GENERIC_WORDS or len(phrase) == 1)


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
