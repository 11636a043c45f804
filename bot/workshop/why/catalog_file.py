"""A merchant's catalog as CSV, with every mistake in it told by its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bot.commerce.catalog import Catalog
from bot.nlu.goods.live_catalog import read_csv

NEEDED = ("product_id", "name", "price")


class NoCatalog(Exception):
    """The file cannot be read as a catalog; the text says where and why."""


def catalog_from(path: Path) -> Catalog:
    """Raises NoCatalog."""
    try:
        rows = csv.DictReader(path.read_bytes().decode("utf-8-sig").splitlines(), strict=True)
        for problem in _problems(rows):
            raise NoCatalog(f"{path}:{problem}")
        catalog = read_csv(path)
    except FileNotFoundError:
        raise NoCatalog(f"{path}: there is no such file.") from None
    except OSError as error:
        raise NoCatalog(f"{path}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise NoCatalog(f"{path}: byte {error.start} is no UTF-8. Save the file as UTF-8.") from None
    except csv.Error as error:
        raise NoCatalog(f"{path}:{rows.line_num + 1}: no CSV: {error}.") from None
    if not catalog.products:
        raise NoCatalog(f"{path}: there are no products in it.")
    return catalog


def _problems(rows: csv.DictReader[str]) -> Iterator[str]:
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        yield f"1: the first line names the columns, and {', '.join(missing)} is missing."
        return
    for row in rows:
        problem = _problem(row)
        if problem:
            yield f"{rows.line_num}: {problem}"


def _problem(row: Mapping[str, str]) -> str:
    """What is wrong with one product; nothing where all is right."""
    empty = [name for name in NEEDED if not row[name]]
    if empty:
        return f"{', '.join(empty)} is empty."
    if not _is(Decimal, row["price"]):
        return f"the price '{row['price']}' is no number."
    if not _is(int, row.get("stock_quantity") or "0"):
        return f"the stock_quantity '{row['stock_quantity']}' is no whole number."
    return ""


def _is(kind: Callable[[str], object], written: str) -> bool:
    try:
        kind(written)
    except (ValueError, InvalidOperation):
        return False
    return True
