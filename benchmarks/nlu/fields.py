"""What is said beside the goods, against messages that others labelled: how often each field is exactly right."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.load.table import print_table
from bot.nlu.fields.order_details import details_of
from bot.nlu.fields.said import said_in
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.tagging.examples import read_examples
from bot.nlu.tagging.model import Tagger, spans_in, train

EXAM = Path("tests/nlu/fields.jsonl")
# The labels are in tests/nlu/fields.md. Of the words of a place or a note, this share is in both where they are alike.
ALIKE = 0.7
LEADS = re.compile(r"^(?:to|at|in|kwa|the|my|a|our)\s+|[\s.,!?]+$", re.IGNORECASE)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, default=EXAM)
    parser.add_argument("--only", nargs="*", default=sorted(SAME), choices=sorted(SAME), help="these fields")
    parser.add_argument("--show", action="store_true", help="print what is wrong (never for the exam)")
    parser.add_argument("--rules", action="store_true", help="what the rules alone find, without the trained tagger")
    given = parser.parse_args(arguments)
    rows = [json.loads(line) for line in given.messages.read_text(encoding="utf-8").splitlines()]
    tagger = None if given.rules else trained()
    heads = ["field", "labelled", "seen where none is", "exactly right %", "near %"]
    print_table(f"{given.messages}: {len(rows)} messages", heads, list(table(rows, given.only, tagger, given.show)))
    return 0


def trained() -> Tagger:
    """The tagger as ``rasa train`` makes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tagger.crf"
        train(read_examples(), live_catalog.current(), path)
        return Tagger(path.read_bytes())


def table(
    rows: list[dict[str, Any]], fields: Sequence[str], tagger: Tagger | None, show: bool = False
) -> Iterator[list[str]]:
    """A field is right where it is what the label says; one that is found where none is counts as wrong. Near is what names the
    same place, person or note with a word or two more or less."""
    read_rows = [(row, found(row, tagger)) for row in rows]
    for field in fields:
        counts: Counter[str] = Counter()
        for row, said in read_rows:
            want, got = row[field], said.get(field)
            if not want and not got:
                continue
            counts["labelled" if want else "false"] += 1
            is_right = bool(want) and bool(got) and SAME[field](want, got)
            counts["right"] += is_right
            counts["near"] += is_right or (bool(want) and bool(got) and NEAR.get(field, SAME[field])(want, got))
            if show and not is_right:
                print(f"{field}: {row['text']!r} ({row['asked']})\n   want {want}\n   got  {got}")
        of = max(1, counts["labelled"] + counts["false"])
        shares = [f"{100 * counts[each] / of:.1f}" for each in ("right", "near")]
        yield [field, str(counts["labelled"]), str(counts["false"]), *shares]


def found(row: Mapping[str, Any], tagger: Tagger | None) -> dict[str, Any]:
    """As the parse has it, under the question that was open."""
    reading = read(row["text"], live_catalog.current())
    details = details_of(reading, *spans_in(reading, tagger)).as_dict()
    if row["asked"] == "address":
        details["place"] = details.get("place_if_asked")
    if row["asked"] == "payment_phone" and "payer" not in details:
        number = said_in(row["text"]).get("number") or {}
        details["payer"] = {"phone": number["written"]} if number else None
    return details


def _place(want: Any, got: Any) -> bool:
    """Of goods that are fetched no text is wanted."""
    is_same = want["kind"] == got["kind"]
    return is_same and (want["kind"] == "pickup" or _bare(want["text"]) == _bare(got["text"]))


def _time(want: Any, got: Any) -> bool:
    return all((want[key] or "") == got[key] for key in ("day", "part", "hour"))


def _place_near(want: Any, got: Any) -> bool:
    return bool(want["kind"] == got["kind"]) and (want["kind"] == "pickup" or _alike(want["text"], got["text"]))


def _receiver(want: Any, got: Any) -> bool:
    return _bare(want["name"]) == _bare(got["name"]) and _digits(want["phone"]) == _digits(got["phone"])


def _receiver_near(want: Any, got: Any) -> bool:
    """ "Allan" and "my nephew Allan"."""
    names = [_bare(each["name"]).split()[-1:] for each in (want, got)]
    return names[0] == names[1] and _digits(want["phone"]) == _digits(got["phone"])


def _payer(want: Any, got: Any) -> bool:
    return _digits(want["phone"]) == _digits(got["phone"])


def _note(want: Any, got: Any) -> bool:
    return _bare(want) == _bare(got)


def _alike(want: str, got: str) -> bool:
    one, other = set(_bare(want).split()), set(_bare(got).split())
    return len(one & other) / max(1, len(one | other)) >= ALIKE


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
NEAR: dict[str, Callable[[Any, Any], bool]] = {"place": _place_near, "receiver": _receiver_near, "note": _alike}


if __name__ == "__main__":
    sys.exit(main())
