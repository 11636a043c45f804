"""What is said beside the goods, against messages that others labelled: how often each field is exactly right."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.load.table import print_table
from bot.nlu.fields.order_details import details_of
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read

EXAM = Path("tests/nlu/fields.jsonl")
# The labels are in tests/nlu/fields.md. A note may begin or end a word or two earlier or later.
SAME_NOTE = 0.7
LEADS = re.compile(r"^(?:to|at|in|kwa|the|my|a|our)\s+|[\s.,!?]+$", re.IGNORECASE)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, default=EXAM)
    parser.add_argument("--only", nargs="*", default=sorted(SAME), choices=sorted(SAME), help="these fields")
    parser.add_argument("--show", action="store_true", help="print what is wrong (never for the exam)")
    given = parser.parse_args(arguments)
    rows = [json.loads(line) for line in given.messages.read_text(encoding="utf-8").splitlines()]
    heads = ["field", "labelled", "exactly right", "seen where none is", "right %"]
    print_table(f"{given.messages}: {len(rows)} messages", heads, list(table(rows, given.only, given.show)))
    return 0


def table(rows: list[dict[str, Any]], fields: Sequence[str], show: bool = False) -> Iterator[list[str]]:
    """A field is right where it is what the label says; one that is found where none is counts as wrong."""
    read_rows = [(row, found(row)) for row in rows]
    for field in fields:
        same = SAME[field]
        labelled = right = false = 0
        for row, said in read_rows:
            want, got = row[field], said.get(field)
            if not want and not got:
                continue
            labelled += bool(want)
            is_right = bool(want) and bool(got) and same(want, got)
            right += is_right
            false += not want
            if show and not is_right:
                print(f"{field}: {row['text']!r} ({row['asked']})\n   want {want}\n   got  {got}")
        yield [field, str(labelled), str(right), str(false), f"{100 * right / max(1, labelled + false):.1f}"]


def found(row: Mapping[str, Any]) -> dict[str, Any]:
    reading = read(row["text"], live_catalog.current())
    details = details_of(reading, row["asked"] or "")
    return details.as_dict()


def _place(want: Any, got: Any) -> bool:
    """Of goods that are fetched no text is wanted."""
    is_same = want["kind"] == got["kind"]
    return is_same and (want["kind"] == "pickup" or _bare(want["text"]) == _bare(got["text"]))


def _time(want: Any, got: Any) -> bool:
    return all((want[key] or "") == got[key] for key in ("day", "part", "hour"))


def _receiver(want: Any, got: Any) -> bool:
    return _bare(want["name"]) == _bare(got["name"]) and _digits(want["phone"]) == _digits(got["phone"])


def _payer(want: Any, got: Any) -> bool:
    return _digits(want["phone"]) == _digits(got["phone"])


def _note(want: Any, got: Any) -> bool:
    one, other = set(_bare(want).split()), set(_bare(got).split())
    return len(one & other) / max(1, len(one | other)) >= SAME_NOTE


def _references(want: Any, got: Any) -> bool:
    return _counted(want, "kind", "value") == _counted(got, "kind", "value")


def _money(want: Any, got: Any) -> bool:
    return _counted(want, "amount", "role") == _counted(got, "amount", "role")


def _counted(rows: Any, *keys: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[key] for key in keys) for row in rows)


def _bare(text: str | None) -> str:
    bare = " ".join((text or "").lower().split())
    while (less := LEADS.sub("", bare)) != bare:
        bare = less
    return re.sub(r"[^\w\s']", "", bare)


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")[-9:]


SAME: dict[str, Callable[[Any, Any], bool]] = {
    "place": _place,
    "time": _time,
    "receiver": _receiver,
    "payer": _payer,
    "note": _note,
    "references": _references,
    "money": _money,
}


if __name__ == "__main__":
    sys.exit(main())
