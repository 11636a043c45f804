"""The tagger: examples as trainers write them, a model that learns from them, and what it finds."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pycrfsuite
import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.fields.order_details import OrderDetails, details_of
from bot.nlu.goods.parse import read
from bot.nlu.tagging import model
from bot.nlu.tagging.examples import ADDRESS, FOLDER, BrokenExamples, Part, read_examples
from bot.nlu.tagging.features import MOST_TOKENS, asked_features, features, units_of
from bot.nlu.tagging.model import Tagger, spans_in, spans_of, tags_of, train
from bot.nlu.text.spans import Span
from bot.workshop.validate.details import check_details

HOOTING = """details:
- asked: address
  examples: |
    - [Kilimani, Yaya](place), [hoot twice](note)
    - [Umoja](place) [hoot twice](note)
- examples: |
    - two sodas, [hoot twice](note) at the gate
    - bread to [Umoja](place), [hoot twice](note)
    - is the milk fresh?
    - bread and milk
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, HOOTING)
    return tmp_path


def write(root: Path, content: str) -> None:
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / FOLDER / "en.yml").write_text(content, encoding="utf-8")


@pytest.fixture
def tagger(project: Path, shop: Catalog) -> Tagger:
    # Each twice: what was seen but once counts for nothing.
    train(read_examples(project) * 2, shop, project / "details.npz")
    return Tagger(project / "details.npz")


def said(text: str, shop: Catalog, tagger: Tagger) -> OrderDetails:
    reading = read(text, shop)
    return details_of(reading, *spans_in(reading, tagger))


def test_an_example_is_its_text_its_question_and_its_parts(project: Path) -> None:
    first = read_examples(project)[0]
    assert first.text == "Kilimani, Yaya, hoot twice"
    assert first.asked == "address"
    assert first.parts == (Part("place", 0, 14), Part("note", 16, 26))
    assert first.at == "data/details/en.yml:4"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("details: [", "data/details/en.yml:2: no YAML"),
        ("details:\n- asked: colour\n  examples: |\n    - x\n", "en.yml:2: 'colour' is no question; there are address"),
        ("details:\n- exampels: |\n    - x\n", "en.yml:2: 'exampels' is unknown; there are asked and examples"),
        ("details:\n- examples: |\n    - at [home](plase)\n", "en.yml:3: 'plase' is no label; there are place"),
        ("details:\n- examples: |\n    at home\n", "en.yml:3: 'at home' begins with no '- '; put one before each"),
        ("details: []\nmore: 1\n", "en.yml:2: 'more' is unknown; there is details"),
        ("[]", "en.yml:1: 'details:' is expected here"),
    ],
)
def test_a_broken_file_is_named_with_line_and_mend(project: Path, content: str, told: str) -> None:
    write(project, content)
    with pytest.raises(BrokenExamples, match=re.escape(told)):
        read_examples(project)
    assert [told.split(": ", 1)[1].split(";")[0] in each.message for each in check_details(project)] == [True]


def test_a_text_that_is_marked_in_two_ways_is_found(project: Path) -> None:
    assert list(check_details(project)) == []
    write(project, HOOTING + "    - Bread and [milk](place)\n")
    (finding,) = check_details(project)
    assert "'Bread and milk' is marked otherwise in data/details/en.yml:10" in finding.message


def test_without_examples_there_are_none(tmp_path: Path) -> None:
    assert read_examples(tmp_path) == []


def test_what_no_rule_knows_is_learnt_from_examples(shop: Catalog, tagger: Tagger) -> None:
    text = "3 sodas, hoot twice"
    assert said(text, shop, tagger).note == "hoot twice"
    reading = read(text, shop)
    assert details_of(reading, *spans_in(reading, None)).note == ""


def test_only_under_the_question_for_it_an_answer_that_leads_nowhere_is_no_place(shop: Catalog, tagger: Tagger) -> None:
    details = said("wait a bit", shop, tagger)
    assert details.place is None
    assert details.place_if_asked is not None
    assert details.place_if_asked.kind == "neither"


def test_the_same_examples_make_the_same_model(project: Path, shop: Catalog) -> None:
    written = []
    for name in ("a", "b"):
        train(read_examples(project), shop, project / name)
        written.append((project / name).read_bytes())
    assert written[0] == written[1]


def test_the_likeliest_tags_are_those_of_the_library(
    project: Path, shop: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = project / "library"
    save = model._save
    monkeypatch.setattr(model, "_save", lambda written, path: (shutil.copy(written, kept), save(written, path)))
    train(read_examples(project) * 2, shop, project / "details.npz")
    library, tagger = pycrfsuite.Tagger(), Tagger(project / "details.npz")
    library.open(str(kept))
    for example in read_examples(project):
        reading = read(example.text, shop)
        units = units_of(reading)
        for asked, found in zip(("", ADDRESS), tagger.spans(reading), strict=True):
            seen = [[*own, *more] for own, more in zip(features(units), asked_features(units, asked), strict=True)]
            spans = spans_of(library.tag(seen))
            assert found == [Span(each.label, units[each.start].start, units[each.end - 1].end) for each in spans]


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none").write_bytes(b"nothing")
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    for name in ("none", "other.npz"):
        with pytest.raises(ValueError, match=r"pickle|no model"):
            Tagger(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        Tagger(tmp_path / "nowhere")


def test_details_come_back_from_the_parse_as_they_were(shop: Catalog) -> None:
    text = "mpe Mary 0712345678 kesho saa tatu, ile ya 420, nitalipa na 0711222333, deliver to Umoja"
    reading = read(text, shop)
    details = details_of(reading, *spans_in(reading, None))
    assert {*details.as_dict()} >= {"receiver", "time", "payer", "references", "money", "place"}
    assert OrderDetails.from_dict(details.as_dict()) == details
    assert OrderDetails().as_dict() == {}


def test_tags_and_spans_are_the_same_thing() -> None:
    spans = [Span("place", 0, 2), Span("time", 2, 3), Span("note", 4, 6)]
    assert tags_of(spans, 7) == ["place", "place", "time", "O", "note", "note", "O"]
    assert list(spans_of(tags_of(spans, 7))) == spans


def test_a_number_of_several_words_and_a_phone_are_one_unit_each(shop: Catalog) -> None:
    units = units_of(read("nina mia tano, 0712 345 678", shop))
    assert [unit.word for unit in units] == ["nina", "<sum>", ",", "<phone>"]
    assert len(features(units)) == 4


def test_of_a_very_long_message_the_beginning_is_labelled(shop: Catalog, tagger: Tagger) -> None:
    assert said("bread, hoot twice, " + "eggs " * 300, shop, tagger).note == "hoot twice"
    assert units_of(read("eggs " * 300, shop))[-1].end == MOST_TOKENS


@pytest.mark.parametrize(
    "text", ["", "?", "a" * 4096, "1 " * 2000, "mpe " * 1000, "😀" * 500, "saa " * 1000, "half past " * 400]
)
def test_whatever_is_written_is_read(text: str, shop: Catalog, tagger: Tagger) -> None:
    said(text, shop, tagger)
