"""A small project in which nothing is wrong, for tests that break one thing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.workshop.project.finding import Finding
from bot.workshop.project.project import read_project
from bot.workshop.validate.check import findings_of

HOLLOW, REAL = "2.12.0+hollow", "2.12.0"
DOMAIN = """\
version: "3.1"
intents:
- greet: {use_entities: []}
- order
- EXTERNAL_paid
slots:
  language: {type: text, mappings: [{type: custom}]}
  quantity: {type: any, mappings: [{type: custom}]}
forms:
  order_form:
    required_slots: [quantity]
actions:
- action_order
- action_ask_quantity
"""
RESPONSES = """\
version: "3.1"
responses:
  utter_greet:
  - condition: [{type: slot, name: language, value: en}]
    text: "Hi"
    buttons:
    - title: "Order now"
      payload: '/order{{"sku": "A"}}'
  - condition: [{type: slot, name: language, value: sw}]
    text: "Habari"
    buttons:
    - title: "Agiza"
      payload: '/order{{"sku": "A"}}'
  utter_paid:
  - condition: [{type: slot, name: language, value: en}]
    text: "Paid: {amount}"
  - condition: [{type: slot, name: language, value: sw}]
    text: "Imelipwa: {amount}"
"""
NLU = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hi
    - habari yako
- intent: order
  examples: |
    - I want [unga](product)
"""
RULES = """\
version: "3.1"
rules:
- rule: greet back
  steps:
  - intent: greet
  - action: utter_greet
- rule: order
  steps:
  - intent: order
  - action: action_order
- rule: paid
  steps:
  - intent: EXTERNAL_paid
  - action: action_order
"""
CONFIG = "recipe: default.v1\npipeline:\n- name: WhitespaceTokenizer\npolicies:\n- name: RulePolicy\n"
ACTIONS = """\
class Order:
    action_name = "action_order"

    def run(self, talk):
        talk.say("utter_paid", amount="KES 1")


class AskQuantity:
    def name(self):
        return "action_ask_quantity"
"""
FILES = {
    "domain.yml": DOMAIN,
    "data/responses/talk.yml": RESPONSES,
    "data/nlu/talk.yml": NLU,
    "data/rules/talk.yml": RULES,
    "config.yml": CONFIG,
    "actions/order.py": ACTIONS,
}


class SmallProject:
    """``change`` replaces text in one of its files; the text must be there, so that no change is lost unseen."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, content in FILES.items():
            self.write(name, content)

    def write(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        content = (self.root / name).read_text(encoding="utf-8")
        assert old in content
        self.write(name, content.replace(old, new))

    def add(self, name: str, more: str) -> None:
        self.write(name, (self.root / name).read_text(encoding="utf-8") + more)

    def findings(self, tensorflow: str = HOLLOW) -> list[Finding]:
        return findings_of(read_project(self.root), tensorflow, self.root)

    def said(self) -> list[str]:
        """Each finding's place and message."""
        return [f"{finding.place}: {finding.message}" for finding in self.findings()]


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    return SmallProject(tmp_path)
