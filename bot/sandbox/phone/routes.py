"""The customer's phone over HTTP: writing, watching, answering prompts."""

from __future__ import annotations

import asyncio
import json
import re

import aiohttp
from sanic import Sanic

from bot.sandbox import values
from bot.sandbox.ghala import orders, payments
from bot.sandbox.http import Answer, Call, Document, Refusal
from bot.sandbox.phone import bubbles, inbound, journal, phones
from bot.sandbox.routes import mount
from bot.sandbox.state import Sandbox

LONGEST_WAIT_SECONDS = 25.0
UNDERSTOOD_SECONDS = 10.0
PIN = re.compile(r"\d{4,5}")
FAILURES = {"cancel": "cancelled_by_user", "timeout": "timeout"}


def mount_all(app: Sanic, sandbox: Sandbox) -> None:
    mount(app, sandbox, "GET", "/phones", listed)
    mount(app, sandbox, "POST", "/phone/<msisdn:str>/messages", write)
    mount(app, sandbox, "GET", "/phone/<msisdn:str>/messages", watch)
    mount(app, sandbox, "GET", "/phone/<msisdn:str>/messages/<wamid:str>/understood", understood)
    mount(app, sandbox, "GET", "/payments", list_payments)
    mount(app, sandbox, "POST", "/payments/<payment_id:str>/<answer:(approve|cancel|fail|timeout)>", settle)


async def listed(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"phones": phones.known(sandbox)})


async def write(sandbox: Sandbox, call: Call) -> Answer:
    """202 at once; whether the gateway took the message is told by its tick."""
    return Answer(202, inbound.receive(sandbox, phones.checked(call.params["msisdn"]), call.document()))


async def watch(sandbox: Sandbox, call: Call) -> Answer:
    """Everything changed after ``after``; waits up to ``wait`` seconds (25 at most) while there is nothing."""
    msisdn, after = phones.checked(call.params["msisdn"]), call.whole("after", 0, 0)
    wait = _seconds(call)
    if wait and phones.seq(sandbox, msisdn) <= after:
        await sandbox.bell.wait(msisdn, wait)
    return Answer(200, screen(sandbox, msisdn, after))


def screen(sandbox: Sandbox, msisdn: str, after: int) -> Document:
    waiting = [payment for payment in payments.newest(sandbox, msisdn) if payment["prompt"]]
    return {
        "messages": bubbles.after(sandbox, msisdn, after),
        "typing": phones.typing(sandbox, msisdn),
        "prompt": waiting[0] if waiting else None,
        "seq": phones.seq(sandbox, msisdn),
    }


def _seconds(call: Call) -> float:
    written = call.query.get("wait", "0")
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", written):
        raise Refusal(400, "invalid_parameter", "wait must be a number of seconds.", "wait")
    return min(float(written), LONGEST_WAIT_SECONDS)


async def understood(sandbox: Sandbox, call: Call) -> Answer:
    """What the gateway says it understood of a message, and why, passed on with its status."""
    if sandbox.config.gateway_url is None:
        raise Refusal(404, "no_gateway", "This sandbox posts to no gateway, so none can say what it understood.")
    url = f"{sandbox.config.gateway_url.rstrip('/')}/api/turns/{call.params['wamid']}?explained=true"
    try:
        timeout = aiohttp.ClientTimeout(total=UNDERSTOOD_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            return Answer(answer.status, json.loads(await answer.read()))
    except asyncio.TimeoutError as problem:
        raise Refusal(504, "gateway_timeout", "The gateway took longer than 10 seconds.") from problem
    except aiohttp.ClientError as problem:
        raise Refusal(502, "gateway_unreachable", f"The gateway does not answer: {problem}") from problem
    except ValueError as problem:
        raise Refusal(502, "gateway_garbled", "The gateway answered something that is not JSON.") from problem


async def list_payments(sandbox: Sandbox, call: Call) -> Answer:
    """Newest first; with ``phone`` those of that customer, whichever phone is to pay."""
    phone = values.digits(call.query.get("phone", ""))
    found = payments.of_customer(sandbox, phone) if phone else payments.newest(sandbox)
    return Answer(200, {"payments": found})


async def settle(sandbox: Sandbox, call: Call) -> Answer:
    payment, wanted = payments.get(sandbox, call.params["payment_id"]), call.document()
    answer = call.params["answer"]
    reason = str(FAILURES.get(answer) or wanted.get("reason", "error"))
    with sandbox.store.transaction():
        note_payment(sandbox, payment, reason if answer == "fail" and "reason" in wanted else answer)
        if answer == "approve":
            return Answer(200, _approved(sandbox, payment, wanted))
        return Answer(200, payments.fail(sandbox, payment, reason))


def note_payment(sandbox: Sandbox, payment: Document, how: str) -> None:
    """In the journal of the phone that ordered, even where another one pays."""
    chat = values.digits(orders.get(sandbox, payment["order_id"])["customer"]["phone"])
    payer = values.digits(payment["phone"])
    journal.note(sandbox, chat, {"pays": how} if payer == chat else {"pays": how, "phone": payer})


def _approved(sandbox: Sandbox, payment: Document, wanted: Document) -> Document:
    """Any PIN of the right length is the right one; a wrong one is told by ``fail``."""
    pin = wanted.get("pin")
    if pin is not None and not (isinstance(pin, str) and PIN.fullmatch(pin)):
        raise Refusal(400, "invalid_request", "pin must be a string of 4 or 5 digits.", "pin")
    return payments.succeed(sandbox, payment)
