"""Shops of other trades, each with its own catalog: what the trained model reads of their customers' messages."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from benchmarks.load.table import print_table
from benchmarks.nlu.rasa_model import RasaModel
from bot.nlu.goods import live_catalog

FOLDER = Path("tests/nlu/shops")
# So many lines are laid beside those of the label in every order; of more the first count in theirs.
_MOST_PERMUTED = 6
_CHANGING = ("remove_item", "change_quantity")
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """``is_exact``: every line is as some label has it. ``is_wrong``: a product is named that nobody meant. ``is_silent``: a
    wrong product, or a wrong number of a right one, would go into the cart without a question."""

    intent_right: bool
    has_lines: bool
    is_exact: bool
    is_wrong: bool
    is_silent: bool


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu.shops", description=__doc__)
    parser.add_argument("shops", nargs="*", help="names of shops in tests/nlu/shops (default: all)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="NAME.csv and NAME.jsonl of each shop")
    parser.add_argument("--show", action="store_true", help="print every message that is not read as labelled")
    given = parser.parse_args(arguments)
    names = given.shops or sorted(path.stem for path in given.folder.glob("*.jsonl"))
    model = RasaModel()
    everything: list[Judged] = []
    rows = []
    for name in names:
        live_catalog.publish(live_catalog.read_csv(given.folder / f"{name}.csv"))
        judged = list(_judged(given.folder / f"{name}.jsonl", model, given.show))
        everything += judged
        rows.append([name, *_figures(judged)])
    live_catalog.withdraw()
    model.close()
    heads = ["shop", "messages", "intents %", "with lines", "every line right %", "wrong product", "silent wrong"]
    print_table("Shops of other trades", heads, [*rows, ["all", *_figures(everything)]])
    return 0


def _judged(path: Path, model: RasaModel, show: bool) -> Iterator[Judged]:
    for written in path.read_text(encoding="utf-8").splitlines():
        label = json.loads(written)
        parsed = model.raw(label["text"])
        judged = judge(label, parsed)
        if show and not (judged.is_exact and judged.intent_right):
            print(f"{path.stem}: {label['text']!r} {label['intent']} {parsed['intent']['name']}")
            print(f"   want {[_short(line) for line in label['lines']]}")
            print(f"   got  {[_short(line) for line in parsed.get('order_lines') or []]}")
        yield judged


def judge(label: Mapping[str, Any], parsed: Mapping[str, Any]) -> Judged:
    """By the reading of the label that comes nearest."""
    intent = (parsed.get("intent") or {}).get("name")
    read = parsed.get("order_lines") or []
    named = label["intent"] if isinstance(label["intent"], list) else [label["intent"]]
    readings = [label["lines"], *label.get("or", [])]
    is_exact = any(_is_exact(wanted, read, intent) for wanted in readings)
    meant = {sku for wanted in readings for line in wanted for sku in _meant(line)}
    is_wrong = any(line["sku"] and line["sku"] not in meant for line in read)
    return Judged(
        intent in named,
        bool(label["lines"]),
        is_exact,
        is_wrong,
        not is_exact and any(_is_silent(line, readings, intent) for line in read),
    )


def _is_exact(wanted: Sequence[Line], read: Sequence[Line], intent: str | None) -> bool:
    if len(wanted) != len(read):
        return False
    orders = permutations(read) if len(read) <= _MOST_PERMUTED else [tuple(read)]
    return any(all(_fits(one, other, intent) for one, other in zip(wanted, order, strict=True)) for order in orders)


def _fits(wanted: Line, read: Line, intent: str | None) -> bool:
    ways = [wanted, *({**_rest(wanted), **way} for way in wanted.get("or", []))]
    return any(
        _is_product(way, read) and _is_number(way, read, intent) and _is_change(way, read, intent) for way in ways
    )


def _rest(line: Line) -> dict[str, Any]:
    return {name: line.get(name) for name in ("quantity", "change")}


def _is_product(wanted: Line, read: Line) -> bool:
    if "sku" in wanted:
        return bool(read["sku"] == wanted["sku"])
    return not read["sku"] and {*read["candidates"]} == {*wanted["candidates"]}


def _is_number(wanted: Line, read: Line, intent: str | None) -> bool:
    """None and one are the same unless a number is set; how many of what is not sold is not looked at."""
    if wanted.get("candidates") == []:
        return True
    numbers = wanted["quantity"] if isinstance(wanted["quantity"], list) else [wanted["quantity"]]
    said = read["quantity"]
    return said in numbers or (intent != "change_quantity" and said in (None, 1) and not {None, 1}.isdisjoint(numbers))


def _is_change(wanted: Line, read: Line, intent: str | None) -> bool:
    if intent not in _CHANGING:
        return True
    change = wanted.get("change") or "set"
    removes = intent == "remove_item" and change in ("remove", "add") and read["quantity"] is None
    return bool(read["change"] == change) or removes


def _meant(line: Line) -> set[str]:
    ways = [line, *line.get("or", [])]
    return {sku for way in ways for sku in (way.get("sku"), *(way.get("candidates") or ())) if sku}


def _is_silent(read: Line, readings: Sequence[Sequence[Line]], intent: str | None) -> bool:
    """Of a product that is named without a doubt: it fits no line of any reading."""
    return bool(read["sku"]) and not any(_fits(line, read, intent) for wanted in readings for line in wanted)


def _figures(judged: Sequence[Judged]) -> list[str]:
    lines = [each for each in judged if each.has_lines]
    counts = Counter(name for each in lines for name in ("is_exact", "is_wrong", "is_silent") if getattr(each, name))
    return [
        str(len(judged)),
        f"{100 * sum(each.intent_right for each in judged) / max(1, len(judged)):.1f}",
        str(len(lines)),
        f"{100 * counts['is_exact'] / max(1, len(lines)):.1f}",
        str(counts["is_wrong"]),
        str(counts["is_silent"]),
    ]


def _short(line: Line) -> str:
    product = line.get("sku") or [*(line.get("candidates") or ())]
    return f"{product} {line.get('quantity')} {line.get('change')}"


if __name__ == "__main__":
    sys.exit(main())
