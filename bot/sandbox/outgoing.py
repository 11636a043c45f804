"""The queue of webhooks on their way to the gateway.

Each lane keeps its order: Ghala's events are one lane, a phone's messages another, the ticks of a phone a third. A row
is ``held`` (waiting to be overtaken), ``waiting``, ``delivered``, ``dropped`` or ``expired``; ``turn`` is its place in
the order.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import Literal

from bot.sandbox.faults import QUEUEING_KINDS, Faults
from bot.sandbox.store import Store

GHALA_PATH = "/api/webhooks/ghala"
META_PATH = "/api/webhooks/whatsapp"
FORWARDED_PATH = "/api/messages/incoming"
KEPT_SECONDS = 24 * 3600
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0

Side = Literal["ghala", "meta"]


class Outgoing:
    """Webhooks in the store. Times here are real Unix seconds: a retry must not depend on the sandbox's clock."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store = store
        self._faults = faults
        self.wake: Callable[[], None] = lambda: None

    def put(
        self, side: Side, path: str, lane: str, event: str, delivery_id: str, body: bytes, bubble: str | None = None
    ) -> None:
        """Queues one webhook, or what a fault makes of it. ``bubble`` is the message that gets a tick for it."""
        fault = self._faults.strike("webhooks", "POST", path, event, QUEUEING_KINDS)
        kind = fault.kind if fault else ""
        wait = fault.seconds if fault else 0.0
        state = {"reorder": "held", "drop": "dropped"}.get(kind, "waiting")
        with self._store.transaction():
            for _ in range(2 if kind == "repeat" else 1):
                self._add(
                    (lane, side, path, event, delivery_id, bubble, body), state, wait if kind != "repeat" else 0.0
                )
            if state == "waiting":
                self._release(self._overtaken(lane))
        self.wake()

    def _add(self, content: tuple[object, ...], state: str, wait: float) -> None:
        turn = self._store.next("turn") if state == "waiting" else None
        now = time.time()
        self._store.run(
            "INSERT INTO outgoing"
            " (lane, side, path, event, delivery_id, bubble, body, state, turn, queued_at, not_before)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *content,
            state,
            turn,
            now,
            now + wait,
        )

    def _release(self, held: Iterable[sqlite3.Row]) -> None:
        for row in held:
            self._store.run(
                "UPDATE outgoing SET state = 'waiting', not_before = 0, turn = ? WHERE number = ?",
                self._store.next("turn"),
                row["number"],
            )

    def _overtaken(self, lane: str) -> list[sqlite3.Row]:
        return self._store.all("SELECT number FROM outgoing WHERE state = 'held' AND lane = ? ORDER BY number", lane)

    def release_overdue(self) -> None:
        """Lets go of held webhooks that nothing has overtaken in time."""
        overdue = "SELECT number FROM outgoing WHERE state = 'held' AND not_before <= ? ORDER BY number"
        with self._store.transaction():
            self._release(self._store.all(overdue, time.time()))

    def heads(self) -> list[sqlite3.Row]:
        """The first waiting webhook of each lane whose time has come."""
        return self._store.all(
            "SELECT * FROM outgoing AS head WHERE state = 'waiting' AND not_before <= ? AND turn ="
            " (SELECT MIN(turn) FROM outgoing WHERE state = 'waiting' AND lane = head.lane) ORDER BY turn",
            time.time(),
        )

    def seconds_to_next(self) -> float:
        """How long nothing falls due; at most one minute."""
        row = self._store.one(
            "SELECT MIN(not_before) AS due FROM outgoing WHERE state IN ('waiting', 'held') AND not_before > ?",
            time.time(),
        )
        due = row["due"] if row is not None else None
        return 60.0 if due is None else min(60.0, max(0.0, due - time.time()))

    def delivered(self, number: int) -> None:
        self._store.run("UPDATE outgoing SET state = 'delivered', attempts = attempts + 1 WHERE number = ?", number)

    def failed(self, row: sqlite3.Row, note: str) -> None:
        """Puts the webhook off with a growing delay; after 24 hours it is given up."""
        now = time.time()
        expired = now - row["queued_at"] > KEPT_SECONDS
        delay = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(row["attempts"], 10))
        self._store.run(
            "UPDATE outgoing SET state = ?, attempts = attempts + 1, not_before = ?, note = ? WHERE number = ?",
            "expired" if expired else "waiting",
            now + delay,
            note,
            row["number"],
        )

    def after(self, turn: int) -> list[sqlite3.Row]:
        """Everything whose place in the order is known and comes after this one, in that order."""
        self.release_overdue()
        return self._store.all("SELECT * FROM outgoing WHERE turn > ? AND state != 'dropped' ORDER BY turn", turn)
