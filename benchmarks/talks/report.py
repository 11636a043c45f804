"""Talks that were played, for the reader of a terminal and of a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.load.table import print_table
from benchmarks.talks.floor import Floor, counts
from benchmarks.talks.player import Played

HEADS = ("as wanted", "of", "wrong orders", "misread")
SIGNS = {"customer": ">", "shop": "<"}


def headline(played: Played) -> str:
    talk = played.talk
    return (
        f"{'ok    ' if played.as_wanted else 'FAILED'} {talk.id} [{talk.lang}] {talk.kind}  {played.problem}".rstrip()
    )


def in_full(played: Played) -> str:
    lines = (f"    {SIGNS[line.who]} " + line.text.replace("\n", "\n      ") for line in played.dialogue)
    return "\n".join([headline(played), *lines])


def print_tables(played: Sequence[Played]) -> None:
    _print_by("kind", played, [each.talk.kind for each in played])
    _print_by("language", played, [each.talk.lang for each in played])


def _print_by(head: str, played: Sequence[Played], groups: Sequence[str]) -> None:
    grouped = {name: [each for each, group in zip(played, groups, strict=True) if group == name] for name in groups}
    rows = [_row(name or "-", those) for name, those in sorted(grouped.items())]
    print_table(f"Talks by {head}", (head, *HEADS), [*rows, _row("all", played)])


def _row(name: str, played: Sequence[Played]) -> tuple[object, ...]:
    good, wrong = counts(played)
    return name, good, len(played), wrong, sum(each.is_misread for each in played)


def print_changes(floor: Floor, played: Sequence[Played]) -> None:
    """Against the talks that failed when the floor was set."""
    for head, those in (
        ("newly failing", floor.newly_failing(played)),
        ("newly as wanted", floor.newly_as_wanted(played)),
    ):
        if those:
            print(f"{head}: {', '.join(each.talk.id for each in those)}")


def verdict(floor: Floor, played: Sequence[Played]) -> str:
    good, wrong = counts(played)
    total = max(1, len(played))
    told = (
        f"{good} of {len(played)} talks ended as the customer wanted ({100 * good / total:.1f} %), "
        f"{wrong} wrong orders ({100 * wrong / total:.1f} %)"
    )
    if not floor.is_set:
        return told
    return f"{told}: {floor.in_words}, {'held' if floor.holds(played) else 'MISSED'}"


def write_json(file: Path, played: Sequence[Played]) -> None:
    rows = [
        {
            "id": each.talk.id,
            "problem": each.problem,
            "turns": each.turns,
            "dialogue": [[line.who, line.text] for line in each.dialogue],
        }
        for each in played
    ]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
