"""The index of a catalog as a few kilobytes that the database keeps: numbers as they lie in memory, all else as JSON, zipped.

It is read in milliseconds where building it anew takes a second for a thousand products.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.commerce.catalog import Product
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.index_size import size_of
from bot.nlu.goods.pack import Pack
from bot.nlu.text.units import Amount
from bot.nlu.text.word_table import Parts, Texts
from bot.nlu.words import groups, packs

_NLU = Path(__file__).resolve().parents[1]
# Of this many bytes unzipped no catalog has an index; a row that says otherwise is broken.
_MOST_BYTES = 256_000_000
_HEAD_BYTES, _SIZE_BYTES = 4, 8
# In the JSON, where bytes or numbers stand: which they are, and how many bytes of them.
_RAW, _BYTES = "\0raw", "b"
_BETWEEN = "\x1f"


class BrokenIndex(ValueError):
    """What is stored is no index; one must be built anew."""


@lru_cache(maxsize=1)
def made_with() -> str:
    """By what code and words an index made here is made: another one may not be read with them."""
    numbers = f"{sys.byteorder} {array('I').itemsize}"
    digest = hashlib.sha256(f"{packs.digest(groups.current())} {numbers}".encode())
    for path in sorted(path for part in ("goods", "text") for path in (_NLU / part).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


groups.on_change(made_with.cache_clear)


def stored(index: CatalogIndex) -> bytes:
    """``index`` as bytes; ``loaded`` makes it one again. Of its products they have what reading needs: no stock, no picture.

    It is weighed here, so that nobody who waits for an answer waits for that.
    """
    raw: list[bytes] = []
    body = {"version": index.version, "goods": _goods(index.products), "packs": _packs(index.packs), **index.parts()}
    head = json.dumps(_written(body, raw), ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    zipped = zlib.compress(b"".join((len(head).to_bytes(_HEAD_BYTES, "big"), head, *raw)))
    return size_of(_loaded(zipped)).to_bytes(_SIZE_BYTES, "big") + zipped


def loaded(body: bytes) -> CatalogIndex:
    """Raises BrokenIndex."""
    try:
        index = _loaded(body[_SIZE_BYTES:])
        index.size = int.from_bytes(body[:_SIZE_BYTES], "big")
        return index
    except (zlib.error, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise BrokenIndex(f"the stored index cannot be read: {error}") from error


def _loaded(zipped: bytes) -> CatalogIndex:
    plain = memoryview(_unzipped(zipped))
    end = _HEAD_BYTES + int.from_bytes(plain[:_HEAD_BYTES], "big")
    head = json.loads(bytes(plain[_HEAD_BYTES:end]).decode(errors="surrogatepass"))
    parts = _read(head, _Raw(plain[end:]))
    products = _products(parts["goods"])
    return CatalogIndex.from_parts(parts["version"], products, _read_packs(parts["packs"], len(products)), parts)


def _unzipped(body: bytes) -> bytes:
    unzip = zlib.decompressobj()
    plain = unzip.decompress(body, _MOST_BYTES)
    if not unzip.eof:
        raise BrokenIndex("it ends too early, or never")
    return plain


def _written(part: Any, raw: list[bytes]) -> Any:
    if isinstance(part, (array, bytes)):
        raw.append(bytes(part))
        return [_RAW, part.typecode if isinstance(part, array) else _BYTES, len(raw[-1])]
    return {name: _written(each, raw) for name, each in part.items()} if isinstance(part, dict) else part


class _Raw:
    """What stands behind the JSON, taken piece by piece in the order in which it was written."""

    def __init__(self, plain: memoryview) -> None:
        self.plain, self.at = plain, 0

    def take(self, kind: str, length: int) -> array[Any] | bytes:
        piece = self.plain[self.at : self.at + length]
        self.at += length
        if len(piece) != length:
            raise BrokenIndex("its numbers end too early")
        if kind == _BYTES:
            return bytes(piece)
        numbers = array(kind)
        numbers.frombytes(piece)
        return numbers


def _read(part: Any, raw: _Raw) -> Any:
    if isinstance(part, dict):
        return {name: _read(each, raw) for name, each in part.items()}
    is_raw = isinstance(part, list) and part[:1] == [_RAW]
    return raw.take(part[1], part[2]) if is_raw else part


def _goods(products: Sequence[Product]) -> list[list[Any]]:
    return [
        [each.sku, each.name, str(each.price), each.category, each.subcategory, [*each.aliases]] for each in products
    ]


def _products(rows: Sequence[Sequence[Any]]) -> tuple[Product, ...]:
    # Shelves and prices that several products have are one object.
    same, prices = dict[str, str](), dict[str, Decimal]()
    return tuple(
        Product(
            sku,
            name,
            prices.get(price) or prices.setdefault(price, Decimal(price)),
            category=same.setdefault(category, category),
            subcategory=same.setdefault(subcategory, subcategory),
            aliases=tuple(aliases),
        )
        for sku, name, price, category, subcategory, aliases in rows
    )


def _packs(found: Sequence[Pack]) -> Parts:
    """The words of each name, and which of the ``sizes`` it has: few goods have one that no others have."""
    sizes: dict[tuple[Amount | None, frozenset[str], str | None], int] = {}
    of = array("I", (sizes.setdefault((each.amount, each.units, each.size_name), len(sizes)) for each in found))
    told = [[[amount.kind, amount.value] if amount else None, sorted(units), name] for amount, units, name in sizes]
    words = Texts.of(_BETWEEN.join(each.words) for each in found)
    return {"words": words.parts(), "sizes": told, "of": of}


def _read_packs(parts: Parts, count: int) -> list[Pack]:
    words, same = Texts.from_parts(parts["words"]), dict[str, str]()
    sizes = [(Amount(*amount) if amount else None, frozenset(units), name) for amount, units, name in parts["sizes"]]
    if len(words) != count or len(parts["of"]) != count:
        raise BrokenIndex("it has not as many packs as products")
    found = []
    for at, size in enumerate(parts["of"]):
        said = tuple(same.setdefault(word, word) for word in words[at].split(_BETWEEN) if word)
        found.append(Pack(said, said, *sizes[size]))
    return found
