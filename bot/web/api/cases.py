"""Who waits for a person, over HTTP: the list, one case with its talk, a word to the customer, and done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.commerce.cases import Case
from bot.commerce.money import number
from bot.services import checkout, handoff
from bot.services.ports import Customer, Json, UnitOfWork
from bot.services.talks import transcript, veils
from bot.veil import Veil
from bot.web.api.orders import idempotency_key, order_json
from bot.web.errors import Refusal
from bot.web.gateway import gateway_of
from bot.web.json_body import read_object
from bot.web.security.scopes import Scope

MOST = 100
LONGEST_TEXT = 4096

routes = Blueprint("cases")


@routes.get("/api/cases", name="listed", ctx_needs=Scope.CASES_READ)
async def list_cases(request: Request) -> HTTPResponse:
    """Open ones, the longest waiting first."""
    found = await gateway_of(request).read(lambda uow: _all_in_short(uow, uow.cases.open(MOST)))
    return json({"data": found})


@routes.get("/api/cases/<case_id:int>", name="shown", ctx_needs=Scope.CASES_READ)
async def show_case(request: Request, case_id: int) -> HTTPResponse:
    return json(await gateway_of(request).read(lambda uow: _in_full(uow, _known(uow, case_id))))


@routes.post("/api/cases/<case_id:int>/messages", name="answered", ctx_needs=Scope.CASES_WRITE)
async def answer(request: Request, case_id: int) -> HTTPResponse:
    """A person's words to the customer. The same Idempotency-Key again sends nothing more."""
    key, text = idempotency_key(request), read_object(request.body).get("text")
    if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise Refusal(422, "invalid_text", f"text must be 1 to {LONGEST_TEXT} characters.", "text")
    gateway = gateway_of(request)
    quiet = timedelta(minutes=gateway.settings.person_minutes)

    def work(uow: UnitOfWork, case: Case) -> None:
        if not case.is_open:
            raise Refusal(409, "case_closed", "This case is closed.")
        handoff.write(uow, case, text.strip(), key, gateway.clock(), quiet)

    return await _change(request, case_id, work, 202)


@routes.post("/api/cases/<case_id:int>/close", name="closed", ctx_needs=Scope.CASES_WRITE)
async def close(request: Request, case_id: int) -> HTTPResponse:
    """Done: the assistant answers again, and says so where it had been quiet. Closing again changes nothing."""
    now = gateway_of(request).clock()
    return await _change(request, case_id, lambda uow, case: handoff.finish(uow, case, now), 200)


async def _change(
    request: Request, case_id: int, work: Callable[[UnitOfWork, Case], object], status: int
) -> HTTPResponse:
    gateway = gateway_of(request)

    def changed() -> Json:
        with gateway.unit_of_work() as uow:
            work(uow, _known(uow, case_id))
            uow.commit()
        with gateway.unit_of_work(read_only=True) as uow:
            return _all_in_short(uow, [_known(uow, case_id)])[0]

    return json(await gateway.in_thread(changed), status=status)


def _known(uow: UnitOfWork, case_id: int) -> Case:
    case = uow.cases.by_id(case_id) if case_id < 2**63 else None
    if case is None:
        raise Refusal(404, "not_found", "There is no such case.")
    return case


def _all_in_short(uow: UnitOfWork, cases: Sequence[Case]) -> list[Json]:
    over = veils(uow, sorted({case.conversation for case in cases}))
    return [_in_short(uow, case, over[case.conversation]) for case in cases]


def _in_short(uow: UnitOfWork, case: Case, veil: Veil) -> Json:
    customer = uow.customers.get(case.conversation) or Customer(case.conversation)
    return {
        "id": case.id,
        "kind": case.kind.value,
        "open": case.is_open,
        "customer": {
            "conversation": case.conversation,
            "name": customer.name,
            "phone": customer.phone,
            "language": customer.language,
            "with_person": customer.handed_off,
        },
        "said": veil.over(case.said),
        "order_number": case.order_number,
        "question": case.question,
        "pictures": list(case.pictures),
        "opened_at": case.opened_at.isoformat(),
        "bot_back_at": case.bot_back_at.isoformat() if case.bot_back_at else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
    }


def _in_full(uow: UnitOfWork, case: Case) -> Json:
    """With the cart, the last orders and the last of the talk, what was written while the assistant was quiet included."""
    veil = veils(uow, [case.conversation])[case.conversation]
    _, priced = checkout.summary(uow, case.conversation)
    cart = [
        {
            "product_id": line.product.sku,
            "name": line.product.name,
            "quantity": line.quantity,
            "total": number(line.total),
        }
        for line in priced.lines
    ]
    talk = [
        {
            "at": line.at.isoformat(),
            "who": "customer" if line.by_customer else "shop",
            "text": veil.over(line.text),
            "picture": line.picture,
        }
        for line in transcript(uow, case.conversation)
    ]
    orders = [order_json(order, veil.over) for order in uow.orders.placed(case.conversation, limit=3)]
    return {**_in_short(uow, case, veil), "cart": cart, "orders": orders, "talk": talk}
