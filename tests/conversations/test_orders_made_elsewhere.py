"""An order that came over the API: its customer sees it in the chat and can choose there how to pay."""

from __future__ import annotations

from dataclasses import replace

from bot.commerce.delivery import PICKUP, fulfilment_at
from bot.services.ordering import WantedOrder, place_wanted
from tests.stage.script import Dialogue, Player
from tests.stage.shop_stage import Stage

CUSTOMER = "254700123456"


def made_elsewhere(stage: Stage, method: str, place: str = "Kilimani") -> None:
    wanted = WantedOrder("http#1", f"wa:{CUSTOMER}", (("SG-1KG", 2),), place, method, f"+{CUSTOMER}")
    place_wanted(stage.shop, replace(wanted, fulfilment=fulfilment_at(place)))


def play(player: Player, *steps: dict[str, object]) -> None:
    player.play(Dialogue("made elsewhere", "orders", list(steps), "en"))


def test_given_nobody_asked_for_the_money_then_the_ways_to_pay_come_with_the_order(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"})

    made_elsewhere(stage_now, "mpesa")

    play(
        player,
        {
            "wait": 1,
            "bubbles": 1,
            "shop": ["ORDER ORD-2026-000001", "KES 510", "How will you pay"],
            "choices": ["M-Pesa", "Airtel Money", "Card", "Cash on delivery"],
            "orders": [{"status": "pending", "prompts": 0}],
        },
        {"tap": "M-Pesa", "shop": "enter your PIN", "orders": [{"status": "pending", "prompts": 1}]},
        {"pays": "approve", "bubbles": 1, "shop": "PAYMENT RECEIVED", "orders": [{"status": "confirmed", "paid": 1}]},
    )


def test_given_no_way_to_pay_was_named_then_the_customer_is_asked_and_cash_will_do(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"})

    made_elsewhere(stage_now, "")

    play(
        player,
        {
            "wait": 1,
            "bubbles": 1,
            "shop": ["ORDER ORD-2026-000001", "How will you pay *KES 510*"],
            "choices": ["M-Pesa", "Airtel Money", "Card", "Cash on delivery"],
            "orders": [{"status": "pending", "method": "", "prompts": 0}],
        },
        {
            "customer": "I have paid",
            "shop": "How will you pay *KES 510*",
            "never": "request",
            "orders": [{"prompts": 0}],
        },
        {"customer": "try again", "shop": "How will you pay *KES 510*", "orders": [{"prompts": 0}]},
        {"tap": "Cash on delivery", "shop": "in cash", "orders": [{"status": "pending", "method": "cash", "paid": 0}]},
    )


def test_given_no_way_to_pay_is_ever_named_then_the_order_ends_as_any_unpaid_one(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"})

    made_elsewhere(stage_now, "")

    play(
        player,
        {"wait": 1, "bubbles": 1, "shop": "How will you pay"},
        {"wait": 90000, "bubbles": 1, "shop": "ORD-2026-000001", "orders": [{"status": "cancelled"}]},
    )


def test_given_cash_then_nothing_is_asked(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"})

    made_elsewhere(stage_now, "cash")

    play(player, {"wait": 1, "bubbles": 1, "shop": "ORDER ORD-2026-000001", "never": "How will you pay", "choices": []})


def test_given_the_window_is_closed_then_the_template_claims_no_request_that_nobody_made(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"}, {"wait": 90000, "bubbles": 0})

    made_elsewhere(stage_now, "mpesa")

    play(
        player,
        {
            "wait": 1,
            "bubbles": 1,
            "shop": ["ORD-2026-000001 is placed: 2 × Sugar 1kg", "waits for its payment of KES 510"],
            "never": ["on your phone", "request"],
            "choices": ["Payment options"],
            "orders": [{"status": "pending", "prompts": 0}],
        },
        {"tap": "Payment options", "shop": "How will you pay *KES 510*"},
        {"tap": "M-Pesa", "shop": "enter your PIN", "orders": [{"status": "pending", "prompts": 1}]},
    )


def test_given_it_is_fetched_then_the_template_promises_no_delivery(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"}, {"wait": 90000, "bubbles": 0})

    made_elsewhere(stage_now, "cash", PICKUP)

    told = ["ORD-2026-000001 is placed: 2 × Sugar 1kg", "KES 310", "fetch it at the shop"]
    play(
        player, {"wait": 1, "bubbles": 1, "shop": told, "never": ["delivered", "Pickup"], "choices": ["Track my order"]}
    )


def test_given_it_is_fetched_then_the_chat_promises_no_delivery(stage_now: Stage) -> None:
    player = Player(stage_now)
    play(player, {"customer": "what time do you close", "shop": "07:00"})

    made_elsewhere(stage_now, "cash", PICKUP)

    told = ["ORDER ORD-2026-000001", "*Total: KES 310*", "waits for you at"]
    play(player, {"wait": 1, "bubbles": 1, "shop": told, "never": ["KES 0", "on its way", "Pickup"]})
