"""Calling a person, what they get to read, and who has the talk when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.commerce.cases import Case, CaseKind
from bot.services import cases, handoff
from bot.services.jobs import hand_back_job
from bot.services.ports import Incoming, Job, Reply
from bot.services.talks import transcript
from bot.storage import tables
from tests.small_shop import ANN, BEN, SmallShop

HOUR = timedelta(hours=1)
OWNER = "254700000009"


def hand_off(small: SmallShop, said: str = "agent", owner: str = "") -> Case:
    with small.uow() as uow:
        case = handoff.hand_off(uow, ANN, said, small.clock(), HOUR, owner)
        uow.commit()
    return case


def complain(small: SmallShop, said: str = "torn", order: str = "ORD-1", owner: str = "") -> Case:
    with small.uow() as uow:
        case = cases.open_case(uow, ANN, CaseKind.PROBLEM, said, small.clock(), order, owner)
        uow.commit()
    return case


def picture(small: SmallShop, media: str) -> None:
    body = {"message": {"type": "image", "image": {"id": media}}}
    small.store(Incoming("whatsapp", f"m-{media}", "message", ANN, body, small.clock()))


def run_jobs(small: SmallShop) -> None:
    for row in small.rows(tables.jobs, kind="hand_back"):
        if row.due_at <= small.clock():
            hand_back_job(small.shop, Job(row.id, row.key, row.kind, row.payload, row.attempts))


def is_quiet(small: SmallShop) -> bool:
    return bool(small.rows(tables.customers, conversation=ANN)[0].handed_off)


def events(small: SmallShop, conversation: str = ANN) -> list[str]:
    return [row.body["event"] for row in small.rows(tables.inbox, conversation=conversation, kind="event")]


def test_given_a_person_was_called_when_the_time_is_over_then_the_bot_answers_and_says_so_once(
    small: SmallShop,
) -> None:
    small.meet()
    case = hand_off(small)
    assert is_quiet(small)
    small.clock.move(3599)
    run_jobs(small)
    assert is_quiet(small)
    small.clock.move(1)
    run_jobs(small)
    run_jobs(small)
    assert (is_quiet(small), events(small)) == (False, ["person.left"])
    with small.uow(read_only=True) as uow:
        assert uow.cases.by_id(case.id).is_open


def test_given_the_person_writes_when_the_first_time_is_over_then_the_bot_stays_quiet(small: SmallShop) -> None:
    small.meet()
    case = hand_off(small)
    small.clock.move(3000)
    with small.uow() as uow:
        assert handoff.write(uow, case, "We look.", "k1", small.clock(), HOUR)
        assert not handoff.write(uow, case, "We look.", "k1", small.clock(), HOUR)
        uow.commit()
    small.clock.move(600)
    run_jobs(small)
    assert is_quiet(small)
    assert [row.reply["text"] for row in small.rows(tables.outbox)] == ["We look."]
    small.clock.move(3000)
    run_jobs(small)
    assert not is_quiet(small)


def test_given_the_person_is_done_then_the_bot_answers_and_nothing_is_told_later(small: SmallShop) -> None:
    small.meet()
    case = hand_off(small)
    with small.uow() as uow:
        handoff.finish(uow, case, small.clock())
        uow.commit()
    assert (is_quiet(small), events(small)) == (False, ["person.done"])
    before = small.everything()
    with small.uow() as uow:
        closed = uow.cases.by_id(case.id)
        assert handoff.finish(uow, closed, small.clock()) == closed
        uow.commit()
    small.clock.move(7200)
    run_jobs(small)
    assert small.everything() == before


def test_given_another_case_in_a_persons_hands_when_one_is_done_then_the_bot_stays_quiet(small: SmallShop) -> None:
    small.meet()
    talk, problem = hand_off(small), complain(small)
    with small.uow() as uow:
        handoff.finish(uow, problem, small.clock())
        uow.commit()
    assert is_quiet(small)
    with small.uow() as uow:
        handoff.finish(uow, talk, small.clock())
        uow.commit()
    assert not is_quiet(small)


def test_given_a_case_is_open_when_more_is_said_about_it_then_it_is_one_case(small: SmallShop) -> None:
    small.meet()
    first, again, other = complain(small), complain(small, "and wet"), complain(small, order="ORD-2")
    assert (again.id, again.said) == (first.id, "torn\nand wet")
    assert other.id != first.id
    with small.uow(read_only=True) as uow:
        assert [case.id for case in uow.cases.open(10)] == [first.id, other.id]
        assert uow.cases.open_of(BEN) == []


def test_given_an_owners_phone_then_the_owner_hears_of_each_new_case_and_of_every_call_for_a_person(
    small: SmallShop,
) -> None:
    small.meet()
    complain(small, owner=OWNER)
    complain(small, "again", owner=OWNER)
    hand_off(small, owner=OWNER)
    hand_off(small, "hello?", owner=OWNER)
    assert events(small, f"wa:{OWNER}") == ["case.opened"] * 3
    assert small.rows(tables.customers, conversation=f"wa:{OWNER}")[0].phone == f"+{OWNER}"


def test_given_pictures_around_a_complaint_then_they_belong_to_it(small: SmallShop) -> None:
    # given one too long before, and one just before
    small.meet()
    picture(small, "old")
    small.clock.move(1000)
    picture(small, "before")
    case = complain(small)
    assert case.pictures == ("before",)
    # when more come
    with small.uow() as uow:
        assert cases.take_picture(uow, ANN, "after", small.clock()).pictures == ("before", "after")
        assert cases.take_picture(uow, ANN, "after", small.clock()).pictures == ("before", "after")
        assert cases.take_picture(uow, ANN, "", small.clock()) is None
        assert cases.take_picture(uow, BEN, "his", small.clock()) is None
        uow.commit()
    # then a day later they are about something else
    small.clock.move(86401)
    with small.uow() as uow:
        assert cases.take_picture(uow, ANN, "late", small.clock()) is None


def message(**content: Any) -> dict[str, Any]:
    return {"message": {"type": next(iter(content)), **content}}


def test_a_talk_is_read_in_order_with_what_both_sides_said_or_sent(small: SmallShop) -> None:
    said = [
        message(text={"body": "hi"}),
        message(image={"id": "pic-1", "caption": "torn"}),
        message(interactive={"type": "button_reply", "button_reply": {"id": "b:1", "title": "Yes"}}),
        message(audio={"id": "a"}),
        message(location={"latitude": 1, "longitude": 2, "name": "Yaya"}),
        {"message": None},
    ]
    for number, body in enumerate(said):
        small.store(Incoming("whatsapp", f"m{number}", "message", ANN, body, small.clock()))
        small.clock.move(1)
    with small.uow() as uow:
        uow.outbox.put("k", ANN, Reply("Hello!"))
        uow.outbox.put("k2", ANN, Reply("", attached={"document": {"link": "x", "filename": "y"}}))
        uow.commit()
    with small.uow(read_only=True) as uow:
        lines = transcript(uow, ANN)
        assert [line.text for line in lines] == [
            "hi", "torn", "Yes", "[voice note]", "Yaya", "[message]", "Hello!", "[document]",
        ]  # fmt: skip
        assert [line.picture for line in lines if line.picture] == ["pic-1"]
        assert [line.by_customer for line in lines] == [True] * 6 + [False] * 2
        assert [line.text for line in transcript(uow, ANN, 2)] == ["Hello!", "[document]"]
        assert transcript(uow, BEN) == []
