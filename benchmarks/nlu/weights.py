"""Whether labelled messages teach better weights for readings than those that ship: a search over ``Weights``, one at a time, on
the shops of the first three batches, and what it finds asked of the others: ``python -m benchmarks.nlu.weights --seconds 360``."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from benchmarks.load.table import print_table
from benchmarks.nlu.shops import FOLDER, judge
from bot.commerce.catalog import Catalog
from bot.nlu.goods import live_catalog
from bot.nlu.goods.order_lines import lines_of
from bot.nlu.goods.parse import read
from bot.nlu.goods.roles import readings, spots
from bot.nlu.goods.roles.weights import Weights

TAUGHT = "boutique restaurant hardware cosmetics agrovet bakery electronics bookshop pharmacy spares".split()
ASKED = "babyshop butchery furniture drinks salon sports gifts mitumba solar".split()
# A product that nobody meant, or a wrong thing straight into the cart, costs as much as so many lines.
_COST = 2
Message = tuple[Catalog, dict[str, Any]]


@dataclass(frozen=True)
class Score:
    """Messages with every line right, with a product that nobody meant, with something wrong straight into the cart."""

    exact: int = 0
    wrong: int = 0
    silent: int = 0

    @property
    def worth(self) -> int:
        return self.exact - _COST * (self.wrong + self.silent)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu.weights", description=__doc__)
    parser.add_argument("--seconds", type=float, default=360, help="how long to search at most (default: 360)")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    taught, asked = [*_messages(TAUGHT)], [*_messages(ASKED)]
    shipped = Weights()
    found = _searched(taught, shipped, time.monotonic() + given.seconds, random.Random(given.seed))
    nothing = replace(shipped, **{each.name: 0.0 for each in fields(Weights)})
    rows = [
        [name, *_row(_score(taught, weights), len(taught)), *_row(_score(asked, weights), len(asked))]
        for name, weights in (("as shipped", shipped), ("searched", found), ("all zero", nothing))
    ]
    heads = ["weights", "taught: right %", "wrong", "silent", "asked: right %", "wrong", "silent"]
    print_table("Weights of readings, intent given", heads, rows)
    return 0


def _messages(shops: Sequence[str]) -> Iterator[Message]:
    for shop in shops:
        catalog = live_catalog.read_csv(FOLDER / f"{shop}.csv")
        for written in (FOLDER / f"{shop}.jsonl").read_text(encoding="utf-8").splitlines():
            label = json.loads(written)
            if label["lines"]:
                yield catalog, label


def _searched(messages: Sequence[Message], weights: Weights, end: float, dice: random.Random) -> Weights:
    best, names, improved = _score(messages, weights), [each.name for each in fields(Weights)], True
    while improved:
        improved = False
        dice.shuffle(names)
        for name in names:
            value = getattr(weights, name)
            for other in (value / 2, value * 1.5, value - 1, value + 1):
                if time.monotonic() > end:
                    return weights
                tried = replace(weights, **{name: other})
                score = _score(messages, tried)
                if score.worth > best.worth:
                    best, weights, improved = score, tried, True
                    print(f"{name}: {value:g} becomes {other:g}, {score.exact} right", flush=True)
    return weights


def _score(messages: Sequence[Message], weights: Weights) -> Score:
    readings.WEIGHTS = spots.WEIGHTS = weights
    score = Score()
    for catalog, label in messages:
        intent = label["intent"] if isinstance(label["intent"], str) else label["intent"][0]
        lines = [line.as_dict() for line in lines_of(read(label["text"], catalog), intent)]
        judged = judge(label, {"intent": {"name": intent}, "order_lines": lines})
        score = Score(score.exact + judged.is_exact, score.wrong + judged.is_wrong, score.silent + judged.is_silent)
    return score


def _row(score: Score, count: int) -> list[object]:
    return [round(100 * score.exact / count, 1), score.wrong, score.silent]


if __name__ == "__main__":
    raise SystemExit(main())
