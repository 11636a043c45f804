"""What an action may say is told from its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.workshop.story.spoken import read_code, responses_of

ROOT = Path(__file__).resolve().parents[4]
RESPONSES = {
    "utter_hello": [], "utter_paid": [], "utter_late": [], "utter_end_well": [], "utter_end_badly": [],
    "utter_ask_size": [], "utter_ask_size_again": [], "utter_ask_colour": [],
}  # fmt: skip
BASE = """
class ShopAction:
    def run(self, talk):
        talk.say("utter_late")
"""
ACTIONS = '''
from actions.base import ShopAction
from bot.services import tills
from bot.services.tills import settle

NAMES = {"end": "utter_late"}

class Greet(ShopAction):
    """utter_paid is not said here."""

    action_name = "action_greet"

    def handle(self, talk):
        self.say_it(talk)

    def say_it(self, talk):
        talk.say("utter_hello")

class Pay(ShopAction):
    action_name = "action_pay"

    def handle(self, talk):
        return settle(talk) or tills.end(talk, NAMES)

class Ask(ShopAction):
    def handle(self, talk):
        talk.say("utter_ask_size" if talk.first else "utter_ask_size_again")
        talk.say("utter_ask_colour")

class AskSize(Ask):
    action_name = "action_ask_size"
'''
SERVICES = """
def settle(talk):
    return settle(talk) if talk.again else talk.say("utter_paid")

def end(talk, names):
    return f"utter_end_{talk.how}"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {"actions/base": BASE, "actions/shop": ACTIONS, "bot/services/tills": SERVICES}.items():
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_an_action_says_what_its_own_methods_say_and_not_what_its_docstring_mentions(project: Path) -> None:
    assert responses_of(read_code(project), "action_greet", RESPONSES) == ["utter_hello"]


def test_calls_are_followed_into_services_and_f_strings_stand_for_all_that_fit(project: Path) -> None:
    said = responses_of(read_code(project), "action_pay", RESPONSES)

    assert said == ["utter_paid", "utter_end_well", "utter_end_badly", "utter_late"]


def test_a_question_that_shares_its_code_has_only_the_responses_named_after_it(project: Path) -> None:
    said = responses_of(read_code(project), "action_ask_size", RESPONSES)

    assert said == ["utter_ask_size", "utter_ask_size_again"]


def test_a_response_used_as_an_action_says_itself_and_an_unknown_action_nothing(project: Path) -> None:
    code = read_code(project)

    assert responses_of(code, "utter_late", RESPONSES) == ["utter_late"]
    assert responses_of(code, "action_gone", RESPONSES) == []


def test_the_real_actions_are_read() -> None:
    code = read_code(ROOT)

    assert "utter_receipt" in code.texts_of("action_tell_payment_success")
    assert "utter_receipt" not in code.texts_of("action_greet")
