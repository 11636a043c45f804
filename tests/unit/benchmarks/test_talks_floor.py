"""The floor under the talks, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.talks import __main__ as command
from benchmarks.talks.floor import DEV, KEPT, Floor, keep_floor, read_floor
from benchmarks.talks.format import read_talks, talk_of
from benchmarks.talks.player import Line, Played
from benchmarks.talks.report import in_full, print_tables, verdict

PROBLEMS = {"a1": "", "a2": "", "b1": "wrong order: 2 orders, 1 wanted", "b2": "misread: the summary is not the goal"}


def talk(name: str, problem: str) -> Played:
    row = {"id": name, "kind": name[0], "lang": "sw", "says": ["hi"]}
    return Played(talk_of(row), problem, 1, [Line("customer", "hi"), Line("shop", "Karibu\n[Menu]")])


PLAYED = [talk(name, problem) for name, problem in PROBLEMS.items()]


@pytest.mark.parametrize(
    ("floor", "holds"),
    [
        (Floor(), True),
        (Floor(2), True),
        (Floor(3), False),
        (Floor(2, 1), True),
        (Floor(0, 0), False),
        (Floor(2, 0), False),
    ],
)
def test_a_floor_holds_where_enough_are_as_wanted_and_few_orders_wrong(floor: Floor, holds: bool) -> None:
    assert floor.holds(PLAYED) is holds


def test_a_floor_knows_which_talks_changed() -> None:
    floor = Floor(2, 1, frozenset({"a1", "b1"}))
    assert [each.talk.id for each in floor.newly_failing(PLAYED)] == ["b2"]
    assert [each.talk.id for each in floor.newly_as_wanted(PLAYED)] == ["a1"]


def test_a_floor_rises_and_never_falls(tmp_path: Path) -> None:
    file = tmp_path / "floor.json"
    keep_floor(Floor(1, 3, frozenset({"a1"}), "why").raised_to(PLAYED), file)
    assert read_floor(file) == Floor(2, 1, frozenset({"b1", "b2"}), "why")
    with pytest.raises(ValueError, match="not lowered"):
        Floor(3, 1).raised_to(PLAYED)
    with pytest.raises(ValueError, match="not lowered"):
        Floor(2, 0).raised_to(PLAYED)


def test_the_floor_that_is_kept_fits_the_projects_own_talks() -> None:
    floor, names = read_floor(), {each.id for each in read_talks(DEV)}
    assert floor.failing <= names
    assert floor.as_wanted + len(floor.failing) == len(names)
    assert floor.most_wrong is not None
    assert json.loads(KEPT.read_text(encoding="utf-8"))["comment"]


def test_the_verdict_says_what_was_reached_and_what_was_not() -> None:
    reached = "2 of 4 talks ended as the customer wanted (50.0 %), 1 wrong orders (25.0 %)"
    assert verdict(Floor(), PLAYED) == reached
    assert verdict(Floor(2, 1), PLAYED) == f"{reached}: the floor is 2 as wanted and at most 1 wrong orders, held"
    assert verdict(Floor(3), PLAYED) == f"{reached}: the floor is 3 as wanted, MISSED"


def test_the_tables_count_by_kind_and_by_language(capsys: pytest.CaptureFixture[str]) -> None:
    print_tables(PLAYED)
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert rows[1:6] == [
        "Talks by kind",
        "kind as wanted of wrong orders misread",
        "a 2 2 0 0",
        "b 0 2 1 1",
        "all 2 4 1 1",
    ]
    assert "sw 2 4 1 1" in rows


def test_a_talk_is_shown_as_a_chat() -> None:
    assert in_full(PLAYED[2]) == (
        "FAILED b1 [sw] b  wrong order: 2 orders, 1 wanted\n    > hi\n    < Karibu\n      [Menu]"
    )


@pytest.fixture
def played_by_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """Arguments with a file of four talks, which are played as PROBLEMS says."""
    monkeypatch.setattr(command, "_played", lambda talks, options: [talk(each.id, PROBLEMS[each.id]) for each in talks])
    file = tmp_path / "talks.jsonl"
    file.write_text("\n".join(json.dumps({"id": name, "kind": name[0], "says": ["hi"]}) for name in PROBLEMS))
    return [str(file)]


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        ([], 0, "2 of 4 talks ended as the customer wanted (50.0 %), 1 wrong orders (25.0 %)"),
        (["--floor", "3"], 1, "the floor is 3 as wanted, MISSED"),
        (["--most-wrong", "0"], 1, "the floor is 0 as wanted and at most 0 wrong orders, MISSED"),
        (["--only", "a", "--floor", "2", "--most-wrong", "0"], 0, "held"),
    ],
)
def test_the_command_ends_with_its_verdict(
    played_by_command: list[Any], capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, last: str
) -> None:
    assert command.main([*played_by_command, *arguments]) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("python -m benchmarks.talks ")
    assert lines[-1].endswith(last)


@pytest.mark.parametrize(
    ("show", "heads"), [("failed", ["b1", "b2"]), ("names", ["b1", "b2"]), ("all", list(PROBLEMS)), ("none", [])]
)
def test_the_command_shows_the_talks_that_are_asked_for(
    played_by_command: list[Any], capsys: pytest.CaptureFixture[str], show: str, heads: list[str]
) -> None:
    command.main([*played_by_command, "--show", show])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith(("ok ", "FAILED "))] == heads
    assert any(line.startswith("    > hi") for line in lines) is (show in ("failed", "all"))


def test_the_command_writes_what_was_played(played_by_command: list[Any], tmp_path: Path) -> None:
    command.main([*played_by_command, "--json", str(tmp_path / "out.json")])
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {row["id"]: row["problem"] for row in rows} == PROBLEMS
    assert rows[0]["dialogue"] == [["customer", "hi"], ["shop", "Karibu\n[Menu]"]]


def test_the_command_refuses_what_it_cannot_play(
    played_by_command: list[Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command.main([*played_by_command, "--only", "nothing"]) == 2
    assert "no talk has 'nothing'" in capsys.readouterr().err
    assert command.main([str(tmp_path / "gone.jsonl")]) == 2


@pytest.mark.parametrize("arguments", [["--only", "units"], ["--http"], ["other.jsonl"]])
def test_only_what_the_kept_floor_is_for_can_raise_it(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        command.main([*arguments, "--raise-floor"])


def test_the_kept_floor_holds_for_all_of_its_own_talks_in_process_alone() -> None:
    def floor_of(*arguments: str) -> Floor:
        return command._floor(command._options(arguments))

    assert floor_of() == read_floor()
    assert floor_of("--floor", "139").as_wanted == 139
    for arguments in (("--only", "units"), ("--http",), ("other.jsonl",)):
        assert not floor_of(*arguments).is_set
