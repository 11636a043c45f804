"""The shop's phone is a setting, wherever the assistant tells it."""

from __future__ import annotations

import re

import pytest

from bot.domain_files import read_domain
from bot.messaging.words import Words
from tests.stage.script import Dialogue, Player
from tests.stage.shop_stage import Stage

PHONE = "+254711000999"


@pytest.fixture(autouse=True)
def own_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PHONE", PHONE)


def play(stage: Stage, *steps: dict[str, object]) -> None:
    Player(stage).play(Dialogue("the shop's phone", "support", list(steps), "en"))


def test_no_sentence_has_a_phone_of_its_own() -> None:
    assert re.findall(r"\+254\d{9}", str(read_domain())) == []


@pytest.mark.parametrize(("says", "language"), [("help", "en"), ("msaada", "sw")])
def test_help_tells_it_in_an_order_too(stage_now: Stage, says: str, language: str) -> None:
    play(
        stage_now,
        {"customer": says, "shop": PHONE, "language": language},
        {"customer": "2 sugar 1kg", "shop": "KES 510"},
        {"customer": says, "shop": [PHONE, "KES 510"]},
    )


def test_whoever_cannot_cancel_or_was_cancelled_is_told_whom_to_call(stage_now: Stage) -> None:
    play(
        stage_now,
        {"customer": "2 sugar 1kg to Kilimani, cash", "shop": "Total: KES 510"},
        {"customer": "yes", "shop": "ORD-2026-000001"},
        {"fault": {"target": "ghala", "kind": "error", "count": None}, "customer": "cancel my order", "shop": PHONE},
        {
            "mended": True,
            "event": {"event": "order.cancelled", "status": "cancelled"},
            "bubbles": 1,
            "shop": ["cancelled by the shop", PHONE],
        },
    )


@pytest.mark.parametrize("language", ["en", "sw"])
def test_the_worker_says_it_by_itself(language: str) -> None:
    assert PHONE in Words.of_domain().say("utter_gave_up", language)
