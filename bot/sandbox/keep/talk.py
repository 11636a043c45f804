"""The chat of a phone as the steps of a conversation test, in the format of ``tests/stage/script.py``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.sandbox import values
from bot.sandbox.ghala import orders as ghala_orders
from bot.sandbox.ghala import payments as ghala_payments
from bot.sandbox.http import Document, load
from bot.sandbox.keep.redact import StandIns
from bot.sandbox.phone import journal, phones
from bot.sandbox.state import Sandbox

# Messages that come closer together than this may be taken as one turn.
BURST_SECONDS = 8.0
# An answer later than this came of itself, not of what was done last; a longer pause is played as one.
SLOW_SECONDS = 45.0
# Longer than the pause before the next try of what failed.
RETRY_SECONDS = 30
MOST_PARTS = 5
SAID_BY_EVENT = re.compile(r"/event-\d+$")


@dataclass(frozen=True)
class Bubble:
    """As the phone shows it, and as it went over the wire."""

    position: int
    shown: Document
    source: Document

    @property
    def text(self) -> str:
        return str(self.shown.get("text") or "")

    @property
    def labels(self) -> list[str]:
        """Of its choices."""
        return [str(choice["title"]) for choice in self.shown.get("choices") or ()]

    @property
    def at(self) -> float:
        """Unix seconds."""
        return datetime.fromisoformat(str(self.shown["at"]).replace("Z", "+00:00")).timestamp()


@dataclass
class Deed:
    """Something that was done, and what the shop said to it."""

    step: Document
    at: float
    by_customer: bool = False
    said: list[Bubble] = field(default_factory=list)


@dataclass(frozen=True)
class Talk:
    """``warnings`` are reasons why the test may not pass as it stands, for the person who keeps it."""

    steps: list[Document]
    replaced: Mapping[str, int]
    warnings: list[str]


def talk_of(sandbox: Sandbox, msisdn: str) -> Talk:
    """The whole chat since the phone first wrote."""
    orders = [each for each in reversed(ghala_orders.newest(sandbox)) if _phone_of(each) == msisdn]
    own = {order["id"] for order in orders}
    payments = [each for each in reversed(ghala_payments.newest(sandbox)) if each["order_id"] in own]
    stand_ins = _stand_ins(msisdn, str(phones.get(sandbox, msisdn)["name"]), orders, payments)
    deeds, warnings = _deeds(sandbox, msisdn, stand_ins, orders)
    steps = list(_steps(deeds, stand_ins))
    if steps:
        steps[-1]["ghala"] = _left_at_ghala(orders, payments)
    if journal.wrote_before(sandbox, msisdn):
        warnings.append(
            "This number wrote to the shop before the last Start over, and the shop remembers it. "
            "Hold the chat again from a new number if the test fails."
        )
    return Talk(steps, stand_ins.summary(), warnings)


def _stand_ins(msisdn: str, name: str, orders: list[Document], payments: list[Document]) -> StandIns:
    """For what is the customer's own, and for what is numbered anew at each playing."""
    return StandIns(
        msisdn,
        [str(order.get("order_number", "")).upper() for order in orders],
        {str(payment["transaction_reference"]).upper() for payment in payments if "transaction_reference" in payment},
        {name, *name.split()} - {"Customer"},
    )


def _left_at_ghala(orders: list[Document], payments: list[Document]) -> Document:
    return {
        "orders": [int(each["amount"]) for each in orders if each["status"] != "cancelled"],
        "payments": [int(each["amount"]) for each in payments if each["status"] != "failed"],
    }


def _phone_of(order: Document) -> str:
    return values.digits(order["customer"]["phone"])


def _deeds(sandbox: Sandbox, msisdn: str, stand_ins: StandIns, orders: list[Document]) -> tuple[list[Deed], list[str]]:
    """What was done, in its order, each with the bubbles that answer it."""
    timeline: list[journal.Entry | Bubble] = [*journal.of(sandbox, msisdn), *_bubbles(sandbox, msisdn)]
    deeds: list[Deed] = []
    warnings: list[str] = []
    for each in sorted(timeline, key=lambda item: item.position):
        if isinstance(each, journal.Entry):
            deeds.append(Deed(_noted(each.act, orders, stand_ins, warnings), each.at))
        elif each.shown["from"] == "customer":
            deeds.append(Deed(_wrote(each, stand_ins), each.at, by_customer=True))
        elif deeds:
            _answered(deeds, each)
    return deeds, list(dict.fromkeys(warnings))


def _noted(act: Document, orders: list[Document], stand_ins: StandIns, warnings: list[str]) -> Document:
    step = {name: value for name, value in act.items() if name != "order"}
    if "order" in act and orders and act["order"] != orders[-1]["id"]:
        warnings.append("An order was moved that is not the newest of this chat; a test moves the newest.")
    if "fault" in act:
        warnings.append("Something was broken on purpose: what then comes late may need a wait in the test.")
    if "phone" in act:
        step["phone"] = stand_ins.payer(str(act["phone"]))
    return dict(_plain(step))


def _bubbles(sandbox: Sandbox, msisdn: str) -> Iterator[Bubble]:
    for row in sandbox.store.all("SELECT * FROM bubbles WHERE msisdn = ?", msisdn):
        yield Bubble(row["position"], dict(load(row["body"])), dict(load(row["source"])))


def _wrote(bubble: Bubble, stand_ins: StandIns) -> Document:
    message = bubble.source
    kind = message["type"]
    if kind == "text":
        return {"customer": stand_ins.text(message["text"]["body"])}
    if kind in ("interactive", "button"):
        return {"tap": bubble.shown["text"]}
    if kind == "order":
        items = message["order"]["product_items"]
        return {
            "sends": {"order": [{"sku": each["product_retailer_id"], "quantity": each["quantity"]} for each in items]}
        }
    if kind == "location":
        return {"sends": {"location": _rounded(message["location"])}}
    if kind == "image":
        caption = message["image"].get("caption")
        return {"sends": {"image": {"caption": stand_ins.text(caption)} if caption else {}}}
    return {"sends": {"sticker" if kind == "sticker" else "voice": True}}


def _rounded(location: Document) -> Document:
    """To about a kilometre, unless it is one of the places that have a name."""
    digits = 4 if "name" in location else 2
    spot = {name: round(float(location[name]), digits) for name in ("latitude", "longitude")}
    return {**spot, **{name: location[name] for name in ("name", "address") if name in location}}


def _answered(deeds: list[Deed], bubble: Bubble) -> None:
    """To the deed it answers: the last, but for an event that was overtaken by a message, and for slow answers."""
    of_event = SAID_BY_EVENT.search(str(bubble.source.get("biz_opaque_callback_data", "")))
    others = [deed for deed in deeds if not deed.by_customer and "wait" not in deed.step]
    deed = others[-1] if of_event and others and not others[-1].said else deeds[-1]
    if bubble.at - deeds[-1].at > SLOW_SECONDS:
        deed = Deed({"wait": math.ceil(bubble.at - deeds[-1].at) + 1}, bubble.at)
        deeds.append(deed)
    deed.said.append(bubble)


def _steps(deeds: list[Deed], stand_ins: StandIns) -> Iterator[Document]:
    before: float | None = None
    place = 0
    while place < len(deeds):
        deed = deeds[place]
        if before is not None and deed.at - before > SLOW_SECONDS and "wait" not in deed.step:
            yield {"wait": math.ceil(deed.at - before), "bubbles": 0}
        burst = _burst(deeds[place:])
        for early in burst[:-1]:
            yield {"held": True, **early.step, "bubbles": 0}
        last = burst[-1]
        step = {**last.step, "released": "forwards"} if len(burst) > 1 else last.step
        yield from _checked(step, last, stand_ins)
        before = max(last.at, *(each.at for each in last.said)) if last.said else last.at
        place += len(burst)


def _burst(deeds: list[Deed]) -> list[Deed]:
    """The first deed; with those after it if they are texts that got one answer together."""
    burst = [deeds[0]]
    for following in deeds[1:]:
        last = burst[-1]
        together = "customer" in last.step and "customer" in following.step and not last.said
        if not together or following.at - last.at > BURST_SECONDS:
            break
        burst.append(following)
    silent = not burst[-1].said
    return burst[:1] if silent else _told_apart(burst)


def _told_apart(burst: list[Deed]) -> list[Deed]:
    """As many answers as messages: each message got its own, only later than the next was written."""
    answers = burst[-1].said
    if len(burst) == len(answers):
        for deed, answer in zip(burst, answers, strict=True):
            deed.said = [answer]
        return burst[:1]
    return burst


def _checked(step: Document, deed: Deed, stand_ins: StandIns) -> Iterator[Document]:
    """The step with what must then be true. A deed of another phone is checked on the chat's own after it."""
    if "phone" in step:
        yield step
        step = {"wait": 0}
    if "mended" in step and deed.said:
        # What had failed is tried again by the clock, which stands still in a test.
        step = {**step, "wait": RETRY_SECONDS + math.ceil(deed.said[-1].at - deed.at)}
    yield {**step, **_checks(deed, stand_ins)}


def _checks(deed: Deed, stand_ins: StandIns) -> Document:
    count = len(deed.said)
    checks: Document = {} if count == 1 and deed.by_customer else {"bubbles": count}
    parts = [part for bubble in deed.said for part in stand_ins.parts(bubble.text, MOST_PARTS)]
    if parts:
        checks["shop"] = list(dict.fromkeys(parts))
    labels = deed.said[-1].labels if deed.said else []
    if labels and all(map(stand_ins.is_lasting, labels)):
        checks["choices"] = labels
    return checks


def _plain(value: Any) -> Any:
    """As YAML writes it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
