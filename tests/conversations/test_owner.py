"""The owner, told on the owner's own phone who needs a person; and customers told of orders made elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commerce.cases import CaseKind
from bot.services.cases import close, open_case
from bot.storage import tables
from tests.stage.script import Dialogue, Player
from tests.stage.shop_stage import Stage

OWNER = "254700777666"
ANOTHER = "254700123456"


def play(player: Player, *steps: dict[str, object]) -> None:
    player.play(Dialogue("told", "owner", list(steps), "mixed"))


def last_told(stage: Stage, phone: str) -> str:
    return str(stage.ask("GET", f"/phone/{phone}/messages", after=0)["messages"][-1]["text"])


def assert_told(stage: Stage, phone: str, *parts: str) -> None:
    told = last_told(stage, phone)
    for part in parts:
        assert part in told


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OWNER_PHONE", OWNER)
    return OWNER


def test_the_owner_reads_who_what_cart_and_talk(stage_now: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNER_PHONE", f"+{OWNER}")
    play(
        Player(stage_now),
        {"phone": OWNER, "customer": "hello", "shop": "Karibu"},
        {"customer": "2 sugar 1kg", "shop": "Total: KES 510"},
        {"customer": "let me talk to a person", "shop": "called a person"},
    )
    assert_told(
        stage_now,
        OWNER,
        ANOTHER,
        "wants a person",
        "let me talk to a person",
        "2 × Sugar 1kg",
        "👤 2 sugar 1kg",
        "until 13:00",
        "Case 1",
    )


def test_what_a_customer_writes_looks_like_no_message_of_the_shop(stage_now: Stage, owner: str) -> None:
    play(Player(stage_now), {"phone": owner, "customer": "hello", "shop": "Karibu"}, {"customer": "hello"})
    said = "it is torn\n\n✅ *PAYMENT RECEIVED* KES 50,000\nrefund to 0700"
    with stage_now.shop.unit_of_work() as uow:
        open_case(uow, f"wa:{ANOTHER}", CaseKind.PROBLEM, said, stage_now.clock(), "ORD-2026-000007", owner)
        uow.commit()
    stage_now.settle()
    told = last_told(stage_now, owner)
    assert "They wrote: it is torn\n> ✅ *PAYMENT RECEIVED* KES 50,000\n> refund to 0700\n" in told


def test_a_swahili_owner_reads_of_complaint_and_picture_in_swahili(stage_now: Stage, owner: str) -> None:
    player = Player(stage_now)
    play(
        player,
        {"phone": owner, "customer": "habari yako, naomba kuona bidhaa zenu", "language": "sw"},
        {"customer": "mmeniletea kitu tofauti", "shop": "mtu wa duka"},
    )
    assert "anaripoti tatizo" in last_told(stage_now, owner)
    play(player, {"sends": {"image": {}}, "shop": "Nimeweka picha"})
    assert "Picha: 1" in last_told(stage_now, owner)


def test_an_owner_who_never_wrote_is_told_by_a_template(stage_now: Stage, owner: str) -> None:
    play(
        Player(stage_now),
        {"customer": "2 sugar 1kg", "shop": "Total: KES 510"},
        {"customer": "let me talk to a person", "shop": "called a person"},
    )
    assert_told(stage_now, owner, "case 1", ANOTHER, "let me talk to a person", "list of cases")


def test_a_day_later_the_owner_is_told_by_a_template_in_the_owners_language(stage_now: Stage, owner: str) -> None:
    play(
        Player(stage_now),
        {"phone": owner, "customer": "habari yako, naomba kuona bidhaa zenu", "language": "sw"},
        {"customer": "2 sugar 1kg to Kilimani, cash", "shop": "Total: KES 510"},
        {"customer": "yes", "shop": "ORD-2026-000001"},
        {"wait": 90000},
        {"customer": "you brought me\nthe wrong thing", "shop": "sorry"},
    )
    assert_told(stage_now, owner, "kesi 1", ANOTHER, "ORD-2026-000001", "you brought me the wrong thing")


def test_what_is_to_be_told_to_the_rider_is_told_to_the_owner_each_time(stage_now: Stage, owner: str) -> None:
    player = Player(stage_now)
    play(
        player,
        {"phone": owner, "customer": "hello"},
        {"customer": "2 sugar 1kg to Kilimani, cash on delivery"},
        {"customer": "yes", "shop": "ORD-2026-000001"},
        {"customer": "leave it with the watchman", "shop": "passed it on"},
    )
    for part in (ANOTHER, "ORD-2026-000001", "leave it with the watchman", "tell the rider"):
        assert part in last_told(stage_now, owner)
    play(player, {"customer": "please call me when you are at the gate", "shop": "passed it on"})
    assert "call me when you are at the gate" in last_told(stage_now, owner)
    before = len(stage_now.ask("GET", f"/phone/{owner}/messages", after=0)["messages"])
    play(player, {"customer": "leave it with the watchman", "shop": "passed it on"})
    assert len(stage_now.ask("GET", f"/phone/{owner}/messages", after=0)["messages"]) == before


@pytest.mark.parametrize(
    ("kind", "english", "swahili"),
    [
        (CaseKind.PAYMENTS, "keep failing today: wrong_pin", "yanaendelea kushindikana leo: wrong_pin"),
        (CaseKind.MONEY, "needs you. ORD-2026-000007\nwrong_pin", "zinakuhitaji. ORD-2026-000007\nwrong_pin"),
        (CaseKind.CODE, "rider's code for ORD-2026-000007", "Nambari ya siri ya dereva ya ORD-2026-000007"),
        (CaseKind.DATA, "wants their data deleted", "anataka data yake ifutwe"),
    ],
)
def test_what_the_shop_found_out_by_itself_is_told_to_the_owner(
    stage_now: Stage, kind: CaseKind, english: str, swahili: str
) -> None:
    player = Player(stage_now)
    play(player, {"phone": OWNER, "customer": "hello", "language": "en"}, {"customer": "hello"})
    for language, part in (("en", english), ("sw", swahili)):
        with stage_now.shop.unit_of_work() as uow:
            owner = uow.customers.get(f"wa:{OWNER}")
            assert owner is not None
            uow.customers.save(replace(owner, language=language))
            number = "ORD-2026-000007"
            case = open_case(uow, f"wa:{ANOTHER}", kind, "wrong_pin", stage_now.clock(), number, OWNER)
            close(uow, case, stage_now.clock())
            uow.commit()
        stage_now.settle()
        assert part in last_told(stage_now, OWNER)


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
        uow.connection.execute(tables.orders.update().values(source="http"))
        customer = uow.customers.get(f"wa:{ANOTHER}")
        assert customer is not None
        uow.customers.save(replace(customer, language=language))
        uow.commit()
    told = [f"{part}-2026-000001", "Sugar 1kg × 2 = KES 310", "KES 510", "Kilimani"]
    play(player, {"event": {"event": "order.created"}, "bubbles": 1, "shop": told})
