"""In which form a reply leaves, and what never leaves: the window, templates, STOP, offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.commerce.contact import is_night, morning_after, window_is_open
from bot.messaging.claims import Claims
from bot.messaging.message_forms import form_of
from bot.messaging.sender import Sender
from bot.messaging.statuses import StatusKeeper
from bot.providers.whatsapp.wire import message_body
from bot.services import consent, customers
from bot.services.jobs import put_periodic, tidy_job
from bot.services.ports import Choice, Customer, Incoming, Job, Reply, SendRefused, Sent, TemplateCall
from bot.storage import tables
from tests.small_shop import ANN, BEN, START, SmallShop

SHIPPED = TemplateCall("order_shipped", "utility", "en", ("ORD-1", "TRK-1", "Peter", "soon"))
OFFER = TemplateCall("cart_reminder", "marketing", "sw", ("sugar", "KES 160"))
DAY = timedelta(hours=24)


@dataclass
class Phone:
    """``refuses`` answers each try with the code to refuse it by, or with nothing to let it arrive."""

    refuses: Callable[[Any], int] = lambda message: 0
    repeats_safely: bool = False
    shown: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def send(self, customer: Customer, reply: Reply | TemplateCall, key: str) -> Sent:
        self.keys.append(key)
        code = self.refuses(reply)
        if code:
            raise SendRefused("refused", code)
        self.shown.append(reply.text if isinstance(reply, Reply) else f"[{reply.name} {reply.language}]")
        return Sent(f"wamid.{key}")

    def mark_read(self, *_: Any) -> None:
        raise AssertionError("the sender marks nothing read")


@dataclass
class Bench:
    small: SmallShop
    phone: Phone = field(default_factory=Phone)

    def say(self, *replies: Reply) -> None:
        with self.small.uow() as uow:
            for place, reply in enumerate(replies):
                uow.outbox.put(f"{reply.text}/{place}", ANN, reply)
            uow.commit()

    def send(self) -> list[str]:
        sender = Sender(self.small.shop, self.phone, Claims("bench"))
        while sender.send_one():
            pass
        return self.phone.shown

    def states(self) -> list[str]:
        return [row.state for row in self.small.rows(tables.outbox)]

    def stop(self) -> None:
        with self.small.uow() as uow:
            consent.stop(uow, ANN, "m-stop", "STOP")
            uow.commit()

    def status(self, key: str, word: str, *codes: int, wamid: str = "") -> None:
        status = {"id": wamid or f"wamid.{key}", "status": word, "biz_opaque_callback_data": key}
        body = {"status": {**status, "errors": [{"code": code} for code in codes]}}
        self.small.store(Incoming("whatsapp", f"{key}:{word}:{wamid}", "status", ANN, body, self.small.clock()))
        assert StatusKeeper(self.small.shop).work_all()


@pytest.fixture
def bench(small: SmallShop) -> Bench:
    small.meet()
    return Bench(small)


def news(text: str = "shipped", template: TemplateCall | None = SHIPPED) -> Reply:
    return Reply(text, purpose="news", template=template)


def closed(code: int = 131047) -> Callable[[Any], int]:
    return lambda message: code if isinstance(message, Reply) else 0


@pytest.mark.parametrize(
    ("hours", "is_open"), [(0, True), (23.9, True), (23.99, False), (24, False), (500, False), (None, False)]
)
def test_the_window_is_open_for_a_day_less_what_clocks_may_differ(hours: float | None, is_open: bool) -> None:
    wrote = None if hours is None else START - timedelta(hours=hours)
    assert window_is_open(wrote, START) is is_open


@pytest.mark.parametrize(("hour", "night"), [(4, True), (5, False), (17, False), (18, True), (23, True), (0, True)])
def test_night_is_from_nine_to_eight_in_nairobi(hour: int, night: bool) -> None:
    at = datetime(2026, 11, 20, hour, 0, tzinfo=timezone.utc)
    assert is_night(at) is night
    assert not is_night(morning_after(at))
    assert timedelta() < morning_after(at) - at <= DAY


@pytest.mark.parametrize(
    ("reply", "about", "form"),
    [
        (Reply("answer"), {}, "words"),
        (news(), {}, "words"),
        (Reply("answer"), {"last_inbound_at": START - DAY}, "kept"),
        (news(), {"last_inbound_at": START - DAY}, "template"),
        (news(template=None), {"last_inbound_at": START - DAY}, "kept"),
        (news(), {"last_inbound_at": None}, "template"),
        (news(template=OFFER), {"last_inbound_at": START - DAY}, "kept"),
        (Reply("r", purpose="reminder", template=OFFER), {}, "words"),
        (Reply("r", purpose="reminder", template=OFFER), {"last_inbound_at": START - DAY}, "withheld"),
        (Reply("r", purpose="reminder", template=OFFER), {"last_inbound_at": START - DAY, "offers": False}, "withheld"),
        (Reply("r", purpose="reminder", template=OFFER), {"last_inbound_at": START - DAY, "offers": True}, "template"),
        (Reply("r", purpose="reminder"), {"handed_off": True}, "withheld"),
        (news(), {"handed_off": True}, "words"),
        (news(), {"opted_out": True}, "withheld"),
        (news(), {"opted_out": True, "last_inbound_at": None}, "withheld"),
        (Reply("bye", purpose="goodbye"), {"opted_out": True}, "words"),
        (Reply("bye", purpose="goodbye"), {"opted_out": True, "last_inbound_at": None}, "withheld"),
    ],
)
def test_the_form_follows_consent_and_window(reply: Reply, about: dict[str, Any], form: str) -> None:
    customer = replace(Customer(ANN, last_inbound_at=START), **about)
    assert form_of(reply, customer, START).name == form


def test_a_reminder_that_would_leave_at_night_waits_for_the_morning(bench: Bench) -> None:
    bench.say(Reply("r", purpose="reminder"))
    bench.small.clock.move(9.5 * 3600)
    assert bench.send() == []
    (row,) = bench.small.rows(tables.outbox)
    assert (row.state, row.due_at) == ("waiting", datetime(2026, 11, 21, 5, 0, tzinfo=timezone.utc))


def test_after_the_window_a_template_leaves_under_a_key_of_its_own(bench: Bench) -> None:
    bench.say(news())
    bench.small.clock.move(DAY.total_seconds())
    assert bench.send() == ["[order_shipped en]"]
    assert bench.phone.keys == ["shipped/0#template"]
    bench.status("shipped/0#template", "delivered")
    assert [(row.state, row.delivery) for row in bench.small.rows(tables.outbox)] == [("sent", "delivered")]


def test_when_whatsapp_says_closed_one_try_as_a_template_follows_at_once(bench: Bench) -> None:
    bench.phone.refuses = closed()
    bench.say(news())
    assert bench.send() == ["[order_shipped en]"]
    assert bench.phone.keys == ["shipped/0", "shipped/0#template"]


def test_a_template_refused_too_is_kept_and_not_tried_a_third_time(bench: Bench) -> None:
    bench.phone.refuses = lambda message: 131047 if isinstance(message, Reply) else 132001
    bench.say(news())
    assert (bench.send(), bench.states()) == ([], ["kept"])
    bench.small.clock.move(7200)
    bench.send()
    assert bench.phone.keys == ["shipped/0", "shipped/0#template"]


@pytest.mark.parametrize(("code", "state"), [(131047, "kept"), (132015, "kept"), (131026, "dead")])
def test_what_becomes_of_a_refused_template(bench: Bench, code: int, state: str) -> None:
    bench.phone.refuses = lambda message: code
    bench.say(news())
    bench.small.clock.move(DAY.total_seconds())
    bench.send()
    assert (bench.states(), len(bench.phone.keys)) == ([state], 1)


def test_what_no_template_says_is_kept_without_holding_up_what_follows(bench: Bench) -> None:
    bench.say(news("a", template=None), news("b"))
    bench.small.clock.move(DAY.total_seconds())
    assert (bench.send(), bench.states()) == (["[order_shipped en]"], ["kept", "sent"])


def test_what_was_kept_goes_first_once_the_customer_writes(bench: Bench) -> None:
    bench.say(news("old", template=None))
    bench.small.clock.move(DAY.total_seconds())
    bench.send()
    bench.small.meet()
    with bench.small.uow() as uow:
        assert uow.outbox.release(ANN) == 1
        uow.commit()
    bench.say(Reply("answer"))
    assert bench.send() == ["old", "answer"]


def test_what_was_kept_a_week_ends_with_a_record(bench: Bench) -> None:
    bench.say(news("old", template=None))
    bench.small.clock.move(DAY.total_seconds())
    bench.send()
    tidy_job(bench.small.shop, Job(1, "k", "tidy", {}, 0))
    assert bench.states() == ["kept"]
    bench.small.clock.move(6 * DAY.total_seconds() + 1)
    tidy_job(bench.small.shop, Job(1, "k", "tidy", {}, 0))
    (row,) = bench.small.rows(tables.outbox)
    assert row.state == "expired"
    assert "did not write in time" in row.error


def test_a_refusal_that_comes_by_status_is_tried_as_a_template_once(bench: Bench) -> None:
    bench.say(news())
    bench.send()
    bench.status("shipped/0", "failed", 131047)
    assert bench.send() == ["shipped", "[order_shipped en]"]
    bench.status("shipped/0#template", "failed", 131047)
    assert bench.send() == ["shipped", "[order_shipped en]"]
    assert [(row.state, row.delivery) for row in bench.small.rows(tables.outbox)] == [("sent", "failed")]


FILE = {"document": {"link": "https://shop.example.com/receipts/abc/en.pdf", "filename": "ORD-1.pdf"}}
FILE_LINK = "ORD-1.pdf\nhttps://shop.example.com/receipts/abc/en.pdf"
SHOWN = Choice("", "Add", "", {"intent": "order_items", "entities": {"sku": "SG-1KG"}}, "product")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply("", attached=FILE), FILE_LINK),
        (Reply("Here", attached=FILE), f"Here\n\n{FILE_LINK}"),
        (Reply("Sugar", image_url="https://shop.example.com/sugar.jpg"), "Sugar"),
        (Reply("", image_url="https://shop.example.com/sugar.jpg"), "https://shop.example.com/sugar.jpg"),
    ],
)
def test_a_file_that_meta_took_and_could_not_deliver_comes_as_words_once(
    bench: Bench, reply: Reply, words: str
) -> None:
    bench.say(reply)
    bench.send()
    bench.status(f"{reply.text}/0", "failed", 131052)
    assert bench.send() == [reply.text, words]
    # then neither the status once more nor one about the words brings a third
    bench.status(f"{reply.text}/0", "failed", 131053, wamid="again")
    bench.status(f"{reply.text}/0/words", "failed", 131053)
    assert bench.send() == [reply.text, words]
    assert [row.delivery for row in bench.small.rows(tables.outbox)] == ["failed", "failed"]


def test_what_was_offered_below_a_picture_can_still_be_tapped_below_its_words(bench: Bench) -> None:
    bench.say(Reply("Sugar", choices=(SHOWN,), image_url="https://shop.example.com/sugar.jpg"))
    bench.send()
    bench.status("Sugar/0", "failed", 131053)
    assert bench.send() == ["Sugar", "Sugar"]
    with bench.small.uow(read_only=True) as uow:
        (offered,) = uow.outbox.open_offer(ANN).choices
        assert uow.outbox.choice(offered.id) == (ANN, offered)
    assert (offered.title, offered.payload, offered.question) == ("Add", SHOWN.payload, "product")
    (_, sent) = bench.small.rows(tables.outbox)
    assert ([each["id"] for each in sent.reply["choices"]], sent.reply["image_url"]) == ([offered.id], "")


@pytest.mark.parametrize(
    ("reply", "code"), [(Reply("", attached=FILE), 131026), (Reply("hi"), 131053), (Reply("", attached=FILE), 131049)]
)
def test_words_would_not_arrive_either_where_the_file_is_not_the_trouble(bench: Bench, reply: Reply, code: int) -> None:
    bench.say(reply)
    bench.send()
    bench.status(f"{reply.text}/0", "failed", code)
    assert bench.send() == [reply.text]


def test_late_word_of_the_refused_words_is_not_taken_for_the_templates(bench: Bench) -> None:
    bench.phone.refuses = closed()
    bench.say(news())
    bench.send()
    bench.status("shipped/0", "failed", 131047, wamid="wamid.first")
    assert [(row.state, row.delivery) for row in bench.small.rows(tables.outbox)] == [("sent", "")]


def test_after_a_stop_nothing_leaves_whatever_waits(bench: Bench) -> None:
    bench.say(Reply("waiting"), news("kept", template=None), news("template"))
    bench.stop()
    bench.say(Reply("said after it"), news("later"))
    assert (bench.send(), set(bench.states())) == ([], {"withheld"})
    bench.small.clock.move(2 * DAY.total_seconds())
    assert bench.send() == []


def test_the_goodbye_alone_still_leaves(bench: Bench) -> None:
    bench.say(Reply("waiting"))
    bench.stop()
    bench.say(Reply("bye", purpose="goodbye"), Reply("and one more"))
    assert bench.send() == ["bye"]


def test_a_stop_that_came_in_and_was_not_worked_yet_holds_everything_back(bench: Bench) -> None:
    bench.say(Reply("waiting"))
    bench.small.write("Stop.", "m1")
    assert (bench.send(), bench.states()) == ([], ["withheld"])


def test_without_the_look_at_waiting_messages_it_would_have_left(bench: Bench) -> None:
    bench.say(Reply("waiting"))
    bench.small.write("stop the sugar", "m1")
    assert bench.send() == ["waiting"]


def test_a_stop_holds_for_the_same_person_under_another_name(bench: Bench) -> None:
    hidden = "wa:KE.77"
    bench.small.meet(user_id="KE.77")
    bench.small.meet(hidden, phone="", user_id="KE.77")
    with bench.small.uow() as uow:
        consent.stop(uow, hidden, "m1", "ACHA")
        uow.commit()
    bench.say(news())
    assert (bench.send(), bench.states()) == ([], ["withheld"])
    with bench.small.uow() as uow:
        consent.start(uow, ANN, "m2", "ANZA")
        uow.commit()
    assert [row.opted_out for row in bench.small.rows(tables.customers)] == [False, False]


def test_who_has_stopped_us_by_phone_has_stopped_us_by_user_id(bench: Bench) -> None:
    bench.small.meet(user_id="KE.77")
    bench.stop()
    with bench.small.uow() as uow:
        met = customers.meet(uow, "wa:KE.77", "Ann", "", "KE.77", bench.small.clock())
        uow.commit()
    assert met.opted_out


def test_a_late_webhook_does_not_turn_the_window_back(bench: Bench) -> None:
    moments = (START, START - DAY, None)
    with bench.small.uow() as uow:
        met = [customers.meet(uow, ANN, "", "", "", moment).last_inbound_at for moment in moments]
        uow.commit()
    assert met == [START, START, START]


def test_consent_is_on_record_with_its_words_and_once(bench: Bench) -> None:
    for _ in range(2):
        bench.stop()
    with bench.small.uow() as uow:
        consent.start(uow, ANN, "m2", "START")
        for _ in range(2):
            consent.answer_offers(uow, ANN, True, "m3", "Yes, send offers")
        uow.commit()
    rows = [(row.purpose, row.granted, row.words, row.message_id) for row in bench.small.rows(tables.consents)]
    assert rows == [
        ("service", False, "STOP", "m-stop"),
        ("service", True, "START", "m2"),
        ("offers", True, "Yes, send offers", "m3"),
    ]


def test_a_start_brings_no_offers_back(bench: Bench) -> None:
    with bench.small.uow() as uow:
        consent.answer_offers(uow, ANN, True, "m1", "yes")
        consent.stop(uow, ANN, "m2", "STOP")
        consent.start(uow, ANN, "m3", "START")
        uow.commit()
    assert [(row.opted_out, row.offers) for row in bench.small.rows(tables.customers)] == [(False, False)]


def test_who_stopped_offers_in_whatsapp_itself_gets_no_further_ones(bench: Bench) -> None:
    bench.small.meet(offers=True, last_inbound_at=None)
    bench.phone.refuses = lambda message: 131050
    bench.say(Reply("r", purpose="reminder", template=OFFER))
    bench.send()
    assert bench.states() == ["withheld"]
    assert [row.offers for row in bench.small.rows(tables.customers)] == [False]
    assert [row.how for row in bench.small.rows(tables.consents)] == ["whatsapp"]


def test_three_statuses_of_many_messages_are_one_transaction(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.say(*(Reply(f"text {place}") for place in range(20)))
    bench.send()
    for row in bench.small.rows(tables.outbox):
        for word in ("read", "sent", "delivered"):
            body = {"status": {"id": row.provider_message_id, "status": word}}
            bench.small.store(Incoming("whatsapp", f"{row.id}:{word}", "status", ANN, body, bench.small.clock()))
    begun: list[bool] = []
    begin = bench.small.shop.unit_of_work
    shop = replace(bench.small.shop, unit_of_work=lambda read_only=False: begun.append(read_only) or begin(read_only))
    assert StatusKeeper(shop).work_all()
    assert begun == [True, False]
    assert {row.delivery for row in bench.small.rows(tables.outbox)} == {"read"}
    assert {row.state for row in bench.small.rows(tables.inbox)} == {"done"}
    assert not StatusKeeper(shop).work_all()


def test_periodic_work_is_put_once_for_each_stretch_of_time(small: SmallShop) -> None:
    assert [put_periodic(small.shop) for _ in range(3)] == [3, 0, 0]
    small.clock.move(300)
    assert put_periodic(small.shop) == 2


def test_old_answers_and_done_rounds_are_forgotten_young_ones_not(small: SmallShop) -> None:
    put_periodic(small.shop)
    with small.uow() as uow:
        uow.answers.put("old", {"a": 1})
        for row in small.rows(tables.jobs):
            uow.jobs.finish(row.id)
        uow.commit()
    small.clock.move(90 * DAY.total_seconds() - 60)
    tidy_job(small.shop, Job(1, "k", "tidy", {}, 0))
    assert [row.key for row in small.rows(tables.answers)] == ["old"]
    assert small.rows(tables.jobs) == []
    small.clock.move(120)
    tidy_job(small.shop, Job(1, "k", "tidy", {}, 0))
    assert small.rows(tables.answers) == []


@pytest.mark.parametrize(
    ("customer", "named"),
    [
        (Customer(ANN, phone="+254700000001"), {"to": "254700000001"}),
        (Customer("wa:KE.77", user_id="KE.77"), {"recipient": "KE.77"}),
    ],
)
def test_a_template_as_whatsapp_takes_it_also_for_who_has_no_phone(customer: Customer, named: dict[str, str]) -> None:
    assert message_body(customer, SHIPPED, "k") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **named,
        "type": "template",
        "template": {
            "name": "order_shipped",
            "language": {"policy": "deterministic", "code": "en"},
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": each} for each in SHIPPED.parameters]}
            ],
        },
        "biz_opaque_callback_data": "k",
    }


def test_another_customer_is_not_held_back(bench: Bench) -> None:
    bench.small.meet(BEN)
    bench.stop()
    with bench.small.uow() as uow:
        uow.outbox.put("ben", BEN, Reply("hi Ben"))
        uow.commit()
    assert bench.send() == ["hi Ben"]
