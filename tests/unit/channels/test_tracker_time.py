"""A conversation stays whole when the clock is set back in the middle of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.tracker_store import TurnTrackerStore

ANN = "wa:254700000001"
NOW = 1_800_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> TurnTrackerStore:
    return TurnTrackerStore(Domain.empty(), url=f"sqlite:///{tmp_path}/tracker.db")


def kept(store: TurnTrackerStore) -> DialogueStateTracker:
    return asyncio.run(store.retrieve(ANN)) or DialogueStateTracker(ANN, ())


def talk(store: TurnTrackerStore, text: str, at: float, first: bool = False) -> None:
    tracker = kept(store)
    begins = [ActionExecuted("action_session_start", timestamp=at), SessionStarted(timestamp=at)] if first else []
    says = [UserUttered(text, message_id=text, timestamp=at), BotUttered("ok", timestamp=at)]
    for event in [*begins, *says, ActionExecuted("action_listen", timestamp=at)]:
        tracker.update(event)
    asyncio.run(store.save(tracker))


def heard(store: TurnTrackerStore) -> list[str]:
    return [event.text for event in kept(store).events if isinstance(event, UserUttered)]


def test_what_is_said_after_the_clock_was_set_back_belongs_to_the_same_session(store: TurnTrackerStore) -> None:
    talk(store, "unga", NOW, first=True)
    talk(store, "2", NOW - 60)
    talk(store, "yes", NOW - 50)
    assert heard(store) == ["unga", "2", "yes"]


def test_a_folded_talk_goes_on_after_the_clock_was_set_back(store: TurnTrackerStore) -> None:
    store.fold_after = 6
    talk(store, "unga", NOW, first=True)
    talk(store, "2", NOW + 1)
    talk(store, "yes", NOW - 60)
    assert heard(store) == ["yes"]


def test_times_that_go_forward_are_kept_as_they_are(store: TurnTrackerStore) -> None:
    talk(store, "unga", NOW, first=True)
    talk(store, "2", NOW + 5.5)
    assert [event.timestamp for event in kept(store).events if isinstance(event, UserUttered)][-1] == NOW + 5.5
