"""The durable inbox: every inbound thing once, in order within its conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.services.ports import AWAY, WORKER, InboxEntry, Incoming, Json, crashes_of, typed_text
from bot.storage.leases import AT_ONCE, Queue
from bot.storage.tables import inbox

CLAIM_LOCK = 0x64756B61_636C
# A burst is never longer; a flood is put away in pieces of so many.
MOST_BEHIND, MOST_OF_FLOOD = 9, 500


def insert_once(connection: Connection, table: sa.Table, rows: Sequence[Json], unique: Sequence[str]) -> int:
    """How many of ``rows`` were new by the ``unique`` columns; the others are left as they stand."""
    if not rows:
        return 0
    dialect: Any = sa.dialects.postgresql if connection.dialect.name == "postgresql" else sa.dialects.sqlite
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=list(unique))
    return sum(connection.execute(statement, row).rowcount for row in rows)


class SqlInbox:
    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.queue = Queue(connection, now, inbox, busy="in_flight")

    def store(self, incoming: Sequence[Incoming]) -> int:
        rows = [
            {
                "provider": each.provider,
                "provider_id": each.provider_id[:300],
                "kind": each.kind,
                "conversation": each.conversation[:160],
                "body": each.body,
                "sent_at": each.sent_at,
                "received_at": self.now,
                "due_at": AT_ONCE,
                # Nothing can be done with what could not be read, but it is kept for a person to see.
                "state": "dead" if each.kind == "unreadable" else "waiting",
                "error": str(each.body.get("error", "unreadable")) if each.kind == "unreadable" else None,
            }
            for each in incoming
        ]
        return insert_once(self.connection, inbox, rows, ("provider", "provider_id"))

    def first_due(self) -> InboxEntry | None:
        """The oldest entry of a conversation in which nothing is in flight, looked at without a lock."""
        query = sa.select(inbox).where(*self._free()).order_by(inbox.c.sent_at, inbox.c.id).limit(1)
        row = self.connection.execute(query).first()
        return _entry(row) if row else None

    def claim(
        self, mark: str, lease_seconds: float, first: InboxEntry | None = None, alone: bool = False
    ) -> list[InboxEntry]:
        """``first`` (``first_due`` where none is given), or nothing where another worker was faster. A turn that was begun
        before and not finished is taken again with all the entries it had. ``alone``: nothing waits behind it, so it is a
        turn by itself.

        An entry that comes back from a worker that died, or that let its lease run out, has one crash of it more.
        """
        if self.connection.dialect.name == "postgresql":
            # Two claimers at once could each see a conversation free; claims are short, so they go one after the other.
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CLAIM_LOCK})")
        seen = first or self.first_due()
        if seen is None:
            return []
        begun = {"turn": seen.id} if alone and not seen.turn else {}
        values: dict[str, Any] = {"crashes": seen.crashes, "crashed": seen.crashed, **begun}
        as_seen = (inbox.c.attempts == seen.attempts, *self._free())
        if not self.queue.take([seen.id], mark, lease_seconds, *as_seen, **values):
            return []
        if not seen.turn:
            return [replace(seen, turn=seen.id) if alone else seen]
        return self._whole_turn(seen, mark, lease_seconds, values)

    def _whole_turn(
        self, seen: InboxEntry, mark: str, lease_seconds: float, values: dict[str, Any]
    ) -> list[InboxEntry]:
        turn = self._same_turn(seen.turn)
        self.queue.take([entry.id for entry in turn if entry.id != seen.id], mark, lease_seconds, **values)
        # As they were seen: the claim itself is no crash and no try yet.
        return [seen if entry.id == seen.id else entry for entry in turn]

    def _free(self) -> tuple[Any, ...]:
        earlier = inbox.alias()
        in_the_way = (
            sa.select(earlier.c.id)
            .where(
                earlier.c.conversation == inbox.c.conversation,
                earlier.c.kind != "status",
                earlier.c.id != inbox.c.id,
                sa.or_(
                    sa.and_(earlier.c.state == "in_flight", earlier.c.lease_until >= self.now),
                    sa.and_(earlier.c.state.in_(("waiting", "in_flight")), _before(earlier, inbox)),
                ),
            )
            .exists()
        )
        return self.queue.claimable(), inbox.c.kind != "status", ~in_the_way, self._not_two_suspects()

    def _not_two_suspects(self) -> Any:
        """What was there when a process ended may be why, or may only have been beside it: such turns run one at a time, so
        that the innocent get through."""
        other = inbox.alias()
        suspect_in_flight = sa.select(other.c.id).where(
            other.c.state == "in_flight",
            other.c.lease_until >= self.now,
            other.c.crashes > 0,
            other.c.conversation != inbox.c.conversation,
        )
        return sa.or_(inbox.c.crashes == 0, ~suspect_in_flight.exists())

    def _same_turn(self, turn: int) -> list[InboxEntry]:
        query = sa.select(inbox).where(inbox.c.turn == turn, inbox.c.state != "done")
        query = query.order_by(inbox.c.sent_at, inbox.c.id)
        return [_entry(row) for row in self.connection.execute(query)]

    def behind(self, first: InboxEntry) -> list[InboxEntry]:
        """The messages that wait behind a message of which no turn was begun, oldest first, at most MOST_BEHIND."""
        if first.kind != "message" or first.turn:
            return []
        query = self._waiting_messages(first.conversation).where(
            inbox.c.turn.is_(None), inbox.c.due_at <= self.now, inbox.c.id != first.id
        )
        return [_entry(row) for row in self.connection.execute(query.limit(MOST_BEHIND))]

    def _waiting_messages(self, conversation: str) -> Any:
        mine = (inbox.c.conversation == conversation, inbox.c.state == "waiting", inbox.c.kind == "message")
        return sa.select(inbox).where(*mine).order_by(inbox.c.sent_at, inbox.c.id)

    def join(self, entries: Sequence[InboxEntry], mark: str, lease_seconds: float) -> None:
        """``entries`` are one turn from now on, also when it runs again; the first is claimed, the others waited behind it."""
        first, *others = [entry.id for entry in entries]
        self.connection.execute(sa.update(inbox).where(inbox.c.id == first).values(turn=first))
        if others:
            self.queue.take(others, mark, lease_seconds, turn=first)

    def flood(self, conversation: str, began: datetime, ended: datetime) -> list[InboxEntry]:
        """Messages that wait and were sent between the two moments, at most MOST_OF_FLOOD."""
        query = self._waiting_messages(conversation).where(
            inbox.c.turn.is_(None), inbox.c.sent_at >= began, inbox.c.sent_at < ended
        )
        return [_entry(row) for row in self.connection.execute(query.limit(MOST_OF_FLOOD))]

    def renew(self, marks: Sequence[str], lease_seconds: float) -> None:
        self.queue.renew(marks, lease_seconds)

    def finish(self, entries: Sequence[InboxEntry], understood: Json | None) -> None:
        self.queue.settle([entry.id for entry in entries], "done", understood=understood)

    def put_back(
        self, entries: Sequence[InboxEntry], due_at: datetime, error: str, crashed: str = "", counts: bool = True
    ) -> None:
        """``crashed`` is the process that ended in the middle of the turn. Without ``counts`` it was no try."""
        values: dict[str, Any] = {"attempts": inbox.c.attempts - int(not counts)}
        if crashed:
            again = inbox.c.crashed == crashed
            values |= {"crashes": sa.case((again, inbox.c.crashes + 1), else_=1), "crashed": crashed}
        self.queue.settle([entry.id for entry in entries], "waiting", error, due_at=due_at, **values)

    def hasten(self, most_crashes: int) -> None:
        """What waits for something that was not there is due at once, unless it was there when processes ended so often."""
        waiting = (inbox.c.state == "waiting", inbox.c.due_at > self.now, inbox.c.error.like(f"{AWAY}%"))
        these = sa.update(inbox).where(*waiting, inbox.c.crashes < most_crashes)
        self.connection.execute(these.values(due_at=AT_ONCE))

    def bury(self, entries: Sequence[InboxEntry], error: str) -> None:
        self.queue.settle([entry.id for entry in entries], "dead", error)

    def reroute(self, entry: InboxEntry, conversation: str) -> None:
        """An event found to belong to another conversation waits its turn there."""
        self.queue.settle([entry.id], "waiting", conversation=conversation, turn=None)

    def understood(self, provider_id: str) -> Json | None:
        query = sa.select(inbox.c.understood).where(inbox.c.provider_id == provider_id)
        return self.connection.execute(query).scalar()

    def messages_before(self, conversation: str, began: datetime, ended: datetime, entry_id: int) -> int:
        """How many messages the customer sent between the two moments and we stored before that entry."""
        query = sa.select(sa.func.count()).where(
            inbox.c.conversation == conversation,
            inbox.c.sent_at >= began,
            inbox.c.sent_at < ended,
            inbox.c.kind == "message",
            inbox.c.id < entry_id,
        )
        return int(self.connection.execute(query).scalar_one())

    def waiting_texts(self, conversation: str) -> list[str]:
        """What the customer typed and nobody has worked yet."""
        query = sa.select(inbox.c.body).where(
            inbox.c.conversation == conversation,
            inbox.c.state.in_(("waiting", "in_flight")),
            inbox.c.kind == "message",
        )
        return [text for body in self.connection.execute(query).scalars() if (text := typed_text(body))]

    def is_busy(self, conversation: str) -> bool:
        """Whether a turn of it waits or is being worked."""
        query = sa.select(inbox.c.id).where(
            inbox.c.conversation == conversation, inbox.c.state.in_(("waiting", "in_flight")), inbox.c.kind != "status"
        )
        return self.connection.execute(query.limit(1)).first() is not None

    def statuses(self, limit: int) -> list[InboxEntry]:
        """Delivery statuses to record in this very transaction: they need no claim and no order, for a delivery is only
        ever moved forward."""
        waiting = sa.select(inbox).where(inbox.c.kind == "status", self.queue.claimable())
        rows = self.connection.execute(waiting.order_by(inbox.c.id).limit(limit).with_for_update(skip_locked=True))
        return [_entry(row) for row in rows]

    def any_statuses(self) -> bool:
        query = sa.select(inbox.c.id).where(inbox.c.kind == "status", self.queue.claimable()).limit(1)
        return self.connection.execute(query).first() is not None

    def any_due(self) -> bool:
        """Turns, whether or not one of their conversation is in flight; statuses are not turns."""
        query = sa.select(inbox.c.id).where(self.queue.claimable(), inbox.c.kind != "status").limit(1)
        return self.connection.execute(query).first() is not None

    def depth(self) -> dict[str, int]:
        return self.queue.depth()


def _before(one: Any, other: Any) -> Any:
    return sa.or_(one.c.sent_at < other.c.sent_at, sa.and_(one.c.sent_at == other.c.sent_at, one.c.id < other.c.id))


def _entry(row: Row) -> InboxEntry:
    lapsed = row.state == "in_flight"
    return InboxEntry(
        provider=row.provider,
        provider_id=row.provider_id,
        kind=row.kind,
        conversation=row.conversation,
        body=row.body,
        sent_at=row.sent_at,
        id=row.id,
        attempts=row.attempts,
        received_at=row.received_at,
        turn=row.turn or 0,
        crashes=crashes_of(row.crashes, row.crashed, WORKER) if lapsed else row.crashes,
        crashed=WORKER if lapsed else row.crashed,
    )
