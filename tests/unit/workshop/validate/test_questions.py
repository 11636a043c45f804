"""The shop's own questions: what a designer may get wrong is found, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commerce.extras import Extra
from bot.extras_file import BrokenQuestions, read_extras
from tests.unit.workshop.validate.conftest import SmallProject

FILE, TALK = "data/questions.yml", "data/responses/talk.yml"
GOOD = """\
questions:
  wrap:
    price: 50
    line: {en: "Gift wrap", sw: "Zawadi"}
    said: [Wrap It, gift wrap]
"""
ASKS = """\
  utter_ask_extra_wrap:
  - condition: [{type: slot, name: language, value: en}]
    text: "Wrap it, {price}?"
    buttons: [{title: "Yes", payload: /affirm}, {title: "No", payload: /deny}]
  - condition: [{type: slot, name: language, value: sw}]
    text: "Ifungwe, {price}?"
    buttons: [{title: "Ndio", payload: /affirm}, {title: "Hapana", payload: /deny}]
"""
LED = "".join(f"- rule: {name}\n  steps:\n  - intent: {name}\n  - action: utter_greet\n" for name in ("affirm", "deny"))
SAID = "- intent: affirm\n  examples: |\n    - yes\n- intent: deny\n  examples: |\n    - no\n"


@pytest.fixture
def asking(project: SmallProject) -> SmallProject:
    project.write(FILE, GOOD)
    project.add(TALK, ASKS)
    project.change("domain.yml", "- order\n", "- order\n- affirm\n- deny\n")
    project.add("data/rules/talk.yml", LED)
    project.add("data/nlu/talk.yml", SAID)
    return project


def test_a_question_with_its_response_is_fine(asking: SmallProject) -> None:
    assert asking.said() == []
    assert read_extras(asking.root) == (
        Extra("wrap", 50, {"en": "Gift wrap", "sw": "Zawadi"}, ("wrap it", "gift wrap", "zawadi")),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("content", ["", "questions:\n", "questions: {}\n"])
def test_no_question_is_fine_too(project: SmallProject, content: str) -> None:
    project.write(FILE, content)
    assert (project.said(), read_extras(project.root)) == ([], ())


def test_nor_is_there_need_of_the_file(tmp_path: Path) -> None:
    assert read_extras(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("price: 50", "price: fifty", "2: the price of 'wrap' is 'fifty'"),
        ("price: 50", "price: -1", "2: the price of 'wrap' is -1"),
        ("price: 50", "price: yes", "2: the price of 'wrap' is True"),
        ("price: 50", "cost: 50", "3: 'wrap' has 'cost', which nobody reads"),
        (', sw: "Zawadi"', "", "4: 'wrap' has no line for 'sw'"),
        ('sw: "Zawadi"', 'sw: ""', "4: 'wrap' has no line for 'sw'"),
        ('sw: "Zawadi"', 'sw: "Zawadi", fr: "Cadeau"', "4: 'wrap' has a line for 'fr', which the shop does not speak"),
        ("[Wrap It, gift wrap]", "gift wrap", "5: 'said' of 'wrap' is no list of words"),
        ("[Wrap It, gift wrap]", "[gift wrap, no]", "5: 'said' of 'wrap' is no list of words"),
        ("questions:", "question:", "1: nothing but 'questions' belongs here"),
    ],
)
def test_each_mistake_has_its_line(asking: SmallProject, old: str, new: str, found: str) -> None:
    asking.change(FILE, old, new)
    assert f"{FILE}:{found}" in asking.said()
    with pytest.raises(BrokenQuestions):
        read_extras(asking.root)


def test_a_name_is_one_that_a_response_can_have(asking: SmallProject) -> None:
    asking.change(FILE, "  wrap:", "  Gift wrap:")
    assert f"{FILE}:2: 'Gift wrap' is no name of a question" in asking.said()


def test_words_name_one_question(asking: SmallProject) -> None:
    asking.add(FILE, '  bow:\n    line: {en: "A bow", sw: "Utepe"}\n    said: [wrap it]\n')
    assert f"{FILE}:6: 'wrap it' names 'wrap' and 'bow': which is meant is left to chance" in asking.said()


def test_what_is_no_yaml_is_told(asking: SmallProject) -> None:
    asking.change(FILE, "{en:", "en:")
    assert any(said.startswith(f"{FILE}:") and "not YAML" in said for said in asking.said())
    with pytest.raises(BrokenQuestions, match="not YAML"):
        read_extras(asking.root)


def test_each_is_asked_by_a_response(asking: SmallProject) -> None:
    asking.change(TALK, ASKS, "")
    assert f"{FILE}:2: nothing asks 'wrap': there is no utter_ask_extra_wrap" in asking.said()


def test_a_response_asks_for_one(asking: SmallProject) -> None:
    asking.write(FILE, "questions: {}\n")
    assert any("response 'utter_ask_extra_wrap' is never used" in said for said in asking.said())


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("payload: /deny}]\n  - condition", "payload: /affirm}]\n  - condition", "cannot be answered by tapping"),
        ("Wrap it, {price}", "Wrap it, {cost}", "needs {cost}, which is not given"),
    ],
)
def test_a_response_can_be_answered_and_filled(asking: SmallProject, old: str, new: str, found: str) -> None:
    asking.change(TALK, old, new)
    assert any(f"'utter_ask_extra_wrap' {found}" in said for said in asking.said())
