"""Receipts that anyone can verify: the SHA-256 over a canonical JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from bot.commerce.orders import Order
from bot.commerce.payments import Payment

# Kenya keeps UTC+3 all year round and has since 1960.
NAIROBI = timezone(timedelta(hours=3), "EAT")


@dataclass(frozen=True)
class Receipt:
    """``canonical`` is the text that was hashed: UTF-8, keys sorted, no spaces, amounts as text with two decimals."""

    number: str
    canonical: str
    hash: str

    @property
    def facts(self) -> dict[str, object]:
        return dict(json.loads(self.canonical))

    @property
    def is_genuine(self) -> bool:
        return digest(self.canonical) == self.hash


def digest(canonical: str) -> str:
    return hashlib.sha256(canonical.encode()).hexdigest()


def canonical_json(facts: dict[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def make_receipt(number: str, order: Order, payment: Payment, at: datetime) -> Receipt:
    """``at`` is when it was paid; the receipt states it in Nairobi's time."""
    facts: dict[str, object] = {
        "receipt": number,
        "order": order.number,
        "items": [
            *(_item(line.sku, line.name, line.quantity, line.unit_price) for line in order.lines),
            *(_item(extra.name, extra.words, 1, extra.price) for extra in order.extras),
        ],
        "delivery_fee": f"{order.delivery_fee:.2f}",
        "amount": f"{payment.amount:.2f}",
        "currency": payment.currency,
        "method": payment.method,
        "reference": payment.reference,
        "paid_at": at.astimezone(NAIROBI).isoformat(timespec="seconds"),
    }
    canonical = canonical_json(facts)
    return Receipt(number, canonical, digest(canonical))


def _item(sku: str, name: str, quantity: int, price: Decimal) -> dict[str, object]:
    money = {"unit_price": f"{price:.2f}", "total": f"{price * quantity:.2f}"}
    return {"sku": sku, "name": name, "quantity": quantity, **money}


def is_fetched(facts: Mapping[str, Any]) -> bool:
    """Every delivery costs something (``bot.commerce.delivery``): who paid nothing for it fetched the goods."""
    return Decimal(facts["delivery_fee"]) == 0


def in_nairobi(at: datetime) -> str:
    """``21 Nov 2026, 2:30 PM``."""
    local = at.astimezone(NAIROBI)
    return f"{local.day} {local:%b %Y}, {local.hour % 12 or 12}:{local:%M %p}"
