"""How many talks must end as wanted, and how many orders may be wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.talks.player import Played

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "tests" / "talks" / "dev.jsonl"
KEPT = DEV.with_name("floor.json")


@dataclass(frozen=True)
class Floor:
    """``most_wrong`` None: there may be any number. ``failing`` are the talks that failed when the floor was set."""

    as_wanted: int = 0
    most_wrong: int | None = None
    failing: frozenset[str] = frozenset()
    comment: str = ""

    @property
    def is_set(self) -> bool:
        return self.as_wanted > 0 or self.most_wrong is not None

    def holds(self, played: Sequence[Played]) -> bool:
        good, wrong = counts(played)
        return good >= self.as_wanted and (self.most_wrong is None or wrong <= self.most_wrong)

    def newly_failing(self, played: Sequence[Played]) -> list[Played]:
        return [each for each in played if not each.as_wanted and each.talk.id not in self.failing]

    def newly_as_wanted(self, played: Sequence[Played]) -> list[Played]:
        return [each for each in played if each.as_wanted and each.talk.id in self.failing]

    def raised_to(self, played: Sequence[Played]) -> Floor:
        """Raises ValueError where the floor was missed: it only rises."""
        if not self.holds(played):
            raise ValueError("the floor was missed and is not lowered")
        good, wrong = counts(played)
        failing = frozenset(each.talk.id for each in played if not each.as_wanted)
        return replace(self, as_wanted=good, most_wrong=wrong, failing=failing)

    @property
    def in_words(self) -> str:
        wrong = "" if self.most_wrong is None else f" and at most {self.most_wrong} wrong orders"
        return f"the floor is {self.as_wanted} as wanted{wrong}"


def counts(played: Sequence[Played]) -> tuple[int, int]:
    """How many ended as wanted, and how many orders were wrong."""
    return sum(each.as_wanted for each in played), sum(each.is_wrong_order for each in played)


def read_floor(file: Path = KEPT) -> Floor:
    row = json.loads(file.read_text(encoding="utf-8"))
    return Floor(row["as_wanted"], row["most_wrong"], frozenset(row["failing"]), row["comment"])


def keep_floor(floor: Floor, file: Path = KEPT) -> None:
    row = {
        "comment": floor.comment,
        "as_wanted": floor.as_wanted,
        "most_wrong": floor.most_wrong,
        "failing": sorted(floor.failing),
    }
    file.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
