"""What is found wrong with the words a customer reads and the buttons below them."""

from __future__ import annotations

import pytest

from bot.workshop.validate.buttons import as_sent
from tests.unit.workshop.validate.conftest import SmallProject

ENGLISH = "  - condition: [{type: slot, name: language, value: en}]\n"
SWAHILI = "  - condition: [{type: slot, name: language, value: sw}]\n"
RESPONSES = "data/responses/talk.yml"


def say(project: SmallProject, english: str, swahili: str | None = None) -> None:
    """``utter_new`` with these bodies, spoken by an action."""
    variants = ENGLISH + english + (SWAHILI + (english if swahili is None else swahili))
    project.add(RESPONSES, f"  utter_new:\n{variants}")
    project.add("actions/order.py", '\nSAID = "utter_new"\n')


def buttons(*titles: str, payload: str = "/order") -> str:
    return "    buttons:\n" + "".join(f"    - title: '{title}'\n      payload: '{payload}'\n" for title in titles)


def test_a_response_that_nobody_says_is_found(project: SmallProject) -> None:
    project.change("actions/order.py", 'talk.say("utter_paid", amount="KES 1")', "pass")
    assert project.said() == ["data/responses/talk.yml:14: response 'utter_paid' is never used"]


@pytest.mark.parametrize("folder", ["actions", "bot/services", "bot/messaging"])
def test_code_that_speaks_counts_as_use(project: SmallProject, folder: str) -> None:
    project.change("actions/order.py", 'talk.say("utter_paid", amount="KES 1")', "pass")
    project.write(f"{folder}/spoken.py", 'NOTE = "utter_paid"\n')
    assert project.said() == []


def test_a_response_that_only_another_text_mentions_is_still_unused(project: SmallProject) -> None:
    project.change("actions/order.py", 'talk.say("utter_paid", amount="KES 1")', '"says utter_paid one day"')
    assert project.said() == ["data/responses/talk.yml:14: response 'utter_paid' is never used"]


def test_a_name_put_together_uses_all_that_it_fits(project: SmallProject) -> None:
    project.change("actions/order.py", '"utter_paid", amount="KES 1"', 'f"utter_{status}", amount="KES 1"')
    assert project.said() == []


def test_a_name_put_together_that_fits_nothing_is_found(project: SmallProject) -> None:
    project.add("actions/order.py", '\nSAID = [f"utter_track_{each}" for each in "ab"]\n')
    (said,) = project.said()
    assert said.startswith("actions/order.py:12: the code says one of the form 'utter_track_")


def test_a_response_the_code_says_and_the_domain_lacks_is_found(project: SmallProject) -> None:
    project.add("actions/order.py", '\nSAID = "utter_lost"\n')
    assert project.said() == ["actions/order.py:12: the code says 'utter_lost', which the domain does not have"]


@pytest.mark.parametrize(
    ("variant", "word"),
    [(ENGLISH + '    text: "Paid: {amount}"\n', "English"), (SWAHILI + '    text: "Imelipwa: {amount}"\n', "Swahili")],
)
def test_a_missing_language_is_found(project: SmallProject, variant: str, word: str) -> None:
    project.change(RESPONSES, variant, "")
    assert project.said() == [f"data/responses/talk.yml:14: 'utter_paid' has no {word} variant"]


def test_a_text_without_condition_is_found_and_is_no_variant_of_a_language(project: SmallProject) -> None:
    project.change(RESPONSES, SWAHILI + '    text: "Imelipwa', '  - text: "Imelipwa')
    assert project.said() == [
        "data/responses/talk.yml:14: 'utter_paid' has no Swahili variant",
        "data/responses/talk.yml:17: 'utter_paid' has a text without a condition: it is said in any language",
    ]


def test_two_texts_for_one_language_are_found(project: SmallProject) -> None:
    project.add(RESPONSES, SWAHILI + '    text: "Tayari: {amount}"\n')
    assert project.said() == [
        "data/responses/talk.yml:19: 'utter_paid' has two texts for 'sw': which one is said is left to chance"
    ]


def test_placeholders_must_be_the_same_in_both_languages(project: SmallProject) -> None:
    project.change(RESPONSES, "Imelipwa: {amount}", "Imelipwa: {order}")
    assert "data/responses/talk.yml:17: 'utter_paid' says {amount}, {order} in one language only" in project.said()


def test_buttons_must_lead_to_the_same_in_both_languages(project: SmallProject) -> None:
    project.change(RESPONSES, '"Agiza"\n      payload: \'/order{{"sku": "A"}}\'', '"Agiza"\n      payload: /greet')
    assert project.said() == ["data/responses/talk.yml:9: 'utter_greet' has other buttons in Swahili than in English"]


def test_a_placeholder_that_nobody_fills_is_found(project: SmallProject) -> None:
    project.change("actions/order.py", 'amount="KES 1"', 'total="KES 1"')
    assert project.said() == ["actions/order.py:5: 'utter_paid' needs {amount}, which is not given here"]


def test_values_that_cannot_be_told_from_the_source_are_not_blamed(project: SmallProject) -> None:
    project.change("actions/order.py", 'amount="KES 1"', "**self.values")
    assert project.said() == []


def test_the_values_of_a_note_are_seen(project: SmallProject) -> None:
    project.add(
        "actions/order.py", '\nNOTE = Note("utter_paid", {"total": 1})\nFINE = Note("utter_paid", {"amount": 1})\n'
    )
    assert project.said() == ["actions/order.py:12: 'utter_paid' needs {amount}, which is not given here"]


def test_a_slot_fills_its_placeholder_by_itself(project: SmallProject) -> None:
    say(project, "    text: 'You speak {language}'\n")
    project.change("actions/order.py", 'SAID = "utter_new"', 'talk.say("utter_new")')
    assert project.said() == []


@pytest.mark.parametrize("blank", ["''", "'   '", "null"])
def test_a_blank_text_is_found_in_both_languages(project: SmallProject, blank: str) -> None:
    say(project, f"    text: {blank}\n")
    assert project.said() == [f"data/responses/talk.yml:{line}: 'utter_new' has a blank text" for line in (20, 22)]


@pytest.mark.parametrize(("length", "more", "limit"), [(4096, "", 4096), (1024, buttons("Go"), 1024)])
def test_a_text_as_long_as_whatsapp_takes_is_right_and_one_more_is_wrong(
    project: SmallProject, length: int, more: str, limit: int
) -> None:
    say(project, f"    text: '{'a' * length}'\n{more}")
    assert project.said() == []
    project.change(RESPONSES, "a" * length, "a" * (length + 1))
    said = project.said()
    assert len(said) == 2
    assert all(f"is {length + 1} characters long, WhatsApp takes {limit}" in each for each in said)


def test_a_text_that_an_action_gives_a_list_has_the_shorter_limit(project: SmallProject) -> None:
    say(project, f"    text: '{'a' * 1025}'\n    metadata: {{button: Pick}}\n")
    assert [each.rpartition(" is ")[2] for each in project.said()] == [
        "1025 characters long, WhatsApp takes 1024 beside buttons"
    ] * 2


def test_a_reply_button_may_have_20_characters(project: SmallProject) -> None:
    say(project, "    text: Go\n" + buttons("a" * 20))
    assert project.said() == []
    project.change(RESPONSES, "a" * 20, "a" * 21)
    assert project.said() == [
        f"data/responses/talk.yml:{line}: 'utter_new': the button '{'a' * 21}' is 21 characters long, WhatsApp takes 20"
        for line in (23, 28)
    ]


def test_a_list_row_may_have_24_characters(project: SmallProject) -> None:
    rows = "    metadata: {button: Pick}\n" + buttons("a" * 24, "b", "c", "d")
    say(project, "    text: Go\n" + rows)
    assert project.said() == []
    project.change(RESPONSES, "a" * 24, "a" * 25)
    said = project.said()
    assert len(said) == 2
    assert all("the list row" in each and "WhatsApp takes 24" in each for each in said)


def test_ten_rows_are_right_and_eleven_too_many(project: SmallProject) -> None:
    ten = [f"row {number}" for number in range(10)]
    say(project, "    text: Go\n    metadata: {button: Pick}\n" + buttons(*ten))
    assert project.said() == []
    project.change(
        RESPONSES, "    - title: 'row 9'\n", "    - title: 'row x'\n      payload: '/order'\n    - title: 'row 9'\n"
    )
    said = project.said()
    assert len(said) == 2
    assert all("has 11 buttons, WhatsApp shows 10 rows at most" in each for each in said)


def test_a_list_needs_a_name_for_the_button_that_opens_it(project: SmallProject) -> None:
    say(project, "    text: Go\n" + buttons("a", "b", "c", "d"))
    said = project.said()
    assert len(said) == 2
    assert all("no name for the button that opens it" in each for each in said)


def test_the_name_of_the_lists_button_is_limited_and_stands_in_both_languages(project: SmallProject) -> None:
    rows = buttons("a", "b", "c", "d")
    say(project, f"    text: Go\n    metadata: {{button: {'p' * 21}}}\n" + rows, "    text: Go\n" + rows)
    said = " | ".join(project.said())
    assert "is longer than 20 characters" in said
    assert "names the button of its list in one language only" in said


def test_two_buttons_of_one_title_are_found_once(project: SmallProject) -> None:
    say(project, "    text: Go\n" + buttons("Pay", "pay "))
    said = project.said()
    assert len(said) == 2
    assert all("has several buttons called 'Pay'" in each for each in said)


def test_a_button_without_a_title_is_found(project: SmallProject) -> None:
    say(project, "    text: Go\n" + buttons(" "))
    assert [each.rpartition(": ")[2] for each in project.said()] == ["'utter_new' has a button without a title"] * 2


def test_a_button_to_an_unknown_intent_is_found(project: SmallProject) -> None:
    say(project, "    text: Go\n" + buttons("Go", payload="/ordr"))
    assert project.said() == [
        f"data/responses/talk.yml:{line}: 'utter_new' has a button to intent 'ordr', which is not in the domain"
        for line in (23, 28)
    ]


@pytest.mark.parametrize("payload", ["order", "", "/order{{broken}}", "/ order"])
def test_a_payload_that_the_channel_cannot_read_is_found(project: SmallProject, payload: str) -> None:
    say(project, "    text: Go\n" + buttons("Go", payload=payload))
    said = project.said()
    assert len(said) == 2
    assert all("cannot be read" in each for each in said)


def test_single_braces_are_found(project: SmallProject) -> None:
    say(project, "    text: Go\n" + buttons("Go", payload='/order{"sku": "A"}'))
    said = project.said()
    assert len(said) == 2
    assert all("has single braces" in each for each in said)


def test_a_placeholder_within_doubled_braces_is_right(project: SmallProject) -> None:
    payload = '/order{{"order_number": "{order}"}}'
    say(project, "    text: Go\n" + buttons("Go", payload=payload))
    assert project.said() == []
    assert as_sent(payload) == '/order{"order_number": "x"}'


def test_every_finding_says_what_to_do(project: SmallProject) -> None:
    say(project, "    text: ''\n" + buttons("", payload="nowhere"))
    assert len(project.findings()) == 6
    assert all(finding.fix and "\n" not in finding.fix for finding in project.findings())
