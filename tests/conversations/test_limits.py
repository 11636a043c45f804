"""A customer's minute and day, as the customer lives it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stage.script import Dialogue, Player
from tests.stage.shop_stage import Stage

WHOLE = {
    "en": "1 sugar 1kg to Kilimani, Wood Avenue, pay cash",
    "sw": "nataka sukari 1kg moja, nipelekee Kilimani, Wood Avenue, nitalipa cash",
}
YES = {"en": "yes", "sw": "ndio"}
TO_NEXT_MORNING = 20 * 3600


@pytest.fixture
def player(stage_now: Stage) -> Player:
    return Player(stage_now)


def play(player: Player, *steps: dict[str, Any], language: str = "en") -> None:
    player.play(Dialogue("limits", "limits", list(steps), language))


def order_times(player: Player, times: int, language: str = "en") -> None:
    for place in range(times):
        play(player, {"customer": WHOLE[language]}, {"customer": YES[language], "shop": f"ORD-2026-00000{place + 1}"})


@pytest.mark.parametrize(
    ("language", "part", "choices"),
    [
        ("en", "You have placed 5 orders today", ["Talk to a person", "Change something", "Cancel order"]),
        ("sw", "Leo umeweka oda 5", ["Ongea na mtu", "Badilisha kitu", "Ghairi oda"]),
    ],
)
def test_the_sixth_order_of_a_day_is_told_before_it_is_placed_and_has_ways_on(
    player: Player, language: str, part: str, choices: list[str]
) -> None:
    order_times(player, 5, language)
    five = [{"status": "pending"}] * 5
    play(
        player,
        {"customer": WHOLE[language], "shop": [part, "Sugar 1kg", "KES 355"], "choices": choices, "orders": five},
        {"customer": YES[language], "shop": part, "choices": choices, "orders": five, "cart": {"SG-1KG": 1}},
        {"tap": choices[0], "cases": [{"kind": "person"}], "cart": {"SG-1KG": 1}},
        language=language,
    )


def test_the_cart_of_a_full_day_is_ordered_the_next_day_with_one_yes(player: Player) -> None:
    order_times(player, 5)
    play(
        player,
        {"customer": WHOLE["en"], "shop": "You have placed 5 orders today"},
        {"wait": TO_NEXT_MORNING},
        {"customer": "yes", "shop": "ORD-2026-000006", "cart": {}},
    )


def test_what_was_cancelled_makes_room_again(player: Player) -> None:
    order_times(player, 5)
    play(
        player,
        {"customer": "cancel ORD-2026-000005", "shop": "ORD-2026-000005"},
        {"customer": WHOLE["en"], "shop": "ORDER SUMMARY"},
        {"customer": "yes", "shop": "ORD-2026-000006"},
    )


def test_more_money_than_a_day_allows_is_told_and_made_smaller(player: Player) -> None:
    play(
        player,
        {"stock": {"MF-10KG": 100}},
        {"wait": 60},
        {
            "customer": "ADD MF-10KG 63",
            "shop": ["today's orders would come to KES 50,600", "KES 50,000 a day"],
            "orders": [],
        },
        {"customer": "yes", "shop": "KES 50,600", "orders": [], "calls": []},
        {"customer": "make it 62", "shop": ["ORDER SUMMARY", "KES 49,800"]},
        {"customer": "yes", "shop": "Where should we deliver"},
    )


def test_the_fee_of_a_far_place_may_fill_the_day_at_the_last_step(player: Player) -> None:
    """With the first order KES 49,820 inside Nairobi, KES 50,020 in Thika."""
    order_times(player, 1)
    play(
        player,
        {"stock": {"MF-10KG": 100}},
        {"wait": 60},
        {"customer": "ADD MF-10KG 61, SG-1KG 3", "shop": ["ORDER SUMMARY", "KES 49,465"]},
        {"customer": "yes", "shop": "Wood Avenue"},
        {"customer": "Thika, Section 9", "shop": "KES 49,665"},
        {
            "customer": "cash",
            "shop": ["today's orders would come to KES 50,020"],
            "choices": ["Talk to a person", "Change something", "Cancel order"],
            "cart": {"MF-10KG": 61, "SG-1KG": 3},
            "orders": [{"amount": 355}],
        },
        {"customer": "toa sukari", "never": "KES 50,020", "shop": "KES 49,200"},
    )


def flood(player: Player, times: int) -> None:
    for _ in range(times):
        play(player, {"customer": "hi"})


def test_the_thirty_first_message_of_a_minute_is_answered_kindly_and_then_it_is_quiet(player: Player) -> None:
    play(player, {"customer": "2 sugar 1kg", "shop": "KES 510"})
    flood(player, 29)
    play(
        player,
        {"customer": "hi", "shop": "write faster than I can read", "cart": {"SG-1KG": 2}},
        {"customer": "yes", "bubbles": 0},
        {"customer": "clear everything", "bubbles": 0, "cart": {"SG-1KG": 2}},
        {"wait": 61, "bubbles": 0},
        {"customer": "CART", "shop": "Sugar 1kg", "cart": {"SG-1KG": 2}},
    )


@pytest.mark.parametrize(
    ("language", "part", "choices"),
    [
        ("en", "Several payments failed today", ["Cash on delivery", "Pay another way", "Talk to a person"]),
        ("sw", "Malipo kadhaa yameshindikana leo", ["Lipa ukipokea", "Lipa njia nyingine", "Ongea na mtu"]),
    ],
)
def test_the_fourth_failed_payment_offers_cash_another_way_and_a_person(
    player: Player, language: str, part: str, choices: list[str]
) -> None:
    play(player, {"customer": WHOLE[language].replace("cash", "mpesa")}, {"customer": YES[language]})
    again = {"en": "Try again", "sw": "Jaribu tena"}[language]
    for _ in range(3):
        play(player, {"pays": "wrong_pin", "bubbles": 1, "never": part, "cases": []}, {"tap": again})
    case = {"kind": "payments", "order": "ORD-2026-000001", "said": ", ".join(["wrong_pin"] * 4)}
    play(
        player,
        {"pays": "wrong_pin", "bubbles": 1, "shop": [part, "KES 355"], "choices": choices, "cases": [case]},
        {"tap": choices[0], "orders": [{"method": "cash", "status": "pending"}], "cases": [case]},
    )


def test_another_try_is_still_allowed_and_flags_no_second_time(player: Player) -> None:
    play(player, {"customer": WHOLE["en"].replace("cash", "mpesa")}, {"customer": "yes"})
    for _ in range(3):
        play(player, {"pays": "insufficient_funds", "bubbles": 1}, {"tap": "Try again"})
    play(
        player,
        {"pays": "insufficient_funds", "bubbles": 1, "cases": [{"kind": "payments"}]},
        {"customer": "try again", "orders": [{"prompts": 5}]},
        {"pays": "insufficient_funds", "bubbles": 1, "shop": "Several payments", "cases": [{"kind": "payments"}]},
        {"customer": "try again"},
        {"pays": "approve", "bubbles": 1, "shop": "PAYMENT RECEIVED"},
    )
