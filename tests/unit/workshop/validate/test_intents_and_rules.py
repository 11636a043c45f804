"""What is found wrong with intents, examples, rules and stories."""

from __future__ import annotations

from tests.unit.workshop.validate.conftest import SmallProject


def test_in_a_right_project_nothing_is_found(project: SmallProject) -> None:
    assert project.said() == []


def test_an_intent_without_examples_is_never_recognised(project: SmallProject) -> None:
    project.change("data/nlu/talk.yml", "- intent: order\n  examples: |\n    - I want [unga](product)\n", "")
    assert project.said() == ["domain.yml:4: intent 'order' has no examples: it is never recognised"]


def test_an_external_intent_must_have_no_examples(project: SmallProject) -> None:
    project.add("data/nlu/talk.yml", "- intent: EXTERNAL_paid\n  examples: |\n    - I paid\n")
    assert project.said() == [
        "data/nlu/talk.yml:10: intent 'EXTERNAL_paid' has examples: a customer could type what only the shop may report"
    ]


def test_an_intent_in_no_rule_is_found(project: SmallProject) -> None:
    project.change("domain.yml", "- order\n", "- order\n- thank\n")
    project.add("data/nlu/talk.yml", "- intent: thank\n  examples: |\n    - asante\n")
    assert project.said() == [
        "domain.yml:5: intent 'thank' is in no rule and no story: the bot does not know what to do with it"
    ]


def test_an_intent_in_a_story_or_behind_an_or_has_its_use(project: SmallProject) -> None:
    project.change("domain.yml", "- order\n", "- order\n- thank\n- bye\n")
    project.add(
        "data/nlu/talk.yml", "- intent: thank\n  examples: |\n    - asante\n- intent: bye\n  examples: |\n    - bye\n"
    )
    story = (
        "stories:\n- story: end\n  steps:\n  - or:\n    - intent: thank\n    - intent: bye\n  - action: utter_greet\n"
    )
    project.write("data/stories/talk.yml", story)
    assert project.said() == []


def test_examples_of_an_unknown_intent_are_found(project: SmallProject) -> None:
    project.add("data/nlu/talk.yml", "- intent: ordr\n  examples: |\n    - nipe unga\n")
    assert project.said() == ["data/nlu/talk.yml:10: examples for intent 'ordr', which is not in the domain"]


def test_a_rule_waiting_for_an_unknown_intent_is_found(project: SmallProject) -> None:
    project.add("data/rules/talk.yml", "- rule: odd\n  steps:\n  - intent: gret\n  - action: utter_greet\n")
    assert project.said() == ["data/rules/talk.yml:17: 'odd' waits for intent 'gret', which is not in the domain"]


def test_an_intent_that_only_the_code_names_is_found(project: SmallProject) -> None:
    project.add("actions/order.py", '\nCHOICE = {"intent": "ordre"}\nTOLD = "EXTERNAL_shipped"\n')
    assert project.said() == [
        "actions/order.py:12: the code names intent 'ordre', which is not in the domain",
        "actions/order.py:13: the code names intent 'EXTERNAL_shipped', which is not in the domain",
    ]


def test_the_same_words_for_two_intents_are_found_whatever_their_case_and_annotations(project: SmallProject) -> None:
    project.change("data/nlu/talk.yml", "    - habari yako\n", "    - habari yako\n    - i want Unga!\n")
    assert project.said() == [
        "data/nlu/talk.yml:10: 'I want unga' is an example of 'order' and, at data/nlu/talk.yml:7, of 'greet'"
    ]


def test_emoji_are_not_all_the_same_words(project: SmallProject) -> None:
    project.change("data/nlu/talk.yml", "    - habari yako\n", "    - 👋\n")
    project.add("data/nlu/talk.yml", "    - 🛒\n")
    assert project.said() == []


def test_two_rules_that_go_on_differently_after_the_same_words_contradict(project: SmallProject) -> None:
    project.add("data/rules/talk.yml", "- rule: greet coldly\n  steps:\n  - intent: greet\n  - action: action_order\n")
    (said,) = project.said()
    assert said == (
        "data/rules/talk.yml:18: rule 'greet coldly' goes on with 'action_order' where "
        "'greet back' (data/rules/talk.yml:3) has 'utter_greet'"
    )


def test_a_rule_that_ends_where_another_goes_on_contradicts_it(project: SmallProject) -> None:
    more = "- rule: greet twice\n  steps:\n  - intent: greet\n  - action: utter_greet\n  - action: action_order\n"
    project.add("data/rules/talk.yml", more)
    (said,) = project.said()
    assert said == (
        "data/rules/talk.yml:19: rule 'greet twice' goes on with 'action_order' where "
        "'greet back' (data/rules/talk.yml:3) has 'action_listen'"
    )


def test_another_condition_is_no_contradiction(project: SmallProject) -> None:
    more = (
        "- rule: greet within the form\n  condition:\n  - active_loop: order_form\n"
        "  steps:\n  - intent: greet\n  - action: action_order\n"
    )
    project.add("data/rules/talk.yml", more)
    assert project.said() == []


def test_what_is_heard_next_may_differ(project: SmallProject) -> None:
    for name, intent in (("greet then order", "order"), ("greet then greet", "greet")):
        more = f"- rule: {name}\n  steps:\n  - action: action_order\n  - intent: {intent}\n  - action: utter_greet\n"
        project.add("data/rules/talk.yml", more)
    assert project.said() == []


def test_a_rule_that_runs_what_the_domain_lacks_is_found(project: SmallProject) -> None:
    more = (
        "- rule: odd\n  condition:\n  - active_loop: order_form\n  steps:\n  - intent: order\n"
        "  - action: action_pay\n  - action: utter_bye\n  - active_loop: pay_form\n"
    )
    project.add("data/rules/talk.yml", more)
    assert project.said() == [
        "data/rules/talk.yml:20: 'odd' runs 'action_pay', which the domain does not have",
        "data/rules/talk.yml:21: 'odd' runs 'utter_bye', which the domain does not have",
        "data/rules/talk.yml:22: 'odd' expects the form 'pay_form', which the domain does not have",
    ]


def test_rasas_own_actions_and_forms_may_be_run(project: SmallProject) -> None:
    more = (
        "- rule: leave the form\n  condition:\n  - active_loop: order_form\n  steps:\n  - intent: order\n"
        "  - action: action_deactivate_loop\n  - active_loop: null\n"
        "- rule: begin\n  condition:\n  - active_loop: null\n  steps:\n  - intent: order\n  - action: order_form\n"
        "  - active_loop: order_form\n"
    )
    project.add("data/rules/talk.yml", more)
    assert project.said() == []
