"""Orders over HTTP, for the shop's own programs."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.commerce.errors import IllegalTransition, ServiceDown, ServiceRefused, ShopError
from bot.commerce.money import CURRENCY, number
from bot.commerce.orders import Order
from bot.commerce.rider_code import CodeOutcome
from bot.services.ordering import OrderDelayed, OrderRefused
from bot.services.ports import Json, Reader, UnitOfWork
from bot.services.rider_code import Shown, show_code
from bot.veil import without_codes
from bot.web.api.order_request import OrderRequest, PlaceOrder, read_order
from bot.web.errors import Refusal
from bot.web.gateway import Gateway, gateway_of
from bot.web.json_body import read_object
from bot.web.security.bearer import holder_of
from bot.web.security.scopes import Scope

MOST_A_PAGE = 100
# Pages are counted off from the newest order; further back, ask with before_id.
FARTHEST = 5000
LONGEST_KEY = 128
LARGEST_ID = 2**63 - 1
# The same order without a key is another one after twice this time at the latest, and never before it is over once.
REPEATED_WITHIN = timedelta(minutes=5)
CODE = re.compile(r"[0-9]{4}")

routes = Blueprint("orders")


@routes.get("/api/orders", name="listed", ctx_needs=Scope.ORDERS_READ)
async def list_orders(request: Request) -> HTTPResponse:
    page, limit = _whole(request, "page", 1, FARTHEST), _whole(request, "limit", 20, MOST_A_PAGE)
    before_id = _whole(request, "before_id", 0, LARGEST_ID) or None
    if page * limit > FARTHEST:
        raise Refusal(400, "invalid_parameter", f"Only {FARTHEST} orders back; go on with before_id.", "page")
    return json(await gateway_of(request).read(partial(_listed, page=page, limit=limit, before_id=before_id)))


def _listed(uow: UnitOfWork, page: int, limit: int, before_id: int | None) -> Json:
    total = sum(uow.orders.count_by_status().values())
    found = uow.orders.latest(page * limit, before_id)[(page - 1) * limit :]
    pagination = {"total": total, "pages": -(-total // limit), "current_page": page, "limit": limit}
    return {"data": [order_json(order) for order in found], "pagination": pagination}


@routes.get("/api/orders/<name:str>", name="shown", ctx_needs=Scope.ORDERS_READ)
async def show_order(request: Request, name: str) -> HTTPResponse:
    """By its number, else by its id."""
    order = await gateway_of(request).read(partial(_find, name=name))
    if order is None:
        raise Refusal(404, "not_found", "There is no such order.")
    return json(order_json(order))


def _find(uow: UnitOfWork, name: str) -> Order | None:
    is_id = name.isascii() and name.isdigit() and len(name) <= 18
    return uow.orders.by_number(name) or (uow.orders.by_id(int(name)) if is_id else None)


@routes.post("/api/orders", name="placed", ctx_needs=Scope.ORDERS_WRITE)
async def place(request: Request) -> HTTPResponse:
    """The same Idempotency-Key with the same body answers the same order again and has no second effect. Who sends no key gets
    one of the body for a while, so that a try repeated at once is the same order."""
    place_order: PlaceOrder | None = request.app.ctx.place_order
    reader: Reader | None = request.app.ctx.reader
    if place_order is None or reader is None:
        raise Refusal(501, "not_available", "This gateway was started without the service that places orders.")
    gateway, wanted = gateway_of(request), read_order(read_object(request.body), reader)
    named = "idempotency-key" in request.headers
    key = (
        idempotency_key(request) if named else await gateway.read(partial(_own_key, wanted=wanted, now=gateway.clock()))
    )
    order, status = await _placed(gateway, place_order, wanted, key)
    return json(order_json(order), status=status)


@routes.post("/api/orders/<name:str>/deliver", name="delivered", ctx_needs=Scope.DELIVER)
async def deliver(request: Request, name: str) -> HTTPResponse:
    """The rider shows the customer's code. The right one delivers the order; the same again changes nothing."""
    code = read_object(request.body).get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code.strip()):
        raise Refusal(422, "invalid_code", 'code must be a text of four digits, such as "0417".', "code")
    gateway = gateway_of(request)
    order, shown = await gateway.in_thread(partial(_shown, gateway, name, code.strip(), holder_of(request) or "rider"))
    if shown.outcome is not CodeOutcome.RIGHT:
        raise _code_refused(shown)
    return json({"order_number": order.number, "code": shown.outcome.value})


def _shown(gateway: Gateway, name: str, code: str, who: str) -> tuple[Order, Shown]:
    with gateway.unit_of_work() as uow:
        order = _find(uow, name)
        if order is None:
            raise Refusal(404, "not_found", "There is no such order.")
        shown = show_code(uow, order, code, who, gateway.clock(), gateway.settings.owner_phone)
        uow.commit()
    return order, shown


def _code_refused(shown: Shown) -> Refusal:
    left = f"The code is wrong. Tries left: {max(0, shown.tries_left)}."
    refusals = {
        CodeOutcome.WRONG: Refusal(422, "wrong_code", left, "code"),
        CodeOutcome.BLOCKED: Refusal(
            409, "code_blocked", "Too many wrong codes; a person of the shop was called.", "code"
        ),
        CodeOutcome.EXPIRED: Refusal(
            409, "code_expired", "The code is too old; a person of the shop was called.", "code"
        ),
        CodeOutcome.NOT_OUT: Refusal(409, "not_out_for_delivery", "The order is not out for delivery.", "status"),
    }
    return refusals[shown.outcome]


async def _placed(gateway: Gateway, place_order: PlaceOrder, wanted: OrderRequest, key: str) -> tuple[Order, int]:
    """202 where Ghala does not answer: the order is kept and tried again without the caller."""

    def work() -> Order:
        _claim_key(gateway, key, wanted)
        return place_order(wanted, key)

    try:
        return await gateway.in_thread(work), 201
    except OrderDelayed as delay:
        return delay.order, 202
    except OrderRefused as problem:
        raise Refusal(422, problem.code, f"The order was refused: {problem.product or problem.code}.") from problem
    except ServiceDown as problem:
        raise Refusal(
            503, problem.reason, "The order could not be placed now; try again with the same key."
        ) from problem
    except ServiceRefused as problem:
        raise Refusal(422, problem.code, str(problem), problem.field) from problem
    except IllegalTransition as problem:
        raise Refusal(409, problem.reason, str(problem)) from problem
    except ShopError as problem:
        raise Refusal(422, problem.reason, str(problem) or problem.reason) from problem


def _own_key(uow: UnitOfWork, wanted: OrderRequest, now: datetime) -> str:
    """For an order that came without one: that of the last few minutes where it came then, else a new one."""
    count, digest = int(now.timestamp() // REPEATED_WITHIN.total_seconds()), _digest(wanted)
    new, before = f"body-{digest}-{count}", f"body-{digest}-{count - 1}"
    return before if uow.answers.get(_claimed(before)) else new


def _digest(wanted: OrderRequest) -> str:
    return hashlib.sha256(repr(wanted).encode()).hexdigest()


def _claimed(key: str) -> str:
    return f"http-order:{key}"


def _claim_key(gateway: Gateway, key: str, wanted: OrderRequest) -> None:
    """The first body sent with a key is the only one it may ever be sent with. Raises Refusal 409."""
    name, digest = _claimed(key), _digest(wanted)
    with gateway.unit_of_work() as uow:
        uow.answers.put(name, {"digest": digest})
        first = uow.answers.get(name) or {}
        uow.commit()
    if not hmac.compare_digest(str(first.get("digest")), digest):
        raise Refusal(409, "idempotency_conflict", "This key was used before for another order.", "Idempotency-Key")


def idempotency_key(request: Request) -> str:
    key = str(request.headers.get("idempotency-key", "")).strip()
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        wanted = f"The Idempotency-Key header is required: 1 to {LONGEST_KEY} ASCII characters."
        raise Refusal(400, "idempotency_key_required", wanted, "Idempotency-Key")
    return key


def _whole(request: Request, name: str, default: int, most: int) -> int:
    written = request.args.get(name)
    if written is None:
        return default
    digits = written.isascii() and written.isdigit() and len(written) <= 19
    if not digits or not 1 <= int(written) <= most:
        raise Refusal(400, "invalid_parameter", f"{name} must be a whole number from 1 to {most}.", name)
    return int(written)


def order_json(order: Order, over: Callable[[str], str] | None = None) -> Json:
    """Money as JSON numbers in KES, times in RFC 3339, as in Ghala's own orders.

    ``over`` hides what must not be read in what people wrote; unless given, the rider's code alone.
    """
    tracking, hidden = order.tracking, over or partial(without_codes, codes=(order.delivery_code,))
    return {
        "id": order.id,
        "order_number": order.number,
        "ghala_id": order.ghala_id or None,
        "status": order.status.value,
        "customer": {"phone": order.phone, "name": order.customer_name},
        "items": [
            {
                "product_id": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price": number(line.unit_price),
                "total": number(line.total),
            }
            for line in order.lines
        ],
        "extras": [{"name": each.name, "words": each.words, "price": number(each.price)} for each in order.extras],
        "delivery_address": hidden(order.address),
        "delivery_instructions": hidden(order.all_instructions),
        "delivery_fee": number(order.delivery_fee),
        "amount": number(order.amount),
        "currency": CURRENCY,
        "payment_method": order.payment_method,
        "tracking": {
            "number": tracking.number,
            "url": tracking.url,
            "eta": tracking.eta.isoformat() if tracking.eta else None,
            "driver": {"name": tracking.driver_name, "phone": tracking.driver_phone, "vehicle": tracking.vehicle},
        },
        "rating": order.rating,
        "rating_words": hidden(order.rating_words),
        "refunded": number(order.refunded),
        "flag": hidden(order.flag),
        "created_at": order.created_at.isoformat(),
    }
