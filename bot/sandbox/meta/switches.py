"""What Meta and a phone decide beside the messages: templates paused, offers refused, the window as Meta's clock has it."""

from __future__ import annotations

from sanic import Sanic

from bot.sandbox.http import Answer, Call
from bot.sandbox.meta import templates
from bot.sandbox.phone import phones
from bot.sandbox.routes import mount
from bot.sandbox.state import Sandbox


def mount_all(app: Sanic, sandbox: Sandbox) -> None:
    mount(app, sandbox, "PUT", "/templates/<name:str>", judge_template)
    mount(app, sandbox, "POST", "/phone/<msisdn:str>/marketing", allow_marketing)
    mount(app, sandbox, "POST", "/phone/<msisdn:str>/window/close", close_window)


async def judge_template(sandbox: Sandbox, call: Call) -> Answer:
    """{"status": APPROVED, PAUSED, DISABLED, PENDING or REJECTED}."""
    return Answer(200, templates.set_status(sandbox, call.params["name"], call.document().get("status")))


async def allow_marketing(sandbox: Sandbox, call: Call) -> Answer:
    """{"allowed": false} is what a customer taps in WhatsApp itself."""
    msisdn = phones.checked(call.params["msisdn"])
    return Answer(200, templates.allow_marketing(sandbox, msisdn, call.document().get("allowed")))


async def close_window(sandbox: Sandbox, call: Call) -> Answer:
    """As if a day had passed for Meta alone, until the customer writes again."""
    msisdn = phones.checked(call.params["msisdn"])
    phones.close_window(sandbox, msisdn)
    return Answer(200, {"msisdn": msisdn, "window": "closed"})
