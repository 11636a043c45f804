"""The pages a person sees: the phone, a card's checkout, a parcel's way."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, file, redirect

from bot.sandbox.ghala import orders, payments
from bot.sandbox.http import Document, Refusal
from bot.sandbox.phone.routes import note_payment
from bot.sandbox.state import Sandbox

PHONE = Path(__file__).parent / "phone" / "page"
FRESH = {"Cache-Control": "no-cache"}
NAIROBI = ZoneInfo("Africa/Nairobi")
UNDER_WAY = ("shipped", "out_for_delivery")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:1.1rem system-ui,sans-serif;max-width:24rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.7rem 1.4rem;margin-right:.6rem}}</style><h1>{title}</h1>{content}</html>"""
FORM = """<form method="post"><button name="answer" value="pay">Pay</button>
<button name="answer" value="cancel">Cancel</button></form>"""


def mount_all(app: Sanic, sandbox: Sandbox) -> None:
    async def index(request: Request) -> HTTPResponse:
        return HTTPResponse(_index(sandbox), content_type="text/html; charset=utf-8", headers=FRESH)

    async def static(request: Request, path: str) -> HTTPResponse:
        return await _phone_file(path)

    async def checkout(request: Request, payment_id: str) -> HTTPResponse:
        return _shown(lambda: _checkout(sandbox, payment_id))

    async def paid(request: Request, payment_id: str) -> HTTPResponse:
        return _pay(sandbox, payment_id, str((request.form or {}).get("answer")))

    async def track(request: Request, number: str) -> HTTPResponse:
        return _shown(lambda: _track(sandbox, number))

    app.add_route(index, "/", name="index")
    app.add_route(static, "/static/<path:path>", name="static")
    app.add_route(checkout, "/pay/<payment_id:str>", name="checkout")
    app.add_route(paid, "/pay/<payment_id:str>", methods=["POST"], name="paid")
    app.add_route(track, "/track/<number:str>", name="track")


def _index(sandbox: Sandbox) -> str:
    """The phone with the merchant's name on it."""
    told = {"shop-name": sandbox.config.shop_name, "till-number": sandbox.config.till_number}
    page = (PHONE / "index.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{([a-z-]+)\}\}", lambda found: html.escape(told[found[1]]), page)


async def _phone_file(name: str) -> HTTPResponse:
    wanted = (PHONE / name).resolve()
    if PHONE.resolve() not in wanted.parents or not wanted.is_file():
        return HTTPResponse(f"There is no {name} here.", 404, content_type="text/plain; charset=utf-8")
    return await file(wanted, headers=FRESH)


def _shown(page: Callable[[], str]) -> HTTPResponse:
    try:
        return HTTPResponse(page(), content_type="text/html; charset=utf-8")
    except Refusal as refusal:
        return HTTPResponse(refusal.message, refusal.status, content_type="text/plain; charset=utf-8")


def _checkout(sandbox: Sandbox, payment_id: str) -> str:
    payment = _card_payment(sandbox, payment_id)
    number = orders.number(orders.get(sandbox, payment["order_id"]))
    price = f"<p>{payment['currency']} {payment['amount']:,} for order {html.escape(number)}</p>"
    outcome = FORM if payment["status"] == "pending" else f"<p>This payment is {payment['status']}.</p>"
    return PAGE.format(title="Pay by card", content=price + outcome)


def _card_payment(sandbox: Sandbox, payment_id: str) -> Document:
    payment = payments.get(sandbox, payment_id)
    if payment["method"] != "card":
        raise Refusal(404, "not_found", "This payment is not made by card.")
    return payment


def _pay(sandbox: Sandbox, payment_id: str, answer: str) -> HTTPResponse:
    try:
        payment = _card_payment(sandbox, payment_id)
        with sandbox.store.transaction():
            note_payment(sandbox, payment, "approve" if answer == "pay" else "cancel")
            if answer == "pay":
                payments.succeed(sandbox, payment)
            else:
                payments.fail(sandbox, payment, "cancelled_by_user")
    except Refusal as refusal:
        return HTTPResponse(refusal.message, refusal.status, content_type="text/plain; charset=utf-8")
    return redirect(f"/pay/{payment_id}", status=303)


def _track(sandbox: Sandbox, number: str) -> str:
    for order in orders.newest(sandbox):
        tracking = order.get("tracking", {})
        if tracking.get("number") == number:
            words = f"Order {orders.number(order)}: {_way(order['status'], tracking['eta'])}"
            return PAGE.format(title=html.escape(number), content=f"<p>{html.escape(words)}</p>")
    raise Refusal(404, "not_found", f"There is no parcel {number}.")


def _way(status: str, eta: str) -> str:
    """How far the parcel is, and when it is expected while it is still under way."""
    said = status.replace("_", " ")
    return f"{said}, expected {_nairobi(eta)}." if status in UNDER_WAY else f"{said}."


def _nairobi(eta: str) -> str:
    """As the shop writes it: "1 Dec 2026, 7:49 PM"; what is no time stays as it was given."""
    try:
        moment = datetime.fromisoformat(eta.replace("Z", "+00:00")).astimezone(NAIROBI)
    except ValueError:
        return eta
    return f"{moment.day} {moment:%b %Y}, {moment.hour % 12 or 12}:{moment:%M %p}"
