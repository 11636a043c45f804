"""What came in from WhatsApp, as one question to the dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.messaging.before import keyword_in, passes
from bot.messaging.incoming import burst_length, heard_message, read_turn
from bot.messaging.message import Message, read_message
from bot.messaging.scene import look_around
from bot.nlu.reader import WordReader
from bot.services.ports import Choice, Customer, InboxEntry, Offer, Reply, Turn, typed_text
from tests.small_shop import ANN, BEN, START, SmallShop

READER = WordReader()


def body(kind: str, content: Any) -> dict[str, Any]:
    return {"message": {"type": kind, kind: content}}


def entry(content: dict[str, Any] | str, seconds: float = 0, message_id: str = "m1") -> InboxEntry:
    written = body("text", {"body": content}) if isinstance(content, str) else content
    received = START + timedelta(seconds=seconds)
    return InboxEntry("whatsapp", message_id, "message", ANN, written, received, received_at=received)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (body("text", {"body": "hi"}), Message("text", "hi")),
        (body("text", {"body": "x" * 5000}), Message("text", "x" * 4096)),
        (body("text", {"body": "  \n"}), Message("unsupported")),
        (body("text", {"body": None}), Message("unsupported")),
        (body("text", None), Message("unsupported")),
        (
            body("interactive", {"type": "button_reply", "button_reply": {"id": "b:1", "title": "Yes"}}),
            Message("tap", "Yes", "b:1"),
        ),
        (
            body(
                "interactive", {"type": "list_reply", "list_reply": {"id": "b:2", "title": "5kg", "description": "x"}}
            ),
            Message("tap", "5kg", "b:2"),
        ),
        (body("interactive", {"type": "button_reply", "button_reply": "x"}), Message("tap")),
        (body("interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow"}}), Message("unsupported")),
        (
            body("interactive", {"type": "call_permission_reply", "call_permission_reply": {}}),
            Message("call_permission_reply"),
        ),
        (body("interactive", {}), Message("unsupported")),
        (body("edit", {"message": {"type": "text"}}), Message("edit")),
        (body("revoke", {"original_message_id": "m0"}), Message("revoke")),
        (body("request_welcome", {}), Message("request_welcome")),
        ({"message": {**body("text", {"body": "hi"})["message"], "group_id": "g1"}}, Message("group")),
        (
            {
                "message": {
                    **body("text", {"body": "2 of it"})["message"],
                    "context": {"referred_product": {"product_retailer_id": "A"}},
                }
            },
            Message("text", "2 of it", entities={"referred_sku": "A"}),
        ),
        (body("button", {"payload": "b:3", "text": "Reorder"}), Message("tap", "Reorder", "b:3")),
        (body("image", {"id": "1", "caption": "this one"}), Message("image", "this one", entities={"picture": "1"})),
        (body("image", {"id": "1"}), Message("image", entities={"picture": "1"})),
        (body("image", {"caption": 7}), Message("image")),
        (body("audio", {"voice": True}), Message("audio")),
        (body("reaction", {"emoji": "👍"}), Message("reaction")),
        (body("contacts", []), Message("unsupported")),
        ({"message": {"type": "unsupported", "errors": [{"code": 131051}]}}, Message("unsupported")),
        ({"message": "text"}, Message("unsupported")),
        ({}, Message("unsupported")),
        (
            body("location", {"latitude": -1.29, "longitude": 36.8}),
            Message("location", entities={"address": "pin -1.29,36.8", "pin": "-1.29,36.8"}),
        ),
        (
            body("location", {"latitude": 1, "longitude": 2, "name": "Yaya", "address": "Argwings Kodhek"}),
            Message("location", entities={"address": "Yaya, Argwings Kodhek (pin 1,2)", "pin": "1,2"}),
        ),
        *(
            (body("text", {"body": typed}), Message("location", entities={"address": f"pin {spot}", "pin": spot}))
            for typed, spot in (
                ("-1.2921, 36.8219", "-1.2921,36.8219"),
                (" (-1.29210,36.82190) ", "-1.29210,36.82190"),
                ("-1.2921 36.8219", "-1.2921,36.8219"),
                ("1.2921° S, 36.8219° E", "-1.2921,36.8219"),
                ("-1.2921 s, 36.8219 e", "-1.2921,36.8219"),
                ("my location: -1.2921, 36.8219.", "-1.2921,36.8219"),
                ("GPS 0.5143, 35.2698", "0.5143,35.2698"),
            )
        ),
        *(
            (body("text", {"body": typed}), Message("text", typed))
            for typed in ("2.5, 3.5", "1.500 2.500 kg", "-1.2921", "unga -1.2921, 36.8219", "91.2921, 36.8219")
        ),
        (
            body("order", {"product_items": [{"product_retailer_id": "A", "quantity": 2, "item_price": 1}, "odd"]}),
            Message("order", entities={"lines": [{"sku": "A", "quantity": 2, "price": 1}]}),
        ),
        (body("order", {"product_items": None}), Message("order", entities={"lines": []})),
        (
            body("order", {"text": "ring twice", "product_items": [{"quantity": 2}, {"product_retailer_id": None}]}),
            Message("order", "ring twice", entities={"lines": []}),
        ),
    ],
)
def test_every_kind_of_message_is_read(written: dict[str, Any], message: Message) -> None:
    assert heard_message(READER, written) == message


@pytest.mark.parametrize("content", [None, [], "x", 7, {}, {"type": []}, {"type": "id", "id": 3}])
@pytest.mark.parametrize(
    "kind", ["text", "interactive", "button", "image", "location", "order", "reaction", "new kind"]
)
def test_nothing_that_comes_raises(kind: str, content: Any) -> None:
    assert isinstance(read_message(body(kind, content)), Message)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (body("text", {"body": " hi \n" + "x" * 5000}), " hi \n" + "x" * 5000),
        (body("text", {"body": 7}), ""),
        (body("text", "hi"), ""),
        (body("image", {"caption": "hi"}), ""),
        ({"message": "hi"}, ""),
        ({}, ""),
    ],
)
def test_what_was_typed_is_kept_as_it_came(written: dict[str, Any], text: str) -> None:
    assert typed_text(written) == text


OFFER = Offer((Choice("b:1", "Maize Flour 5kg"),), takes_numbers=True)
LONG = "I want three bags"


@pytest.mark.parametrize(
    ("waiting", "length"),
    [
        ([entry(LONG), entry("and two packets sugar", 2)], 2),
        ([entry(LONG), entry("and two packets sugar", 3)], 2),
        ([entry(LONG), entry("and two packets sugar", 3.1)], 1),
        ([entry(LONG), entry("a b c", 1), entry("d e f", 2), entry("g h i", 9)], 3),
        ([entry(LONG), entry("yes", 1)], 1),
        ([entry(LONG), entry("yes please", 1)], 1),
        ([entry(LONG), entry("maize flour 5kg", 1)], 1),
        ([entry(LONG), entry(body("image", {}), 1), entry("for the picture there", 1)], 1),
        ([entry("2"), entry(LONG, 1)], 0),
        ([entry(body("image", {})), entry(LONG, 1)], 0),
        ([], 0),
    ],
)
def test_texts_that_came_together_are_one_thought_and_answers_are_not(waiting: list[InboxEntry], length: int) -> None:
    assert burst_length(READER, waiting, OFFER) == length


LONG = "nataka unga mbili na sukari " * 50


def test_a_thought_is_no_longer_than_one_message_and_the_rest_is_the_next_one(small: SmallShop) -> None:
    waiting = [entry(f"{place} {LONG}", message_id=f"m{place}") for place in range(10)]

    turns = []
    left = waiting
    while left:
        length = burst_length(READER, left, OFFER)
        turns.append(turn_of(small, *left[:length]))
        left = left[length:]

    read = [turn.text for turn in turns if turn]
    assert [text.count(LONG) for text in read] == [2] * 5
    assert max(map(len, read)) <= 4096
    assert "\n".join(read) == "\n".join(f"{place} {LONG}" for place in range(10))


def test_a_text_as_long_as_a_message_may_be_is_a_turn_by_itself() -> None:
    whole = "na " * 1365 + "x"

    assert burst_length(READER, [entry(whole), entry("nataka unga mbili")], OFFER) == 1
    assert burst_length(READER, [entry("nataka unga mbili"), entry(whole)], OFFER) == 1


def test_the_words_under_a_picture_are_no_longer_than_a_message() -> None:
    assert read_message(body("image", {"id": "7", "caption": "x" * 41_000})).text == "x" * 4096


def turn_of(small: SmallShop, *entries: InboxEntry) -> Turn | None:
    with small.uow(read_only=True) as uow:
        scene = look_around(uow, small.shop, entries[0])
    return read_turn(READER, replace(scene, customer=Customer(ANN, language="sw", language_chosen=True)), entries)


def offer(
    small: SmallShop, key: str, choices: Sequence[Choice], text: str = "Choose\n1. one", conversation: str = ANN
) -> list[str]:
    """Puts a reply with choices into the outbox; their opaque ids."""
    with small.uow() as uow:
        uow.outbox.put(key, conversation, Reply(text, tuple(choices)))
        uow.commit()
    with small.uow(read_only=True) as uow:
        return [choice.id for choice in uow.outbox.open_offer(conversation).choices]


SKU = {"intent": "inform", "entities": {"sku": "MF-5KG"}}
PACK = Choice("", "Maize Flour 5kg", payload=SKU, question="product")


def tap(choice_id: str, title: str = "") -> InboxEntry:
    return entry(body("interactive", {"type": "list_reply", "list_reply": {"id": choice_id, "title": title}}))


def test_a_text_is_asked_as_typed_in_the_customers_language(small: SmallShop) -> None:
    assert turn_of(small, entry("nataka unga")) == Turn(ANN, "m1", "nataka unga", language="sw", language_chosen=True)


def test_a_burst_is_one_turn_with_the_first_messages_id(small: SmallShop) -> None:
    turn = turn_of(small, entry("I want flour", message_id="m1"), entry("and sugar too", message_id="m2"))
    assert turn is not None
    assert (turn.message_id, turn.text) == ("m1", "I want flour\nand sugar too")


def test_a_typed_number_is_the_choice_it_stands_for(small: SmallShop) -> None:
    offer(small, "k/message-0", [PACK])
    turn = turn_of(small, entry("1"))
    assert turn is not None
    assert (turn.intent, turn.entities, turn.text) == ("inform", {"sku": "MF-5KG"}, "1")


def test_of_what_a_number_may_mean_the_dialogue_asks(small: SmallShop) -> None:
    sizes = [{"intent": "inform", "entities": {"sku": f"D-{size}"}} for size in (2, 3)]
    offer(small, "k/message-0", [Choice("", f"Diapers {size}", payload=sizes[size - 2]) for size in (2, 3)])
    turn = turn_of(small, entry("namba 2"))
    assert turn is not None
    assert (turn.intent, turn.text) == ("EXTERNAL_which_choice", "namba 2")
    assert turn.entities == {"choices": sizes}


def test_a_tap_is_resolved_here_and_not_by_what_the_phone_sent(small: SmallShop) -> None:
    (choice_id,) = offer(small, "k/message-0", [PACK])
    turn = turn_of(small, tap(choice_id, "Something else"))
    assert turn is not None
    assert (turn.intent, turn.entities, turn.text) == ("inform", {"sku": "MF-5KG"}, "Maize Flour 5kg")


def test_a_tap_on_an_earlier_question_is_stale(small: SmallShop) -> None:
    (old,) = offer(small, "k/message-0", [PACK])
    offer(small, "k/message-1", [Choice("", "Sugar 1kg", payload=SKU, question="product")])
    turn = turn_of(small, tap(old))
    assert turn is not None
    assert turn.intent == "EXTERNAL_stale_choice"


def test_a_tap_on_a_choice_without_a_question_never_goes_stale(small: SmallShop) -> None:
    (old,) = offer(small, "k/message-0", [Choice("", "Help", payload={"intent": "help"})])
    offer(small, "k/message-1", [PACK])
    turn = turn_of(small, tap(old))
    assert turn is not None
    assert turn.intent == "help"


def test_another_customers_choice_is_not_ones_own(small: SmallShop) -> None:
    (bens,) = offer(small, "k/message-0", [PACK], conversation=BEN)
    turn = turn_of(small, tap(bens, "Maize Flour 5kg"))
    assert turn is not None
    assert (turn.intent, turn.text) == ("", "Maize Flour 5kg")


def test_a_tap_on_nothing_known_is_stale(small: SmallShop) -> None:
    turn = turn_of(small, tap("b:unknown"))
    assert turn is not None
    assert turn.intent == "EXTERNAL_stale_choice"


@pytest.mark.parametrize(
    ("kind", "intent"),
    [
        ("image", "EXTERNAL_picture"),
        ("audio", "EXTERNAL_voice"),
        ("sticker", "EXTERNAL_sticker"),
        ("location", "EXTERNAL_place"),
        ("order", "EXTERNAL_catalog_order"),
        ("contacts", "EXTERNAL_unsupported"),
    ],
)
def test_messages_without_words_are_intents_that_nobody_can_type(small: SmallShop, kind: str, intent: str) -> None:
    turn = turn_of(small, entry(body(kind, {})))
    assert turn is not None
    assert turn.intent == intent


def test_words_below_a_picture_are_words(small: SmallShop) -> None:
    turn = turn_of(small, entry(body("image", {"caption": "I want this flour"})))
    assert turn is not None
    assert (turn.text, turn.intent) == ("I want this flour", "")


@pytest.mark.parametrize("kind", ["reaction", "system", "ephemeral"])
def test_what_asks_for_nothing_is_no_turn(small: SmallShop, kind: str) -> None:
    assert turn_of(small, entry(body(kind, {}))) is None


def test_news_and_apologies_leave_the_open_question_open(small: SmallShop) -> None:
    offer(small, "k/1/message-0", [PACK])
    with small.uow() as uow:
        uow.outbox.put("k/2/event-0", ANN, Reply("Your order was shipped"))
        uow.outbox.put("k/3/delayed", ANN, Reply("This takes longer"))
        uow.commit()
    turn = turn_of(small, entry("1"))
    assert turn is not None
    assert turn.entities == {"sku": "MF-5KG"}


def test_an_answer_that_offered_nothing_closes_the_question(small: SmallShop) -> None:
    offer(small, "k/1/message-0", [PACK])
    with small.uow() as uow:
        uow.outbox.put("k/2/message-0", ANN, Reply("Okay"))
        uow.commit()
    turn = turn_of(small, entry("1"))
    assert turn is not None
    assert turn.intent == ""


def test_below_a_summary_a_number_is_no_button(small: SmallShop) -> None:
    buttons = [Choice("", title, payload={"intent": "x"}, question="order_confirmed") for title in ("Yes", "Cancel")]
    offer(small, "k/1/message-0", buttons, text="ORDER SUMMARY")
    turn = turn_of(small, entry("2"))
    assert turn is not None
    assert turn.intent == ""


def allowed(text: str, **about: Any) -> str | None:
    turn = Turn(ANN, "m1", text)
    passed = passes(turn, keyword_in(READER, turn), Customer(ANN, **about))
    return None if passed is None else passed.intent or "as typed"


@pytest.mark.parametrize("text", ["STOP", "stop.", " Acha ", "unsubscribe", "STOP ALL", "*stop*"])
@pytest.mark.parametrize("about", [{}, {"opted_out": True, "stopped_by": "m1"}, {"handed_off": True}])
def test_stop_wins_over_everything(text: str, about: dict[str, Any]) -> None:
    assert allowed(text, **about) == "opt_out"


def test_who_has_stopped_us_is_not_answered_a_second_time() -> None:
    assert allowed("STOP", opted_out=True, stopped_by="m0") is None


def test_the_turn_that_stopped_us_in_other_words_is_still_owed_its_confirmation() -> None:
    assert allowed("please never write to me again", opted_out=True, stopped_by="m1") == "as typed"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("stop offers", "opt_out"), ("Acha ofa!", "opt_out"), ("Yes, send offers", "opt_in"), ("anza ofa", "opt_in")],
)
def test_offers_have_words_of_their_own(text: str, intent: str) -> None:
    turn = Turn(ANN, "m1", text)
    passed = passes(turn, keyword_in(READER, turn), Customer(ANN))
    assert passed is not None
    assert (passed.intent, passed.entities) == (intent, {"purpose": "offers"})
    assert allowed(text, opted_out=True, stopped_by="m0") is None


@pytest.mark.parametrize("text", ["START", "anza", "unstop!"])
def test_start_opens_the_talk_again(text: str) -> None:
    assert allowed(text, opted_out=True) == "opt_in"


@pytest.mark.parametrize("text", ["stop the sugar", "acha unga", "start over", "send offers", "hi"])
def test_other_words_pass_or_meet_silence(text: str) -> None:
    assert allowed(text) == "as typed"
    assert allowed(text, opted_out=True) is None
    assert allowed(text, handed_off=True) is None
