"""In which form a message may leave now: in our own words, as a template, later, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.commerce.contact import is_night, window_is_open
from bot.services.consent import STOPPED
from bot.services.ports import Customer, Reply


@dataclass(frozen=True)
class Form:
    """``kept``: until the customer writes. ``withheld``: for good, and on purpose. ``why`` stays on record."""

    name: Literal["words", "template", "kept", "withheld", "morning"]
    why: str = ""


def form_of(reply: Reply, customer: Customer, now: datetime, refused_free: bool = False) -> Form:
    """``refused_free``: WhatsApp itself said that the window is closed, whatever our clock thinks."""
    refused = _not_allowed(reply, customer)
    if refused:
        return Form("withheld", refused)
    if reply.purpose == "reminder" and is_night(now):
        return Form("morning", "nobody is reminded at night")
    if window_is_open(customer.last_inbound_at, now) and not refused_free:
        return Form("words")
    call = reply.template
    if call is not None and (call.category == "utility" or customer.offers):
        return Form("template")
    if reply.purpose in ("reminder", "goodbye"):
        return Form("withheld", "the 24-hour window is closed and the customer has not asked for offers")
    return Form("kept", "the 24-hour window is closed and no template says this")


def _not_allowed(reply: Reply, customer: Customer) -> str:
    if customer.opted_out and reply.purpose != "goodbye":
        return STOPPED
    if customer.handed_off and reply.purpose == "reminder":
        return "a person has the talk"
    return ""
