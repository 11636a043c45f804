"""The envelope of Meta's webhooks."""

from __future__ import annotations

from typing import Any

from bot.sandbox.http import Document, dump
from bot.sandbox.meta import templates
from bot.sandbox.outgoing import FORWARDED_PATH, META_PATH, Side
from bot.sandbox.phone import phones
from bot.sandbox.state import Sandbox

BUSINESS_ACCOUNT_ID = "200000000000001"
DISPLAY_PHONE_NUMBER = "254700000000"
CATALOG_ID = "300000000000001"


def put(sandbox: Sandbox, side: Side, lane: str, event: str, contents: Document, bubble: str | None = None) -> None:
    """Queues one webhook with these "messages" or "statuses"; a Ghala-held number forwards it instead of Meta."""
    path = META_PATH if side == "meta" else FORWARDED_PATH
    metadata = {"display_phone_number": DISPLAY_PHONE_NUMBER, "phone_number_id": sandbox.config.phone_number_id}
    value: Document = {"messaging_product": "whatsapp", "metadata": metadata, **contents}
    change = {"value": value, "field": "messages"}
    body = {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ACCOUNT_ID, "changes": [change]}]}
    sandbox.outgoing.put(side, path, lane, event, "dlv_" + sandbox.token("delivery", 20), dump(body), bubble)


def contact(sandbox: Sandbox, msisdn: str) -> Document:
    phone = phones.get(sandbox, msisdn)
    return {"profile": {"name": phone["name"]}, "wa_id": msisdn, "user_id": phone["user_id"]}


def status_of(sandbox: Sandbox, msisdn: str, wamid: str, status: str, message: Document) -> Document:
    """One entry of "statuses"; what the message cost stands on it until it is read."""
    free = message["type"] != "template"
    entry: dict[str, Any] = {
        "id": wamid,
        "status": status,
        "timestamp": str(int(sandbox.now().timestamp())),
        "recipient_id": msisdn,
        "recipient_user_id": phones.user_id(msisdn),
    }
    if "biz_opaque_callback_data" in message:
        entry["biz_opaque_callback_data"] = message["biz_opaque_callback_data"]
    if status != "read":
        category = "service" if free else templates.category(sandbox, message["template"])
        entry["conversation"] = {"id": f"conversation-{msisdn}", "origin": {"type": category}}
        rate = "free_customer_service" if free else "regular"
        entry["pricing"] = {"billable": not free, "pricing_model": "PMP", "category": category, "type": rate}
    return entry
