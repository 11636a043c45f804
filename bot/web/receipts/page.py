"""Anyone may ask whether a receipt is genuine; nothing personal is shown."""

from __future__ import annotations

import logging
import re
from decimal import Decimal
from typing import Any, cast

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.commerce import money
from bot.commerce.json_fields import moment
from bot.commerce.payments import METHOD_NAMES
from bot.commerce.receipts import Receipt, in_nairobi, is_fetched
from bot.services.ports import Json
from bot.web.errors import refused
from bot.web.gateway import gateway_of
from bot.web.html import Markup, fill, joined, page
from bot.web.receipts.pdf import receipt_pdf
from bot.web.security.scopes import Open

HASH = re.compile(r"[0-9a-f]{64}")
UNKNOWN = "This is not a receipt of this shop."

logger = logging.getLogger(__name__)
routes = Blueprint("receipts")


@routes.get("/receipts/<digest:str>", name="verify", ctx_needs=Open.TO_ALL)
async def verify(request: Request, digest: str) -> HTTPResponse:
    receipt = await _genuine(request, digest.strip().lower())
    if _wants_json(request):
        answer = _as_json(receipt)
    elif receipt is None:
        answer = page("Receipt not genuine", _unknown_page(request), status=404)
    else:
        answer = page(f"Receipt {receipt.number}", _genuine_page(request, receipt))
    answer.headers.update({"Vary": "Accept", "Cache-Control": "no-cache"})
    return answer


@routes.get("/receipts/<digest:str>/en.pdf", name="english_file", ctx_needs=Open.TO_ALL)
async def english_file(request: Request, digest: str) -> HTTPResponse:
    return await _file(request, digest, "en")


@routes.get("/receipts/<digest:str>/sw.pdf", name="swahili_file", ctx_needs=Open.TO_ALL)
async def swahili_file(request: Request, digest: str) -> HTTPResponse:
    return await _file(request, digest, "sw")


async def _file(request: Request, digest: str, language: str) -> HTTPResponse:
    """For WhatsApp, which fetches it to send it on, and for whoever has the link."""
    receipt = await _genuine(request, digest.strip().lower())
    if receipt is None:
        return refused(404, "unknown_receipt", UNKNOWN)
    gateway = gateway_of(request)
    shop, phone = gateway.settings.shop_name, gateway.settings.support_phone
    link = f"{gateway.settings.app_url}/receipts/{receipt.hash}"
    key = (receipt.hash, language, "pdf")
    drawn = await gateway.files.get(key, lambda: receipt_pdf(receipt, language, shop, phone, link))
    name = re.sub(r"[^\w-]", "", str(receipt.facts["order"]))
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return raw(drawn, content_type="application/pdf", headers=headers)


async def _genuine(request: Request, digest: str) -> Receipt | None:
    """The receipt, its hash computed anew; None where it is unknown or was altered."""
    if not HASH.fullmatch(digest):
        return None
    receipt = await gateway_of(request).read(lambda uow: uow.receipts.by_hash(digest))
    if receipt is not None and not (receipt.is_genuine and receipt.hash == digest):
        logger.error("receipt %s no longer has the hash it was made with", receipt.number)
        return None
    return receipt


def _wants_json(request: Request) -> bool:
    accepted = str(request.headers.get("accept", "")).lower()
    return "application/json" in accepted and "text/html" not in accepted


def _as_json(receipt: Receipt | None) -> HTTPResponse:
    if receipt is None:
        return refused(404, "unknown_receipt", UNKNOWN)
    return json({"genuine": True, "hash": receipt.hash, "facts": receipt.facts, "canonical": receipt.canonical})


def _genuine_page(request: Request, receipt: Receipt) -> Markup:
    facts = cast(Json, receipt.facts)
    return fill(
        "receipt",
        shop=gateway_of(request).settings.shop_name,
        number=facts["receipt"],
        order=facts["order"],
        rows=joined([_row(item) for item in facts["items"]]),
        handover="Fetched at the shop" if is_fetched(facts) else "Delivery",
        delivery="" if is_fetched(facts) else _amount(facts, facts["delivery_fee"]),
        amount=_amount(facts, facts["amount"]),
        method=METHOD_NAMES["en"].get(facts["method"], facts["method"]),
        reference=facts["reference"] or "–",
        paid_at=in_nairobi(moment(facts["paid_at"])),
        hash=receipt.hash,
        canonical=receipt.canonical,
    )


def _row(item: dict[str, Any]) -> Markup:
    total = money.words(Decimal(item["total"]))
    return fill("receipt_row", quantity=item["quantity"], name=item["name"], total=total)


def _amount(facts: Json, amount: str) -> str:
    return money.words(Decimal(amount)).replace(money.CURRENCY, facts["currency"])


def _unknown_page(request: Request) -> Markup:
    settings = gateway_of(request).settings
    return fill("receipt_unknown", shop=settings.shop_name, support=settings.support_phone)
