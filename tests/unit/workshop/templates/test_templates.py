"""The templates' definitions, what Meta gets of them, and the page that lists them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.providers.whatsapp.wire import message_body
from bot.services.news import FILLS
from bot.services.ports import Customer, TemplateCall
from bot.templates.definition import BrokenTemplate, Wording, as_parameter, read, templates
from bot.workshop.templates.__main__ import main
from bot.workshop.templates.graph import graph_bodies
from bot.workshop.templates.listing import listing
from tests.meta_schema import check_message

PAGE = Path(__file__).resolve().parents[4] / "docs" / "templates.md"
GOOD = """
order_news:
  category: utility
  when: Something happened.
  example: [ORD-1]
  en: {body: "Order {{1}} is here.", buttons: [Track my order]}
  sw: {body: "Oda {{1}} iko hapa."}
"""


def test_the_page_lists_what_the_definitions_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == listing(templates().values())


def test_every_template_that_the_shop_uses_is_defined_in_both_languages() -> None:
    assert set(FILLS) == set(templates())
    assert all(set(each.wordings) == {"en", "sw"} for each in templates().values())


def test_only_marketing_says_how_to_stop_it() -> None:
    for each in templates().values():
        for wording in each.wordings.values():
            assert bool(wording.footer) is (each.category == "marketing"), each.name


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("{{1}} is here.", "{{2}} is here.", "places"),
        ("Order {{1}} is here.", "{{1}} is here.", "begin or end"),
        ("Order {{1}} is here.", "Here is {{1}}.", "begin or end"),
        ("Order {{1}} is here.", "Order {{1}} is " + "x" * 900, "1024"),
        ("Track my order", "Track my order and every other", "25 characters"),
        ("order_news", "OrderNews", "a-z"),
        ("utility", "news", "a-z"),
        ("  sw:", "  fr:", "sw"),
    ],
)
def test_what_meta_would_refuse_is_told_with_its_name(right: str, wrong: str, said: str) -> None:
    assert list(read(GOOD)) == ["order_news"]
    assert right in GOOD
    with pytest.raises(BrokenTemplate, match=said):
        read(GOOD.replace(right, wrong, 1))


def test_a_template_as_the_graph_api_takes_it() -> None:
    english, swahili = graph_bodies(read(GOOD)["order_news"])
    assert english == {
        "name": "order_news",
        "language": "en",
        "category": "UTILITY",
        "components": [
            {"type": "BODY", "text": "Order {{1}} is here.", "example": {"body_text": [["ORD-1"]]}},
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Track my order"}]},
        ],
    }
    assert [part["type"] for part in swahili["components"]] == ["BODY"]


def test_every_template_is_sent_as_metas_own_description_has_it() -> None:
    for each in templates().values():
        for language in each.wordings:
            call = TemplateCall(each.name, "utility", language, each.example)
            check_message(message_body(Customer("wa:254700000001"), call, "k"))


def test_the_command_prints_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["order_shipped", "--language", "sw", "--lines"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["name"], json.loads(line)["language"]) == ("order_shipped", "sw")
    assert main([]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2 * len(templates())
    assert main(["nothing"]) == 2
    assert "order_shipped" in capsys.readouterr().err


def test_what_fills_a_place_is_one_line_of_a_bearable_length() -> None:
    assert as_parameter("two\nlines\tand     spaces") == "two lines and spaces"
    assert as_parameter("") == "–"
    assert len(as_parameter("x" * 500)) == 150
    assert Wording("a {{1}} b {{2}} c").filled(("x", "y")) == "a x b y c"
