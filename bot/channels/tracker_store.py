"""Rasa's conversations in SQL, failing closed, and what each turn answered beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.bubbles import TOLD_LATELY, response_of
from bot.channels.interruption import TurnInterrupted
from bot.settings import read_settings
from bot.storage.database import make_engine

# About twenty turns.
FOLD_AFTER = 200
# So many turns back a folded talk still knows what it told: actions look for a question, or for misses in a row.
TURNS_KEPT = 8
# So many messages back it is looked for the language that was spoken last.
LOOKED_BACK = 10
# Seconds; a float that counts from 1970 tells no less apart.
TICK = 1e-6

turns = sa.Table(
    "rasa_turns",
    sa.MetaData(),
    sa.Column("message_id", sa.String(300), primary_key=True),
    sa.Column("conversation", sa.String(160), nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
)


class TurnTrackerStore(SQLTrackerStore):
    """Saves a turn's events and its record in one transaction, so that the same message is never worked twice.

    A database error ends the turn (TurnInterrupted) where Rasa's own wrapper would go on with an empty conversation.
    """

    def __init__(
        self, domain: Any = None, host: Any = None, event_broker: Any = None, url: str = "", **_unused: Any
    ) -> None:
        address = url or read_settings().tracker_url
        engine = make_engine(address)
        turns.metadata.create_all(engine)
        super().__init__(domain=domain, host=address, event_broker=event_broker)
        self.engine.dispose()
        self.engine: sa.engine.Engine = engine
        self.sessionmaker = sa.orm.session.sessionmaker(bind=engine)
        self.fold_after = FOLD_AFTER
        _index_sessions(engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        try:
            return await super().retrieve(sender_id)
        except SQLAlchemyError as error:
            raise TurnInterrupted(f"conversation {sender_id} cannot be read: {error}") from error

    async def save(self, tracker: DialogueStateTracker) -> None:
        try:
            await super().save(tracker)
        except SQLAlchemyError as error:
            raise TurnInterrupted(f"conversation {tracker.sender_id} cannot be saved: {error}") from error

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Event]:
        """Called by ``save`` inside its transaction: the record goes in with the events."""
        record = turn_record(tracker)
        if record is not None:
            values = {"message_id": record["message_id"], "conversation": tracker.sender_id, "record": record}
            session.execute(sa.delete(turns).where(turns.c.message_id == record["message_id"]))
            session.execute(sa.insert(turns).values(**values))
        fresh = list(super()._additional_events(session, tracker))
        stored = list(tracker.events)[: len(tracker.events) - len(fresh)]
        told = [*fresh, *folded(tracker)] if len(tracker.events) > self.fold_after else fresh
        return iter(forward_in_time(told, max((event.timestamp for event in stored), default=0.0)))

    def answered(self, conversation: str, message_id: str) -> dict[str, Any] | None:
        """What was recorded of the turn of this message, or None when it was never finished."""
        query = sa.select(turns.c.record).where(turns.c.message_id == message_id, turns.c.conversation == conversation)
        try:
            with self.engine.connect() as connection:
                found: dict[str, Any] | None = connection.execution_options(read_only=True).execute(query).scalar()
                return found
        except SQLAlchemyError as error:
            raise TurnInterrupted(f"turn {message_id} cannot be looked up: {error}") from error

    def languages_heard(self, conversation: str) -> list[str]:
        """Which language each of the last messages spoke, the newest first, without those that spoke none."""
        event = self.SQLEvent
        query = (
            sa.select(event.data)
            .where(event.sender_id == conversation, event.type_name == UserUttered.type_name)
            .order_by(event.id.desc())
            .limit(LOOKED_BACK)
        )
        try:
            with self.engine.connect() as connection:
                found = [json.loads(data) for (data,) in connection.execution_options(read_only=True).execute(query)]
        except SQLAlchemyError as error:
            raise TurnInterrupted(f"conversation {conversation} cannot be read: {error}") from error
        detected = [(each.get("parse_data") or {}).get("language") or {} for each in found]
        return [str(each["name"]) for each in detected if each.get("name")]


def _index_sessions(engine: sa.engine.Engine) -> None:
    """Rasa looks for the latest session on every message and indexes only the sender."""
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE INDEX IF NOT EXISTS ix_events_session ON events (sender_id, type_name, timestamp)")
        )


def forward_in_time(events: Sequence[Event], since: float) -> Sequence[Event]:
    """Each later than the one before it, and the first later than ``since``: Rasa finds a session by its time, and a clock
    that was set back would hide what is said from then on."""
    for event in events:
        event.timestamp = since = max(event.timestamp, since + TICK)
    return events


def folded(tracker: DialogueStateTracker) -> list[Event]:
    """A new session that begins where this one stands: its slots, its form and the names of what it told last.

    Rasa replays the whole session with every message and sends it to every action, so a long talk would get slower with
    each turn. What a customer has said and got stays in the rows before; what they want stands in the cart.
    """
    # Rasa reads a session by its time: what belongs to it must be made after its beginning.
    begins = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
    kept = [SlotSet(name, value) for name, value in {**slots, TOLD_LATELY: told_lately(tracker)}.items()]
    loop = [ActiveLoop(tracker.active_loop_name)] if tracker.active_loop_name else []
    return [*begins, *kept, *loop, ActionExecuted(ACTION_LISTEN_NAME)]


def told_lately(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """The last turns, the oldest first: the ``intent`` of the message and which responses were ``told`` after it. Those of
    before an earlier fold are among them."""
    told: list[dict[str, Any]] = list(tracker.get_slot(TOLD_LATELY) or ())
    for event in tracker.events:
        if isinstance(event, UserUttered):
            told.append({"intent": event.intent_name or "", "told": []})
        elif isinstance(event, BotUttered) and told and (name := response_of(event.metadata)):
            told[-1]["told"].append(name)
    return told[-TURNS_KEPT:]


def turn_record(tracker: DialogueStateTracker) -> dict[str, Any] | None:
    """The last user message of a tracker and all that followed it; None before any message."""
    events = list(tracker.events)
    starts = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if not starts or not events[starts[-1]].message_id:
        return None
    user, after = events[starts[-1]], events[starts[-1] + 1 :]
    return {
        "message_id": user.message_id,
        "uttered": [_uttered(event) for event in after if isinstance(event, BotUttered)],
        "actions": _actions(after),
        "parse": json.loads(json.dumps(user.parse_data, default=str)),
        "language": tracker.get_slot("language") or "en",
    }


def _uttered(event: BotUttered) -> dict[str, Any]:
    return {"text": event.text, "data": event.data, "metadata": event.metadata}


def _actions(events: Sequence[Event]) -> list[str]:
    names = [event.action_name for event in events if isinstance(event, ActionExecuted)]
    return [name for name in names if name and name != "action_listen"]
