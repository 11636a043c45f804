"""One name for a topic: in examples, rules, stories, responses and actions."""

from __future__ import annotations

import pytest

from tests.unit.workshop.validate.conftest import RESPONSES, SmallProject

TALK, PAY = "data/responses/talk.yml", "data/responses/pay.yml"
PAID = RESPONSES[RESPONSES.index("  utter_paid:") :]
HEAD = 'version: "3.1"\n'
PAY_RULE = "- rule: paid\n  steps:\n  - intent: EXTERNAL_paid\n  - action: action_order\n"


@pytest.fixture
def two(project: SmallProject) -> SmallProject:
    """What is paid is a topic of its own, which nobody types."""
    project.change("data/rules/talk.yml", PAY_RULE, "")
    project.change("data/rules/talk.yml", "action: action_order", "action: order_form")
    project.write("data/rules/pay.yml", f"{HEAD}rules:\n{PAY_RULE}")
    project.change(TALK, PAID, "")
    project.write(PAY, f"{HEAD}responses:\n{PAID}")
    project.write("actions/pay.py", (project.root / "actions/order.py").read_text(encoding="utf-8"))
    (project.root / "actions/order.py").unlink()
    return project


def test_a_topic_may_have_nothing_that_is_typed(two: SmallProject) -> None:
    assert two.said() == []


def test_a_response_stands_in_one_file(two: SmallProject) -> None:
    two.add(TALK, PAID)
    said = "response 'utter_paid' stands in data/responses/pay.yml:3 too: which of them is said is left to chance"
    assert two.said() == [f"{TALK}:14: {said}"]


def test_a_response_in_the_frame_is_found(two: SmallProject) -> None:
    two.change(PAY, PAID, "")
    two.add("domain.yml", f"responses:\n{PAID}")
    assert two.said() == [
        "data/rules/pay.yml: topic 'pay' has no data/responses/pay.yml",
        "domain.yml:16: response 'utter_paid' stands apart from what says it (actions/pay.py:5)",
        "domain.yml:16: response 'utter_paid' stands outside data/responses",
    ]


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        ("data/rules/pay.yml", f"{PAY}: topic 'pay' has no data/rules/pay.yml"),
        ("data/responses/pay.yml", "data/rules/pay.yml: topic 'pay' has no data/responses/pay.yml"),
        ("data/nlu/talk.yml", f"{TALK}: topic 'talk' has no data/nlu/talk.yml"),
    ],
)
def test_a_topic_has_its_file_everywhere(two: SmallProject, gone: str, found: str) -> None:
    (two.root / gone).unlink()
    assert found in two.said()


def test_examples_stand_with_their_rule(two: SmallProject) -> None:
    two.write("data/nlu/pay.yml", f"{HEAD}nlu:\n- intent: order\n  examples: |\n    - I need unga\n    - unga please\n")
    assert two.said() == [
        "data/nlu/pay.yml:5: examples of 'order' stand apart from its rule (data/rules/talk.yml:9)",
    ]


@pytest.mark.parametrize("name", ["actions/talk.py", "actions/talk_money.py"])
def test_an_action_stands_with_its_rule(two: SmallProject, name: str) -> None:
    (two.root / "actions/pay.py").rename(two.root / name)
    assert f"{name}:1: action 'action_order' stands apart from its rule (data/rules/pay.yml:6)" in two.said()


def test_a_part_of_a_topic_and_code_of_none_stand_where_they_like(two: SmallProject) -> None:
    (two.root / "actions/pay.py").rename(two.root / "actions/pay_money.py")
    two.write("actions/all_news.py", 'SAID = "utter_paid"\n')
    assert two.said() == []


@pytest.mark.parametrize("speaker", ["action", "rule"])
def test_a_response_stands_with_what_says_it(two: SmallProject, speaker: str) -> None:
    said = "actions/pay.py:5"
    if speaker == "rule":
        two.change("actions/pay.py", 'talk.say("utter_paid", amount="KES 1")', "pass")
        two.change("data/rules/pay.yml", "action: action_order", "action: action_order\n  - action: utter_paid")
        said = "data/rules/pay.yml:7"
    two.change(PAY, PAID, "")
    two.add(TALK, PAID)
    assert f"{TALK}:14: response 'utter_paid' stands apart from what says it ({said})" in two.said()


def test_a_response_said_in_two_topics_stands_in_either(two: SmallProject) -> None:
    two.change(PAY, PAID, "  utter_thanks:\n" + PAID.partition("\n")[2])
    two.add("actions/pay.py", '\nTHANKS = "utter_thanks"\n')
    two.add(TALK, PAID)
    two.add("data/rules/talk.yml", "- rule: greet\n  steps:\n  - action: utter_paid\n")
    assert two.said() == []


def test_a_story_is_of_a_topic(two: SmallProject) -> None:
    story = f"{HEAD}stories:\n- story: greeted\n  steps:\n  - intent: greet\n  - action: utter_greet\n"
    for name in ("talk", "talk_again", "chatter"):
        two.write(f"data/stories/{name}.yml", story)
    assert two.said() == ["data/stories/chatter.yml: stories of no topic"]
