"""Ghala's products: the catalog of the demo shop, and the stock that orders take from it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.commerce.catalog import Product
from bot.sandbox import values
from bot.sandbox.ghala import events
from bot.sandbox.ghala.paging import paged
from bot.sandbox.http import Answer, Call, Document, Refusal, dump, load
from bot.sandbox.state import Sandbox

CURRENCY = "KES"


def listed(sandbox: Sandbox, call: Call) -> Answer:
    """Products in the order of the catalog, inactive ones too; 304 when the caller already has this very answer."""
    found = [product for product in _all(sandbox) if _wanted(product, call)]
    body = dump(paged(call, found))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = [entry.strip().removeprefix("W/") for entry in call.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Answer(304, b"", {"ETag": tag})
    return Answer(200, body, {"ETag": tag})


def shown(sandbox: Sandbox, call: Call) -> Answer:
    product = find(sandbox, call.params["product_id"])
    if product is None:
        raise Refusal(404, "not_found", f"There is no product {call.params['product_id']}.", "id")
    return Answer(200, product)


def _all(sandbox: Sandbox) -> Iterator[Document]:
    return (load(row["body"]) for row in sandbox.store.all("SELECT body FROM products ORDER BY position"))


def _wanted(product: Document, call: Call) -> bool:
    category = call.query.get("category", "")
    if category and product["category"].lower() != category.lower():
        return False
    since = call.query.get("updated_since", "")
    if since and _moment(product["updated_at"]) < _moment(since):
        return False
    searched = " ".join([product["name"], product["description"], product["category"], *product["aliases"]]).lower()
    return all(word in searched for word in call.query.get("search", "").lower().split())


def _moment(written: str) -> datetime:
    """Raises Refusal 400. A plus sign that was not escaped in the query arrives as a blank."""
    try:
        moment = datetime.fromisoformat(written.replace("Z", "+00:00").replace(" ", "+"))
    except ValueError as problem:
        raise _not_a_moment() from problem
    if moment.tzinfo is None:
        raise _not_a_moment()
    return moment


def _not_a_moment() -> Refusal:
    wanted = "updated_since must be an RFC 3339 time, such as 2026-01-31T08:00:00Z."
    return Refusal(400, "invalid_parameter", wanted, "updated_since")


def find(sandbox: Sandbox, product_id: str) -> Document | None:
    row = sandbox.store.one("SELECT body FROM products WHERE id = ?", product_id)
    return None if row is None else dict(load(row["body"]))


def take(sandbox: Sandbox, product_id: str, packs: int) -> None:
    """Takes packs off the shelf, or puts them back when ``packs`` is negative."""
    product = find(sandbox, product_id)
    if product is not None:
        _keep(sandbox, {**product, "stock": max(0, product["stock"] - packs)})


def edit(sandbox: Sandbox, product_id: str, changes: Document) -> Document:
    """Changes or adds a product and tells the gateway. Raises Refusal 400 for a value that a product cannot have."""
    now = find(sandbox, product_id) or _document(Product(product_id, product_id, Decimal(0)))
    unknown = sorted(set(changes) - (set(now) - {"id", "updated_at"}))
    if unknown:
        raise Refusal(400, "invalid_request", f"A product has no field {unknown[0]!r} to set.", unknown[0])
    for name, value in changes.items():
        _check(name, value)
    with sandbox.store.transaction():
        product = _keep(sandbox, {**now, **changes})
        events.emit(sandbox, "product.updated", product=product)
    return product


def _check(name: str, value: Any) -> None:
    if name == "price":
        values.money(value, name)
    elif name == "stock":
        fitting = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        _demand(fitting, name, "a whole number, at least 0")
    elif name in ("is_priority", "is_active"):
        _demand(isinstance(value, bool), name, "true or false")
    elif name == "aliases":
        _demand(isinstance(value, list) and all(isinstance(alias, str) for alias in value), name, "a list of strings")
    elif name == "currency":
        _demand(value == CURRENCY, name, CURRENCY)
    else:
        _demand(isinstance(value, str), name, "a string")


def _demand(fulfilled: bool, name: str, wanted: str) -> None:
    if not fulfilled:
        raise Refusal(400, "invalid_request", f"{name} must be {wanted}.", name)


def _keep(sandbox: Sandbox, product: Document) -> Document:
    kept = {**product, "updated_at": sandbox.stamp()}
    sandbox.store.run(
        "INSERT INTO products VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body",
        kept["id"],
        sandbox.store.next("product"),
        kept["updated_at"],
        dump(kept).decode(),
    )
    return kept


def _document(product: Product) -> Document:
    return {
        "id": product.sku,
        "name": product.name,
        "description": product.description,
        "price": product.price,
        "currency": CURRENCY,
        "stock": product.stock,
        "category": product.category,
        "subcategory": product.subcategory,
        "image_url": product.image_url,
        "aliases": list(product.aliases),
        "is_priority": product.is_priority,
        "is_active": product.is_active,
    }


def restock(sandbox: Sandbox) -> None:
    """Fills the shelves from the CSV, as if nothing had ever been sold or edited."""
    with sandbox.store.transaction():
        sandbox.store.run("DELETE FROM products")
        for product in read_catalog(sandbox.config.catalog_csv):
            _keep(sandbox, _document(product))
        sandbox.store.keep_setting("catalog", _fingerprint(sandbox.config.catalog_csv))


def restock_if_changed(sandbox: Sandbox) -> None:
    """Fills the shelves at the first start and whenever the CSV is another one than last time."""
    if sandbox.store.setting("catalog") != _fingerprint(sandbox.config.catalog_csv):
        restock(sandbox)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def read_catalog(path: Path) -> Iterator[Product]:
    """Products of a catalog CSV, whose column ``in_stock`` empties the shelf whatever ``stock_quantity`` says."""
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield Product(
                sku=row["product_id"],
                name=row["name"],
                price=Decimal(row["price"]),
                stock=int(row["stock_quantity"]) if row["in_stock"] == "true" else 0,
                category=row["category"],
                subcategory=row["subcategory"],
                description=row["description"],
                image_url=row["image_url"],
                aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
                is_priority=row["is_priority"] == "true",
            )
