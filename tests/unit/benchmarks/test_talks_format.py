"""Talks as they are written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.talks.floor import DEV
from benchmarks.talks.format import BadTalk, Expected, Goal, Move, Words, read_talks

TALK: dict[str, Any] = {"id": "t1", "kind": "units", "lang": "en", "says": ["hi"], "goal": {"lines": {"SG-1KG": 2}}}


def written(folder: Path, *rows: dict[str, Any] | str) -> Path:
    file = folder / "talks.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


def test_a_talk_is_read_with_all_that_may_stand_in_it(tmp_path: Path) -> None:
    row = {
        **TALK,
        "says": ["hi", ["a", "b"], {"pay": "fail"}, {"order": "ship"}, {"tap": "5kg"}, {"stock": ["SG-1KG", 0]}],
        "goal": {"lines": {"SG-1KG": 2}, "address": "kili", "not_address": "west", "note": "gate", "method": "cash",
                 "payer": "0712345678", "orders": 2, "paid": 0},
        "answers": {"which": {"SG-1KG": "sugar"}, "quantity": {"SG-1KG": "two"}, "confirm": "sawa"},
        "expect": [{"after": 1, "has": "KES"}, {"after": -1, "not": "sorry"}],
        "silent": True,
    }  # fmt: skip
    (talk,) = read_talks(written(tmp_path, row))
    assert (talk.id, talk.kind, talk.lang, talk.may_be_silent) == ("t1", "units", "en", True)
    assert talk.says == (
        Words(("hi",)), Words(("a", "b"), at_once=True), Move("pay", "fail"), Move("order", "ship"), Move("tap", "5kg"),
        Move("stock", "SG-1KG", 0),
    )  # fmt: skip
    assert talk.goal == Goal({"SG-1KG": 2}, "kili", "west", "gate", "cash", "0712345678", 2, 0)
    assert (talk.answers, talk.of_goods) == (
        {"confirm": "sawa"},
        {"which": {"SG-1KG": "sugar"}, "quantity": {"SG-1KG": "two"}},
    )
    assert talk.expects == (Expected(1, has="KES"), Expected(-1, hasnt="sorry"))


@pytest.mark.parametrize(
    ("goal", "wanted"), [({}, 0), ({"lines": {"SG-1KG": 1}}, 1), ({"lines": {"SG-1KG": 1}, "orders": 2}, 2)]
)
def test_one_order_is_wanted_where_goods_are(tmp_path: Path, goal: dict[str, Any], wanted: int) -> None:
    (talk,) = read_talks(written(tmp_path, {**TALK, "goal": goal}))
    assert talk.goal.orders_wanted == wanted


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"says": []}, "says must be a list"),
        ({"says": "hi"}, "says must be a list"),
        ({"says": [["a", 2]]}, "a bubble must be a text"),
        ({"says": [{"pays": "fail"}]}, "there is no move 'pays'"),
        ({"says": [{"pay": "later"}]}, "pay takes one of approve, cancel, fail, timeout, not 'later'"),
        ({"says": [{"pay": ["fail"]}]}, "pay takes one of"),
        ({"says": [{"tap": 2}]}, "tap must be a text"),
        ({"says": [{"stock": ["SG-1KG"]}]}, "stock takes"),
        ({"says": [{"pay": "fail", "order": "ship"}]}, "a move has one key"),
        ({"goal": {"line": {}}}, "goal has no line"),
        ({"goal": {"lines": {"SG-1KG": "2"}}}, "goal.lines.SG-1KG must be a whole number"),
        ({"goal": {"address": "(kili"}}, "goal.address is no pattern"),
        ({"goal": {"paid": True}}, "goal.paid must be a whole number"),
        ({"answers": {"which": "sugar"}}, "answers.which must be an object"),
        ({"answers": {"phone": ""}}, "answers.phone must be a text"),
        ({"expect": [{"after": 1, "has": "x"}]}, "expect.after must be -1 to 0, not 1"),
        ({"expect": [{"after": 0}]}, "expect must have has or not"),
        ({"expect": ["x"]}, "expect must be an object"),
        ({"expects": []}, "a talk has no expects"),
        ({"id": ""}, "a talk has an id"),
        ({"lang": 1}, "lang must be a text"),
    ],
)
def test_what_is_no_talk_is_named_with_its_line(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    file = written(tmp_path, TALK, "", {**TALK, "id": "t2", **change})
    with pytest.raises(BadTalk) as told:
        read_talks(file)
    assert str(told.value).startswith(f"{file}, line 3: {problem}")


def test_a_line_that_is_no_json_and_an_id_that_comes_twice_are_named_too(tmp_path: Path) -> None:
    with pytest.raises(BadTalk, match="line 2: Expecting"):
        read_talks(written(tmp_path, TALK, '{"id": '))
    with pytest.raises(BadTalk, match="line 2: a talk must be an object"):
        read_talks(written(tmp_path, TALK, "[]"))
    with pytest.raises(BadTalk, match="line 2: the id t1 is taken"):
        read_talks(written(tmp_path, TALK, TALK))


def test_the_projects_own_talks_can_be_read() -> None:
    talks = read_talks(DEV)
    assert len(talks) == 140
    assert {each.lang for each in talks} == {"en", "sw", "sheng", "mixed"}
