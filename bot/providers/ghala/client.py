"""Ghala's API: catalog, orders and payments, by its contract."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from bot.commerce import lengths
from bot.commerce.catalog import Product
from bot.commerce.errors import ServiceDown, ServiceRefused
from bot.commerce.events import Event
from bot.commerce.json_fields import Fields, Unreadable
from bot.commerce.orders import Order
from bot.commerce.payments import Payment, ReportedPayment
from bot.providers.ghala import documents, events
from bot.providers.ghala.wire import header_key, order_body, payment_body
from bot.providers.http import CallFailed, HttpAnswer, HttpLine
from bot.services.ports import CatalogPage, Json, PlacedOrder
from bot.settings import Settings

PAGE_SIZE = 100
MOST_PAGES = 200

logger = logging.getLogger(__name__)

T = TypeVar("T")


class GhalaClient:
    """Implements ``bot.services.ports.Ghala``. Every call is over in about 12 seconds.

    Raises ServiceDown where nothing, nonsense, 5xx, 429 or a refusal of our key came back, ServiceRefused with Ghala's
    own code where it said no.
    """

    def __init__(self, line: HttpLine) -> None:
        self._line = line

    @classmethod
    def of(cls, settings: Settings) -> GhalaClient:
        return cls(HttpLine(settings.ghala_api_url, settings.ghala_api_key))

    def products(self, etag: str = "") -> CatalogPage:
        """The whole catalog. The etag answered is empty where the catalog has more than one page.

        Ghala's ETag vouches for the page it came with, so only a one-page catalog may be left unread on a 304.
        """
        until = self._line.deadline()
        first = self._page(1, until, etag)
        if first.status == 304 and etag:
            return CatalogPage(None, etag)
        found, pages = _read(first, _products_of)
        for number in range(2, pages + 1):
            found.extend(_read(self._page(number, until), _products_of)[0])
        unique = {product.sku: product for product in reversed(found)}
        tag = first.headers.get("ETag", "") if pages == 1 else ""
        tag = tag if len(tag) <= lengths.ETAG else ""
        return CatalogPage(tuple(reversed(unique.values())), tag)

    def _page(self, number: int, until: float, etag: str = "") -> HttpAnswer:
        headers = {"If-None-Match": etag} if etag else {}
        return self._call(
            "GET", "/products", params={"page": number, "limit": PAGE_SIZE}, headers=headers, deadline=until
        )

    def place_order(self, order: Order, key: str) -> PlacedOrder:
        return _placed(self._call("POST", "/orders", body=order_body(order), key=key))

    def cancel_order(self, ghala_id: str, key: str) -> PlacedOrder:
        return _placed(self._call("POST", f"/orders/{_segment(ghala_id)}/cancel", key=key))

    def start_payment(self, order: Order, payment: Payment) -> ReportedPayment:
        path = f"/orders/{_segment(order.ghala_id)}/payments"
        answer = self._call("POST", path, body=payment_body(payment), key=payment.key)
        return _read(answer, lambda document: documents.payment(document, order.ghala_id))

    def payment(self, ghala_id: str) -> ReportedPayment:
        return _read(self._call("GET", f"/payments/{_segment(ghala_id)}"), lambda answer: documents.payment(answer, ""))

    def read_event(self, document: Json) -> Event | None:
        return events.read(document)

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str | int] | None = None,
        body: Json | None = None,
        headers: dict[str, str] | None = None,
        key: str = "",
        deadline: float | None = None,
    ) -> HttpAnswer:
        sent_key = header_key(key) if key else ""
        try:
            answer = self._line.repeating(
                method, path, params=params, body=body, headers=headers, key=sent_key, deadline=deadline
            )
        except CallFailed as problem:
            raise ServiceDown(f"Ghala did not answer {method} {path}: {problem}") from problem
        if not (200 <= answer.status < 300 or answer.status == 304):
            raise _refusal(answer, f"{method} {path}")
        return answer


def _segment(ghala_id: str) -> str:
    """An id as one segment of a path. Raises ValueError for an order or payment that Ghala does not know yet."""
    if not ghala_id:
        raise ValueError("an order or payment without Ghala's id cannot be asked for")
    return quote(ghala_id, safe="")


def _refusal(answer: HttpAnswer, call: str) -> ServiceDown | ServiceRefused:
    error = _error_of(answer)
    if answer.status in (401, 403):
        logger.error("Ghala refuses our key with %d on %s: check GHALA_API_KEY", answer.status, call)
        return ServiceDown(f"Ghala refuses our key ({answer.status}); check GHALA_API_KEY")
    if answer.status >= 500 or answer.status < 400 or answer.status in (408, 425, 429):
        return ServiceDown(f"Ghala answered {answer.status} to {call}")
    code, message, field = (_word(error.get(name)) for name in ("code", "message", "field"))
    if code == "idempotency_in_progress":
        return ServiceDown(f"Ghala still works on {call}")
    return ServiceRefused(code[: lengths.REFUSAL] or f"http_{answer.status}", message, field)


def _error_of(answer: HttpAnswer) -> Json:
    try:
        document = answer.json()
    except ValueError:
        return {}
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}


def _word(value: object) -> str:
    return value[:300] if isinstance(value, str) else ""


def _read(answer: HttpAnswer, read: Callable[[object], T]) -> T:
    try:
        return read(answer.json())
    except Unreadable as problem:
        raise ServiceDown(f"Ghala's answer cannot be read: {problem}") from problem
    except ValueError as problem:
        raise ServiceDown(f"Ghala's answer is not JSON ({len(answer.content)} bytes)") from problem


def _products_of(document: object) -> tuple[list[Product], int]:
    fields = Fields.of(document, "catalog")
    listed = fields.content.get("data")
    if not isinstance(listed, list):
        raise Unreadable("catalog.data is not a list")
    pages = fields.nested("pagination").whole("pages")
    if pages > MOST_PAGES:
        raise Unreadable(f"catalog.pagination.pages is {pages}, more than {MOST_PAGES}")
    return [documents.product(each) for each in listed], pages


def _placed(answer: HttpAnswer) -> PlacedOrder:
    reported = _read(answer, documents.order)
    if reported.amount is None:
        raise ServiceDown("Ghala's answer cannot be read: order.amount is missing")
    return PlacedOrder(reported.ghala_id, reported.status, reported.amount, reported.number)
