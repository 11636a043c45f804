"""The index of a catalog as a few kilobytes that the database keeps: numbers as they lie in memory, all else as JSON, zipped.

It is read in milliseconds where building it anew takes a second for a thousand products.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from functools import lru_cache
from itertools import accumulate
from operator import le, sub
from pathlib import Path
from typing import Any

from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.stored_rows import StoredPacks, StoredProducts
from bot.nlu.words import groups, packs

_NUMBERS = array("I")
_NLU = Path(__file__).resolve().parents[1]
# Of this many bytes unzipped no catalog has an index; a row that says otherwise is broken.
_MOST_BYTES = 256_000_000
_HEAD_BYTES = 4
# In the JSON, where bytes or numbers stand: which they are, and how many bytes of them. Of numbers that never fall the steps
# are written, which zip to a third.
_RAW, _BYTES, _STEPS = "\0raw", "bytes", "steps"


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
    """``index`` as bytes; ``loaded`` makes it one again. Of its products they have what reading needs: no stock, no picture."""
    raw: list[bytes] = []
    body = {
        **index.parts(),
        "version": index.version,
        "products": StoredProducts.of(index.products).parts(),
        "packs": StoredPacks.of(index.packs).parts(),
    }
    head = json.dumps(_written(body, raw), ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    return zlib.compress(b"".join((len(head).to_bytes(_HEAD_BYTES, "big"), head, *raw)))


def loaded(body: bytes) -> CatalogIndex:
    """Raises BrokenIndex."""
    try:
        return _loaded(body)
    except (zlib.error, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise BrokenIndex(f"the stored index cannot be read: {error}") from error


def _loaded(body: bytes) -> CatalogIndex:
    plain = memoryview(_unzipped(body))
    end = _HEAD_BYTES + int.from_bytes(plain[:_HEAD_BYTES], "big")
    head = json.loads(bytes(plain[_HEAD_BYTES:end]).decode(errors="surrogatepass"))
    parts = _read(head, _Raw(plain[end:]))
    products, packs_of = StoredProducts.from_parts(parts["products"]), StoredPacks.from_parts(parts["packs"])
    return CatalogIndex.from_parts(parts["version"], products, packs_of, parts)


def _unzipped(body: bytes) -> bytes:
    unzip = zlib.decompressobj()
    plain = unzip.decompress(body, _MOST_BYTES)
    if not unzip.eof:
        raise BrokenIndex("it ends too early, or never")
    return plain


def _written(part: Any, raw: list[bytes]) -> Any:
    if isinstance(part, array) and part.typecode == _NUMBERS.typecode and all(map(le, part, part[1:])):
        raw.append(bytes(array("I", map(sub, part, (0, *part)))))
        return [_RAW, _STEPS, len(raw[-1])]
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
        numbers = _NUMBERS[:] if kind == _STEPS else array(kind)
        numbers.frombytes(piece)
        return array("I", accumulate(numbers)) if kind == _STEPS else numbers


def _read(part: Any, raw: _Raw) -> Any:
    if isinstance(part, dict):
        return {name: _read(each, raw) for name, each in part.items()}
    is_raw = isinstance(part, list) and part[:1] == [_RAW]
    return raw.take(part[1], part[2]) if is_raw else part
