"""The picture of a topic: every rule a lane, every button where it leads, both languages, nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.workshop.story.__main__ import main
from bot.workshop.story.arrows import tracks
from bot.workshop.story.ink import Run, width_of, wrapped
from bot.workshop.story.picture import LAPTOP, PHONE, picture
from bot.workshop.story.reading import Library, NoSuchTopic

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT)


class Addresses(HTMLParser):
    """Everything a page would fetch, and what may be jumped to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.fetched += [str(given[name]) for name in ("src", "data") if name in given]
        self.fetched += [str(given["href"])] if tag == "link" else []
        self.targets += [str(given["href"])] if tag == "a" else []
        self.ids += [str(given["id"])] if "id" in given else []


def test_there_is_a_topic_for_every_file_of_rules_and_for_the_form(library: Library) -> None:
    files = {path.stem for path in (ROOT / "data/rules").glob("*.yml")}

    assert set(library.names()) == {*files, "order"}
    assert all(library.about(name) for name in library.names())


def test_every_rule_of_a_topic_is_a_lane_that_names_its_file_and_line(library: Library) -> None:
    written = (ROOT / "data/rules/payment.yml").read_text(encoding="utf-8").splitlines()

    for lane in library.topic("payment").lanes:
        file, line = lane.place.split(":")
        assert file == "data/rules/payment.yml"
        assert written[int(line) - 1] == f"- rule: {lane.title}"


def test_a_button_leads_to_the_lane_of_its_intent_or_to_its_topic(library: Library) -> None:
    payment = library.topic("payment")
    failed = next(lane for lane in payment.lanes if lane.heard and lane.heard[0].intent == "EXTERNAL_payment_failed")
    retry, _, cancel = failed.acts[0].bubbles[0].buttons["en"]

    assert payment.lanes[retry.leads.lane - 1].heard[0].intent == "retry_payment"
    assert (cancel.leads.lane, cancel.leads.topic, cancel.leads.intent) == (0, "orders", "cancel_order")


def test_the_form_is_drawn_question_by_question_and_a_yes_answers_it(library: Library) -> None:
    order = library.topic("order")
    titles = [lane.title for lane in order.lanes]
    asked = order.lanes[titles.index("the question for order_confirmed")]

    assert titles.index("the question for product") < titles.index("the question for payment_phone")
    assert asked.conditions == ("while order_form asks",)
    assert asked.acts[0].bubbles[0].buttons["sw"][0].leads.words == "answers the question"
    assert order.lanes[-1].acts[-1].name == "action_place_order"


@pytest.mark.parametrize("sheet", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["en", "sw"])
def test_every_picture_is_well_formed_and_stays_within_its_width(
    library: Library, sheet: object, language: str
) -> None:
    for name in library.names():
        svg = ElementTree.fromstring(picture(library.topic(name), language, sheet))  # type: ignore[arg-type]
        width = float(svg.attrib["viewBox"].split()[2])
        boxes = [each.attrib for each in svg.iter() if each.tag.endswith("rect")]
        assert boxes
        assert max(float(each["x"]) + float(each["width"]) for each in boxes) <= width
        assert min(float(each["width"]) for each in boxes) > 0


def test_the_words_are_those_of_the_language(library: Library) -> None:
    chat = library.topic("chat")

    assert "You are welcome" in picture(chat, "en", PHONE)
    assert "Karibu sana" in picture(chat, "sw", PHONE)
    assert "You are welcome" not in picture(chat, "sw", PHONE)


def test_the_command_writes_pages_that_need_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--all", "--out", str(tmp_path)], ROOT) == 0

    pages = {path.name: Addresses(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.html")}
    assert len(pages) > 8
    for page in pages.values():
        assert page.fetched == []
        assert {each for each in page.targets if not each.startswith("#")} <= pages.keys()
        assert {each[1:] for each in page.targets if each.startswith("#")} <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))
    assert str(tmp_path / "payment.html") in capsys.readouterr().out


def test_without_a_topic_they_are_listed_and_a_wrong_one_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], ROOT) == 0
    assert re.search(r"^  payment +\w", capsys.readouterr().out, re.MULTILINE)

    assert main(["paymant"], ROOT) == 1
    assert "no topic 'paymant'" in capsys.readouterr().err
    with pytest.raises(NoSuchTopic):
        Library(ROOT).topic("../secrets")


def test_text_breaks_at_the_width_and_keeps_bold_words_and_values() -> None:
    lines = wrapped("Order *{order}* is *paid now* and will be packed soon", 120, 14, 9)

    assert all(width_of("".join(run.words for run in line), 14) <= 120 for line in lines)
    styled = {run for line in lines for run in line if run.style}
    assert styled == {Run("order", "value"), Run("paid", "bold"), Run("now", "bold"), Run(" ", "bold")}


def test_what_does_not_fit_is_shown_to_be_left_out() -> None:
    lines = wrapped("one two three four five six seven eight", 60, 14, 2)

    assert len(lines) == 2
    assert lines[-1][-1] == Run("…")


def test_arrows_that_run_side_by_side_have_tracks_of_their_own() -> None:
    places = tracks({1: (0, 100), 2: (50, 150), 3: (200, 300)})

    assert places[1] != places[2]
    assert len(set(places.values())) == 2


def test_the_map_of_topics_in_the_documentation_has_all_of_them(library: Library) -> None:
    table = (
        (ROOT / "docs/conversations.md").read_text(encoding="utf-8").partition("## Map of topics")[2].partition("##")[0]
    )

    assert re.findall(r"^\| ([a-z]+) \|", table, re.MULTILINE)[1:] == library.names()
