"""Why a message was read so, asked of a running gateway."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

from bot.nlu.words.packs import BrokenPack
from bot.services.ports import Incoming
from bot.settings import read_settings
from bot.storage.database import make_engine
from bot.storage.tables import metadata
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.web.app import create_app
from tests.bearer import token
from tests.small_shop import CATALOG
from tests.stage.gateway_server import running

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone.utc)


class BrokenWords(ModuleType):
    """A reader that cannot be imported, as its words cannot be read."""

    def __getattr__(self, name: str) -> Any:
        raise BrokenPack("data/words/en.yml:1: a tab.")


class Asked:
    """A gateway with the catalog of a small shop, to which turns can be given."""

    def __init__(self, url: str, secret: str, unit_of_work: partial[SqlUnitOfWork]) -> None:
        self.url, self.secret, self.unit_of_work = url, secret, unit_of_work
        with unit_of_work() as uow:
            uow.products.replace_all(CATALOG, "v0")
            uow.commit()

    def had(self, text: str, *intents: str) -> None:
        """The turn of message ``wamid.1`` is over; its words were ranked as ``intents``, or it was a choice where there is one."""
        ranking = [{"name": name, "confidence": 0.5} for name in intents]
        understood = {"text": text, "intent": ranking[0], "intent_ranking": ranking}
        with self.unit_of_work() as uow:
            uow.inbox.store([Incoming("whatsapp", "wamid.1", "message", "wa:1", {}, NOW)])
            uow.inbox.finish(uow.inbox.claim("w", 30), understood)
            uow.commit()

    def turn(self, query: str = "?explained=true") -> Any:
        bearer = {"Authorization": f"Bearer {token(self.secret, sub='trainer', scope='cases:read')}"}
        return requests.get(f"{self.url}/api/turns/wamid.1{query}", headers=bearer, timeout=10)


@pytest.fixture(params=["sandbox"])
def gateway(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Asked]:
    settings = replace(read_settings({}), mode=request.param, database_url=f"sqlite:///{tmp_path}/duka.db")
    engine = make_engine(settings.database_url)
    metadata.create_all(engine)
    unit_of_work = partial(SqlUnitOfWork, engine, lambda: NOW)
    with running(create_app(settings, unit_of_work, lambda: NOW, {})) as url:
        yield Asked(url, settings.jwt_secret, unit_of_work)
    engine.dispose()


def test_a_turn_is_explained_word_by_word_when_asked(gateway: Asked) -> None:
    # given a message of which the shop was not sure whether it orders
    gateway.had("nataka flour 2 kuoza", "nlu_fallback", "order_items")
    # when it is explained
    told = gateway.turn().json()["explained"]
    # then it is as what it would have been taken for, with the shop's catalog
    assert told["intent"] == "order_items"
    kinds = [(each["text"], each["roles"][0]["kind"]) for each in told["tokens"]]
    assert kinds == [("nataka", "verb"), ("flour", "goods"), ("2", "number"), ("kuoza", "unread")]
    assert told["tokens"][0]["by"]["at"].startswith("data/words/sw.yml:")
    assert told["tokens"][1]["roles"][0]["candidates"] == ["MF-5KG", "MF-2KG"]
    assert told["unread"] == ["kuoza"]
    # and who does not ask gets none
    assert "explained" not in gateway.turn("").json()


def test_a_choice_has_no_words_to_explain(gateway: Asked) -> None:
    gateway.had("Maize Flour 5kg", "inform")

    assert gateway.turn().json()["explained"] is None


@pytest.mark.parametrize("gateway", ["production"], indirect=True)
def test_an_explanation_hides_codes_as_the_turn_does(gateway: Asked) -> None:
    gateway.had("code ya rider ni 5188", "inform", "greet")

    shown = gateway.turn()
    assert shown.json()["explained"]["tokens"] != []
    assert "5188" not in shown.text


def test_words_that_cannot_be_read_are_told_and_the_turn_all_the_same(
    gateway: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given words in which a trainer left a mistake before anybody asked
    monkeypatch.setitem(sys.modules, "bot.nlu.explain", BrokenWords("bot.nlu.explain"))
    gateway.had("nataka unga", "order_items", "greet")
    # then the turn is shown with what is wrong
    shown = gateway.turn().json()
    assert shown["text"] == "nataka unga"
    assert shown["explained"] == {"problem": "data/words/en.yml:1: a tab."}
