"""Whether a customer got what was wanted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.talks.format import AT_THE_END, Expected, Goal
from bot.services.ports import Json

WRONG_ORDER, MISREAD = "wrong order", "misread"
# So many digits at the end of a phone are the same however it is written.
DIGITS = 9


@dataclass(frozen=True)
class Came:
    """What came of a talk: orders as the gateway shows them, the oldest first; payments as the sandbox shows them."""

    orders: Sequence[Json] = ()
    payments: Sequence[Json] = ()
    # Those of the phone that the goal names as payer.
    payers_payments: Sequence[Json] = ()


def found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def unheard(expects: Sequence[Expected], heard_after: Mapping[int, str], last: str) -> str:
    """The first thing that was expected and not heard, or heard and not expected; nothing where all is well."""
    for want in expects:
        text = last if want.after == AT_THE_END else heard_after.get(want.after, "")
        if want.has is not None and not found(want.has, text):
            return f"not heard after {want.after}: /{want.has}/"
        if want.hasnt is not None and found(want.hasnt, text):
            return f"heard after {want.after}: /{want.hasnt}/"
    return ""


def judged(goal: Goal, came: Came, problem: str = "") -> str:
    """What is wrong in the end; nothing where the goal was reached. ``problem`` is what went wrong on the way: it gives way to a
    wrong order, and nothing else gives way to it."""
    problem = _of_last_order(goal, came.orders) or problem
    problem = _with_count(goal.orders_wanted, len(came.orders), problem)
    return problem or _of_money(goal, came)


def _of_last_order(goal: Goal, orders: Sequence[Json]) -> str:
    if not goal.lines or not orders or orders[-1].get("status") == "cancelled":
        return ""
    wrong = [*_wrong_lines(goal, orders[-1]), *_wrong_words(goal, orders[-1]), *_wrong_method(goal, orders[-1])]
    return f"{WRONG_ORDER}: {'; '.join(wrong)}" if wrong else ""


def _wrong_lines(goal: Goal, order: Json) -> list[str]:
    lines: Counter[str] = Counter()
    for item in order.get("items", []):
        lines[item["product_id"]] += item["quantity"]
    return [f"lines {dict(lines)}, not {dict(goal.lines)}"] if dict(lines) != goal.lines else []


def _wrong_words(goal: Goal, order: Json) -> list[str]:
    address = order.get("delivery_address") or ""
    note = f"{order.get('delivery_instructions') or ''} {address}"
    looked_at = (
        ("address", goal.address, address, True),
        ("note", goal.note, note, True),
        ("not_address", goal.not_address, address, False),
    )
    return [
        f"{name} {text!r}, goal {pattern!r}"
        for name, pattern, text, is_wanted in looked_at
        if pattern is not None and found(pattern, text) != is_wanted
    ]


def _wrong_method(goal: Goal, order: Json) -> list[str]:
    method = order.get("payment_method")
    return [f"method {method}, not {goal.method}"] if goal.method is not None and method != goal.method else []


def _with_count(wanted: int, placed: int, problem: str) -> str:
    if placed == wanted or problem.startswith(WRONG_ORDER):
        return problem
    counted = f"{placed} orders, {wanted} wanted"
    if placed > wanted:
        return f"{WRONG_ORDER}: {counted}"
    return f"{problem} · {counted}" if problem else counted


def _of_money(goal: Goal, came: Came) -> str:
    paid = sum(each.get("status") == "success" for each in came.payments)
    if goal.paid is not None and paid != goal.paid:
        return f"{paid} paid, not {goal.paid}"
    if goal.payer is not None and came.orders and not _asked(goal.payer, came.payers_payments):
        return f"money asked of another phone than {goal.payer}"
    return ""


def _asked(payer: str, payments: Sequence[Json]) -> bool:
    return any(payer[-DIGITS:] in re.sub(r"\D", "", json.dumps(each)) for each in payments)
