"""Which messages a trainer is shown, once each, and in which order."""

from __future__ import annotations

from bot.services.ports import Incoming
from bot.workshop.review.reasons import CLOSE, FALLBACK, PERSON, STRANGE
from bot.workshop.review.training_words import Taught, key_of
from tests.reviewed_talk import NOTHING_TAUGHT, fallback, had, reviewed, texts, understood
from tests.small_shop import ANN, BEN, SmallShop

CLEAR = (("view_cart", 0.97), ("checkout", 0.01))
HANDED_OFF = understood("nataka mtu", ("talk_to_human", 0.98), ("help", 0.01), actions=["action_hand_off"])


def test_a_message_that_fell_back_is_shown_with_what_the_model_thought(small: SmallShop) -> None:
    had(small, "1", fallback("zile vitu bado", ("track_order", 0.31), ("report_problem", 0.29)))

    review = reviewed(small)

    example = review.examples[0]
    assert (example.text, example.suggested, example.reasons, example.count) == (
        "zile vitu bado", "track_order", (FALLBACK,), 1,
    )  # fmt: skip
    assert example.ranking[1] == ("report_problem", 0.29)


def test_what_was_acted_on_though_hardly_sure_is_a_close_call_and_what_was_clear_is_not(small: SmallShop) -> None:
    had(small, "1", understood("unsure", ("greet", 0.55), ("thank", 0.1)))
    had(small, "2", understood("between two", ("greet", 0.61), ("thank", 0.42)))
    had(small, "3", understood("clear", *CLEAR))

    review = reviewed(small)

    assert sorted(texts(review)) == ["between two", "unsure"]
    assert (review.typed, review.by_reason[CLOSE], review.listed) == (3, 2, 2)


def test_what_was_said_before_a_person_was_asked_for_is_shown_and_the_asking_is_not(small: SmallShop) -> None:
    # given a clear message five turns before a handoff, and one two turns before it
    had(small, "1", understood("cart", *CLEAR))
    for number in range(3):
        had(small, f"tap-{number}", understood("Yes", ("affirm", 1.0)))
    had(small, "2", understood("show my things", *CLEAR))
    had(small, "3", HANDED_OFF)
    # and another customer's at the same time
    had(small, "4", understood("my basket", *CLEAR), BEN)

    review = reviewed(small)

    assert texts(review) == ["show my things"]
    assert review.examples[0].reasons == (PERSON,)


def test_a_handoff_long_after_is_another_matter(small: SmallShop) -> None:
    had(small, "1", understood("cart", *CLEAR))
    small.clock.move(31 * 60)
    had(small, "2", HANDED_OFF)

    assert texts(reviewed(small)) == []


def test_goods_that_nothing_fits_are_named(small: SmallShop) -> None:
    lines = [
        {"product": "unga", "sku": None, "candidates": ["MF-2KG", "MF-5KG"]},
        {"product": "viatu", "sku": None, "candidates": []},
        {"product": None, "sku": None, "candidates": []},
    ]
    had(small, "1", understood("nataka unga na viatu", ("order_items", 0.99), ("inform", 0.0), order_lines=lines))

    example = reviewed(small).examples[0]

    assert (example.reasons, example.unknown_goods) == ((STRANGE,), ("viatu",))


def test_taps_pictures_and_silence_are_no_typed_messages(small: SmallShop) -> None:
    had(small, "1", understood("Confirm", ("affirm", 1.0)))
    had(small, "2", understood("EXTERNAL_picture", ("EXTERNAL_picture", 1.0)))
    had(small, "3", {"silent": "opted out"})
    had(small, "4", None)

    review = reviewed(small)

    assert (review.typed, review.examples) == (0, [])


def test_texts_of_one_burst_are_one_message(small: SmallShop) -> None:
    had(small, "1", fallback("zile vitu\nbado", ("track_order", 0.3)), entries=2)

    review = reviewed(small)

    assert (review.typed, review.examples[0].text, review.examples[0].count) == (1, "zile vitu bado", 1)


def test_nearly_the_same_words_are_one_example_with_a_count_most_frequent_first(small: SmallShop) -> None:
    had(small, "1", fallback("something else altogether", ("help", 0.2)))
    had(small, "2", fallback("zile vitu zangu bado!!", ("track_order", 0.31)))
    had(small, "3", fallback("Zile vitu zangu bado", ("track_order", 0.31)), BEN)
    had(small, "4", fallback("zile vitu zangu badoo", ("track_order", 0.25)))
    had(small, "5", understood("zile vitu zangu bado", ("report_problem", 0.5), ("track_order", 0.4)))

    examples = reviewed(small).examples

    assert [(each.count, each.reasons) for each in examples] == [(4, (FALLBACK, CLOSE)), (1, (FALLBACK,))]
    assert key_of(examples[0].text) == "zile vitu zangu bado"


def test_opposites_are_not_folded(small: SmallShop) -> None:
    had(small, "1", fallback("nimelipa", ("confirm_payment", 0.3)))
    had(small, "2", fallback("sijalipa", ("confirm_payment", 0.3)))

    assert sorted(texts(reviewed(small))) == ["nimelipa", "sijalipa"]


def test_what_the_training_data_has_by_now_is_left_out_and_counted(small: SmallShop) -> None:
    had(small, "1", fallback("Nipe unga 3!", ("order_items", 0.3)))

    review = reviewed(small, Taught(frozenset([key_of("nipe unga 2")]), NOTHING_TAUGHT.words))

    assert (review.examples, review.listed, review.taught, review.by_reason[FALLBACK]) == ([], 0, 1, 1)


def test_who_wrote_and_where_to_is_not_shown(small: SmallShop) -> None:
    # given a customer of whom name and address are known
    small.meet(ANN, name="Wanjiku Kamau", address="Mirema Drive, hse 12")
    # when they write both, and the reader took a place for an address and the name for goods
    had(
        small,
        "1",
        fallback(
            "nipe unga mbili WANJIKU 0722 987 654, Jacaranda Gdns ama mirema drive",
            ("order_items", 0.3),
            entities=[{"entity": "address", "value": "Jacaranda Gdns"}],
            order_lines=[{"product": "WANJIKU", "sku": None, "candidates": []}],
        ),
    )

    example = reviewed(small).examples[0]

    assert example.text == "nipe unga mbili 0712345678, Kilimani"
    assert example.unknown_goods == ()


def test_the_name_that_came_with_the_message_counts_too(small: SmallShop) -> None:
    # given a message whose profile bears another name than the customer has now
    small.meet(ANN, name="New Name")
    body = {"contact": {"name": "Achieng"}, "message": {"type": "text", "text": {"body": "in the inbox"}}}
    small.store(Incoming("whatsapp", "1", "message", ANN, body, small.clock()))
    with small.uow() as uow:
        entries = uow.inbox.claim("test", 6)
        uow.inbox.finish(entries, fallback("nipe unga achieng", ("order_items", 0.3)))
        uow.commit()

    assert texts(reviewed(small)) == ["nipe unga"]
