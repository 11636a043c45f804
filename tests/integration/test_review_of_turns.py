"""The review reads what the trained model and the worker really leave behind."""

from __future__ import annotations

from datetime import timedelta

from bot.nlu.goods import live_catalog
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.workshop.review.reasons import FALLBACK, PERSON
from bot.workshop.review.reviewing import review_of
from bot.workshop.review.turns import turns_since
from tests.reviewed_talk import NOTHING_TAUGHT
from tests.stage.shop_stage import Stage


def test_a_talk_that_ended_at_a_person_is_on_the_list_without_who_held_it(stage_now: Stage) -> None:
    # given a customer who is not understood, tells their number and asks for a person
    for text in ("xqzt vbnw", "zzkk 0722 987 654", "nataka kuongea na mtu"):
        stage_now.ask("POST", "/phone/254711222333/messages", {"text": text})
        stage_now.settle()
        stage_now.clock.move(60)
    # when the turns are reviewed
    with stage_now.shop.unit_of_work(read_only=True) as uow:
        assert isinstance(uow, SqlUnitOfWork)
        assert uow.connection is not None
        since = stage_now.clock() - timedelta(days=7)
        review = review_of(turns_since(uow.connection, since), live_catalog.current(), NOTHING_TAUGHT)
    # then what came before is there with what the model thought, and the last, which was clear, is only counted
    found = {each.text: each for each in review.examples}
    assert found.keys() == {"xqzt vbnw", "zzkk 0712345678"}
    assert found["xqzt vbnw"].reasons == (FALLBACK, PERSON)
    assert len(found["xqzt vbnw"].ranking) > 1
    assert review.typed == 3
