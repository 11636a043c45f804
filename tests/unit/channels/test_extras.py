"""What a message says of the shop's own questions, and what is left of it for the pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bot.channels.extras import ExtraReader, use_extras
from bot.channels.turns import AskedTurn, understand
from bot.commerce.extras import Extra
from bot.extras_file import read_extras
from bot.nlu.fields.said import said_in

WRAP = Extra("wrap", Decimal(50), {"en": "Gift wrap", "sw": "Zawadi"}, ("gift wrap", "wrap it", "funga kama zawadi"))
CANDLE = Extra("candle", Decimal(20), {"en": "A candle", "sw": "Mshumaa"}, ("candle", "mshumaa"))


@pytest.fixture
def asking() -> Iterator[None]:
    use_extras((WRAP,))
    yield
    use_extras(read_extras())


@pytest.mark.parametrize(
    ("text", "wanted", "rest"),
    [
        ("Gift wrap please", True, ""),
        ("na gift wrap pia", True, ""),
        ("1 gift wrap", True, ""),
        ("2 milk 500ml with gift wrap to Kilimani", True, "2 milk 500ml to Kilimani"),
        ("2 milk\ngift wrap\n1 sugar", True, "2 milk\n\n1 sugar"),
        ("yes, with gift wrap", True, "yes"),
        ("no gift wrap", False, ""),
        ("I don't want gift wrap", False, ""),
        ("gift wrap hapana asante", False, ""),
        ("bila gift wrap", False, ""),
        ("remove the gift wrap", False, ""),
        ("don't forget the gift wrap", True, ""),
        ("never mind the gift wrap", False, ""),
        ("yes, no gift wrap", False, "yes"),
        ("M-Pesa, no gift wrap", False, "M-Pesa"),
        ("gift wrap, no sugar", True, "no sugar"),
        ("no sugar and gift wrap", True, "no sugar"),
        ("how much is gift wrap?", None, ""),
        ("gift wrap ni how much", None, ""),
        ("do you deliver to Thika and gift wrap?", None, "do you deliver to Thika ?"),
        ("2 milk and gift wrap, how much is delivery?", True, "2 milk , how much is delivery?"),
    ],
)
def test_what_is_named_and_the_rest(text: str, wanted: bool | None, rest: str) -> None:
    said = ExtraReader((WRAP,)).read(text)
    assert ([(each.name, each.wanted) for each in said.named], said.rest) == ([("wrap", wanted)], rest)


@pytest.mark.parametrize("text", ["2 milk 500ml", "do you wrap?", "wrap", ""])
def test_what_names_none_is_left_as_it_was(text: str) -> None:
    said = ExtraReader((WRAP,)).read(text)
    assert (said.named, said.rest) == ((), text)


def test_each_of_several_has_its_own_answer() -> None:
    said = ExtraReader((WRAP, CANDLE)).read("gift wrap but no candle")
    assert {each.name: each.wanted for each in said.named} == {"wrap": True, "candle": False}


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("no thanks, to Kilimani", "deny"),
        ("Hapana, niletee Kilimani", "deny"),
        ("yes", "affirm"),
        ("no sugar", ""),
        ("to Kilimani, no", ""),
    ],
)
def test_the_answer_at_the_beginning(text: str, begins: str) -> None:
    assert ExtraReader((WRAP,)).read(text).begins == begins


def test_without_questions_nothing_is_read() -> None:
    assert ExtraReader(()).read("no, gift wrap").parts == {}


def parsed(text: str) -> dict[str, Any]:
    # No agent: nothing is left to be classified.
    return asyncio.run(understand(None, AskedTurn("wa:1", "m1", text=text)))  # type: ignore[arg-type]


@pytest.mark.usefixtures("asking")
def test_a_message_that_says_nothing_else_has_an_intent_of_its_own() -> None:
    found = parsed("No gift wrap please")
    assert (found["text"], found["intent"]["name"]) == ("No gift wrap please", "EXTERNAL_name_extra")
    assert found["extras"] == [{"name": "wrap", "wanted": False}]
    # Neither a place nor a number nor an answer to anything else.
    assert found["said"] == said_in("", [])
