"""The owner, told on the owner's own phone who needs a person; and customers told of orders made elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.storage import tables
from tests.stage.script import Dialogue, Player
from tests.stage.shop_stage import Stage

OWNER = "254700777666"
ANOTHER = "254700123456"


def play(player: Player, *steps: dict[str, object]) -> None:
    player.play(Dialogue("told", "owner", list(steps), "mixed"))


def last_told(stage: Stage, phone: str) -> str:
    return str(stage.ask("GET", f"/phone/{phone}/messages", after=0)["messages"][-1]["text"])


def test_the_owner_reads_who_what_cart_and_talk(stage_now: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_PHONE", f"+{OWNER}")
    play(
        Player(stage_now),
        {"phone": OWNER, "customer": "hello", "shop": "Karibu"},
        {"customer": "2 sugar 1kg", "shop": "Total: KES 510"},
        {"customer": "let me talk to a person", "shop": "called a person"},
    )
    told = last_told(stage_now, OWNER)
    for part in (
        ANOTHER,
        "wants a person",
        "let me talk to a person",
        "2 × Sugar 1kg",
        "👤 2 sugar 1kg",
        "until 13:00",
        "Case 1",
    ):
        assert part in told


def test_a_swahili_owner_reads_of_complaint_and_picture_in_swahili(
    stage_now: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNER_PHONE", OWNER)
    player = Player(stage_now)
    play(
        player,
        {"phone": OWNER, "customer": "habari yako, naomba kuona bidhaa zenu", "language": "sw"},
        {"customer": "mmeniletea kitu tofauti", "shop": "mtu wa duka"},
    )
    assert "anaripoti tatizo" in last_told(stage_now, OWNER)
    play(player, {"sends": {"image": {}}, "shop": "Nimeweka picha"})
    assert "Picha: 1" in last_told(stage_now, OWNER)


def test_without_an_owners_phone_nobody_else_is_told(stage_now: Stage) -> None:
    play(
        Player(stage_now),
        {"customer": "let me talk to a person", "shop": "called a person", "cases": [{"kind": "person"}]},
    )
    with stage_now.shop.unit_of_work(read_only=True) as uow:
        told = uow.connection.execute(tables.outbox.select()).all()
    assert {row.conversation for row in told} == {f"wa:{ANOTHER}"}


@pytest.mark.parametrize(("language", "part"), [("en", "ORDER ORD"), ("sw", "ODA ORD")])
def test_an_order_made_elsewhere_is_shown_to_its_customer(stage_now: Stage, language: str, part: str) -> None:
    order_lines = "2 sugar 1kg to Kilimani, pay with mpesa"
    player = Player(stage_now)
    play(player, {"customer": order_lines, "shop": "KES 510"}, {"customer": "yes", "shop": "ORD-2026-000001"})
    with stage_now.shop.unit_of_work() as uow:
        uow.connection.execute(tables.orders.update().values(key="http#till"))
        customer = uow.customers.get(f"wa:{ANOTHER}")
        assert customer is not None
        uow.customers.save(replace(customer, language=language))
        uow.commit()
    told = [f"{part}-2026-000001", "Sugar 1kg × 2 = KES 310", "KES 510", "Kilimani"]
    play(player, {"event": {"event": "order.created"}, "bubbles": 1, "shop": told})
