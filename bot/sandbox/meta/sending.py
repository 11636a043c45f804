"""A business message on its way to a phone: checked, paced, shown, ticked. Graph and Ghala both send through here."""

from __future__ import annotations

import re

from bot.sandbox.http import Document
from bot.sandbox.meta import envelope, limits, outbound, templates
from bot.sandbox.meta.limits import BAD_VALUE, MessageProblem
from bot.sandbox.outgoing import Side
from bot.sandbox.phone import bubbles, phones
from bot.sandbox.state import Sandbox

WINDOW_CLOSED = 131047
PAIR_RATE = 131056
TITLES = {
    limits.INVALID: "Invalid parameter",
    limits.MISSING: "Required parameter is missing",
    limits.BAD_VALUE: "Parameter value is not valid",
    WINDOW_CLOSED: "Re-engagement message",
    PAIR_RATE: "(Business Account, Consumer Account) pair rate limit hit",
    **templates.TITLES,
}
WRITTEN_NUMBER = re.compile(r"\+?[\d ().-]+")


def send(sandbox: Sandbox, message: Document, side: Side) -> Document:
    """The answer of the Cloud API; the phone shows the message at once. Raises MessageProblem."""
    outbound.check(message)
    msisdn = _recipient(sandbox, message)
    _demand_leave(sandbox, msisdn, message)
    wamid = sandbox.wamid(msisdn)
    shown = {"id": wamid, "from": "shop", **bubbles.of_shop(sandbox, message), "status": "read", "at": sandbox.stamp()}
    phones.stop_typing(sandbox, msisdn)
    bubbles.add(sandbox, msisdn, shown, message)
    for status in bubbles.TICKS:
        entry = envelope.status_of(sandbox, msisdn, wamid, status, message)
        envelope.put(sandbox, side, f"status:{msisdn}", f"status.{status}", {"statuses": [entry]})
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": message.get("to") or message["recipient"], "wa_id": msisdn}],
        "messages": [{"id": wamid}],
    }


def _recipient(sandbox: Sandbox, message: Document) -> str:
    """The phone under "to", else that of the business-scoped user id under "recipient"."""
    if message.get("to") is None:
        wanted = limits.words(message, "recipient", "", 140)
        found = phones.named(sandbox, wanted)
        if found is None:
            raise MessageProblem(BAD_VALUE, "recipient", f"No user {wanted} is known to this business.")
        return found
    written = limits.words(message, "to", "", 40)
    digits = re.sub(r"\D", "", written)
    if not WRITTEN_NUMBER.fullmatch(written) or not phones.MSISDN.fullmatch(digits):
        raise MessageProblem(BAD_VALUE, "to", "to must be a phone number with its country code.")
    return digits


def _demand_leave(sandbox: Sandbox, msisdn: str, message: Document) -> None:
    if message["type"] == "template":
        templates.demand_approved(sandbox, msisdn, message["template"])
    elif not phones.window_open(sandbox, msisdn):
        closed = "More than 24 hours have passed since the customer last replied to this number; send a template."
        raise MessageProblem(WINDOW_CLOSED, "type", closed)
    if not phones.paced(sandbox, msisdn):
        fast = "Too many messages from this number to the same user in a short time. Wait and try again."
        raise MessageProblem(PAIR_RATE, "to", fast)


def mark_read(sandbox: Sandbox, body: Document) -> None:
    """Marks a customer's message and all before it read, and shows typing dots if asked. Raises MessageProblem."""
    limits.only(body, "", ("messaging_product", "status", "message_id", "typing_indicator"))
    limits.one_of(body, "messaging_product", "", ("whatsapp",))
    limits.one_of(body, "status", "", ("read",))
    wamid = limits.words(body, "message_id", "", 256)
    found = bubbles.source(sandbox, wamid)
    if found is None or "from" not in found["message"]:
        raise MessageProblem(BAD_VALUE, "message_id", f"No message {wamid} was received by this number.")
    if "typing_indicator" in body:
        limits.one_of(limits.mapping(body, "typing_indicator"), "type", "typing_indicator", ("text",))
        phones.type_at(sandbox, found["msisdn"])
    bubbles.read_up_to(sandbox, found["msisdn"], wamid)
