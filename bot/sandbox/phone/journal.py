"""What the person at the phone page did besides writing: answered payments, moved orders, caused troubles.

Entries share the count of bubbles, so that a chat and what was done in it have one order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.http import Document, dump, load
from bot.sandbox.state import Sandbox

EVERYONE = ""
FORGOTTEN = "phones of before the last reset"


@dataclass(frozen=True)
class Entry:
    """``act`` is one step as conversation tests write it; ``at`` are Unix seconds."""

    position: int
    at: float
    act: Document


def note(sandbox: Sandbox, msisdn: str, act: Document) -> None:
    """Belongs before the deed, in its transaction: what the deed causes then comes after it."""
    at = sandbox.now().timestamp()
    position = sandbox.store.next("change")
    sandbox.store.run("INSERT INTO journal VALUES (?, ?, ?, ?)", position, msisdn, at, dump(act).decode())


def of(sandbox: Sandbox, msisdn: str) -> list[Entry]:
    """Of this phone and of everyone, since the phone first wrote."""
    rows = sandbox.store.all(
        "SELECT * FROM journal WHERE msisdn IN (?, ?) AND position >"
        " (SELECT MIN(position) FROM bubbles WHERE msisdn = ?) ORDER BY position",
        msisdn,
        EVERYONE,
        msisdn,
    )
    return [Entry(row["position"], row["at"], dict(load(row["act"]))) for row in rows]


def remember_phones(sandbox: Sandbox) -> None:
    """Before everything is forgotten here: the shop itself will still know who wrote to it."""
    wrote = [row["msisdn"] for row in sandbox.store.all("SELECT msisdn FROM phones WHERE last_inbound IS NOT NULL")]
    known = _forgotten(sandbox)
    sandbox.store.keep_setting(FORGOTTEN, dump(sorted({*known, *wrote})).decode())


def wrote_before(sandbox: Sandbox, msisdn: str) -> bool:
    """Whether this phone wrote before the last reset, so that the shop may know more of it than the chat shows."""
    return msisdn in _forgotten(sandbox)


def _forgotten(sandbox: Sandbox) -> list[Any]:
    return list(load(sandbox.store.setting(FORGOTTEN) or "[]"))
