"""What is found wrong with actions, forms and the config; and what the command prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.workshop.validate.__main__ import main
from tests.unit.workshop.validate.conftest import HOLLOW, REAL, SmallProject

ROOT = Path(__file__).resolve().parents[4]


def test_an_action_without_a_class_is_found(project: SmallProject) -> None:
    project.change("domain.yml", "- action_order\n", "- action_order\n- action_pay\n")
    assert project.said() == ["domain.yml:14: action 'action_pay' has no class under actions/: Rasa would call nothing"]


def test_a_class_that_the_domain_does_not_name_is_found(project: SmallProject) -> None:
    project.write("actions/pay.py", '\nclass Pay:\n    action_name = "action_pay"\n')
    assert project.said() == ["actions/pay.py:2: action 'action_pay' is not in the domain: Rasa never runs it"]


def test_a_base_class_without_a_name_is_no_action(project: SmallProject) -> None:
    project.write(
        "actions/base.py", 'class Base:\n    action_name = ""\n\n    def name(self):\n        return self.action_name\n'
    )
    assert project.said() == []


def test_a_form_slot_that_nobody_asks_for_is_found(project: SmallProject) -> None:
    project.change("domain.yml", "required_slots: [quantity]", "required_slots: [quantity, language]")
    assert project.said() == ["domain.yml:10: form 'order_form' needs slot 'language', but nothing asks for it"]


@pytest.mark.parametrize("name", ["utter_ask_language", "utter_ask_order_form_language"])
def test_a_response_may_ask_and_counts_as_used(project: SmallProject, name: str) -> None:
    project.change("domain.yml", "required_slots: [quantity]", "required_slots: [quantity, language]")
    project.change("data/responses/talk.yml", "responses:\n", f"responses:\n  {name}:\n")
    variants = "".join(
        f"  - condition: [{{type: slot, name: language, value: {code}}}]\n    text: '?'\n" for code in ("en", "sw")
    )
    project.change("data/responses/talk.yml", f"  {name}:\n", f"  {name}:\n{variants}")
    assert project.said() == []


def test_a_form_slot_that_the_domain_lacks_is_found(project: SmallProject) -> None:
    project.change("domain.yml", "  quantity: {type: any, mappings: [{type: custom}]}\n", "")
    assert project.said() == ["domain.yml:9: form 'order_form' needs slot 'quantity', which the domain does not have"]


@pytest.mark.parametrize(
    "name", ["DIETClassifier", "ResponseSelector", "rasa.nlu.classifiers.diet_classifier.DIETClassifier"]
)
def test_a_component_that_needs_tensorflow_is_found_only_while_it_is_hollow(project: SmallProject, name: str) -> None:
    project.change("config.yml", "WhitespaceTokenizer", name)
    (found,) = project.findings(HOLLOW)
    assert (str(found.place), "make tensorflow" in found.fix) == ("config.yml:3", True)
    assert project.findings("") == [found]
    assert project.findings(REAL) == []


@pytest.mark.parametrize("name", ["TEDPolicy", "UnexpecTEDIntentPolicy"])
def test_a_policy_that_needs_tensorflow_is_found(project: SmallProject, name: str) -> None:
    project.change("config.yml", "RulePolicy", name)
    assert project.said() == [f"config.yml:5: {name} needs TensorFlow, which is not installed"]


@pytest.mark.parametrize("broken", ["a: [1, 2\n", "a: b: c\n", "- only\n- a list\n"])
def test_a_file_that_is_no_yaml_is_a_finding_with_its_line(project: SmallProject, broken: str) -> None:
    project.write("data/rules/broken.yml", broken)
    (found,) = project.findings()
    assert found.place.file == "data/rules/broken.yml"
    assert found.place.line >= 1


def test_code_that_is_no_python_is_a_finding(project: SmallProject) -> None:
    project.write("actions/pay.py", "class Pay\n")
    assert "actions/pay.py:1: not Python" in " ".join(project.said())


def test_the_command_prints_findings_with_fixes_then_a_summary_and_ends_with_1(
    project: SmallProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.change("domain.yml", "- action_order\n", "- action_order\n- action_pay\n")
    assert main(["--root", str(project.root)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "domain.yml:14: action 'action_pay' has no class under actions/: Rasa would call nothing",
        "    fix: write the class, or drop the action from the domain",
        "  checked 3 intents, 3 examples, 3 rules, 0 stories, 2 responses in English and Swahili, 3 actions, 1 form: 1 finding",
    ]


def test_the_command_ends_with_0_when_nothing_was_found(
    project: SmallProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(project.root)]) == 0
    assert capsys.readouterr().out.endswith("1 form: nothing found\n")


def test_a_folder_without_a_project_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path)]) == 2
    assert "No domain.yml" in capsys.readouterr().err


def test_the_help_tells_what_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "WhatsApp's limits" in " ".join(capsys.readouterr().out.split())


def test_this_shop_has_no_finding(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--root", str(ROOT)])
    assert code == 0, capsys.readouterr().out
