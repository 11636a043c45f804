"""What is said beside the goods, against messages that others labelled: how often each field is exactly right."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.load.table import print_table
from benchmarks.nlu import metrics
from benchmarks.nlu.figure import Figure
from benchmarks.nlu.rasa_model import RasaModel
from bot.nlu.fields.order_details import details_of
from bot.nlu.fields.said import said_in
from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.tagging.examples import read_examples
from bot.nlu.tagging.model import Tagger, spans_in, train

EXAM = Path("tests/nlu/fields.jsonl")
# The labels are in tests/nlu/fields.md. Of the words of a place or a note, this share is in both where they are alike.
ALIKE = 0.7
BARS = dict.fromkeys(("money", "payer", "place", "receiver", "references", "time"), 0.85)
Row = Mapping[str, Any]
Details = Mapping[str, Any]
LEADS = re.compile(r"^(?:to|at|in|kwa|the|my|a|our)\s+|[\s.,!?]+$", re.IGNORECASE)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=Path, default=EXAM)
    parser.add_argument("--only", nargs="*", default=sorted(SAME), choices=sorted(SAME), help="these fields")
    parser.add_argument("--show", action="store_true", help="print what is wrong (never for the exam)")
    parser.add_argument("--rules", action="store_true", help="what the rules alone find, without the trained tagger")
    given = parser.parse_args(arguments)
    rows = messages(given.messages)
    tagger = None if given.rules else trained()
    answers = [(row, found(row, tagger)) for row in rows]
    heads = ["field", "labelled", "seen where none is", "exactly right %", "near %"]
    table = [_table(field, count(field, answers, given.show)) for field in given.only]
    print_table(f"{given.messages}: {len(rows)} messages", heads, table)
    return 0


def trained() -> Tagger:
    """The tagger as training makes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tagger.npz"
        train(read_examples(), live_catalog.current(), path)
        return Tagger(path)


def figures(model: RasaModel) -> list[Figure]:
    """Of the exam, through the trained model."""
    rows = messages(EXAM)
    parses = [(row, model.raw(row["text"])) for row in rows]
    answers = [(row, _under(row, parsed.get("details") or {}, parsed.get("said") or {})) for row, parsed in parses]
    return [
        Figure.share(f"{field}, exactly as labelled", metrics.Share(counts["right"], _all(counts)), BARS.get(field))
        for field in sorted(SAME)
        for counts in [count(field, answers)]
    ]


def messages(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def count(field: str, answers: Iterable[tuple[Row, Details]], show: bool = False) -> Counter[str]:
    """How many are ``labelled`` and how many are seen where none is (``false``); of all these, how many are ``right``, and how
    many ``near``: the same place, person or note with a word or two more or less."""
    counts: Counter[str] = Counter()
    for row, said in answers:
        want, got = row[field], said.get(field)
        if not want and not got:
            continue
        counts["labelled" if want else "false"] += 1
        is_right = bool(want) and bool(got) and SAME[field](want, got)
        counts["right"] += is_right
        counts["near"] += is_right or (bool(want) and bool(got) and NEAR.get(field, SAME[field])(want, got))
        if show and not is_right:
            print(f"{field}: {row['text']!r} ({row['asked']})\n   want {want}\n   got  {got}")
    return counts


def found(row: Row, tagger: Tagger | None) -> Details:
    """As the parse would have it."""
    reading = read(row["text"], live_catalog.current())
    return _under(row, details_of(reading, *spans_in(reading, tagger)).as_dict(), said_in(row["text"]))


def _under(row: Row, details: Details, said: Mapping[str, Any]) -> Details:
    """What counts under the question that was open."""
    if row["asked"] == "address":
        details = {**details, "place": details.get("place_if_asked")}
    if row["asked"] == "payment_phone" and "payer" not in details and said.get("number"):
        details = {**details, "payer": {"phone": said["number"]["written"]}}
    return details


def _table(field: str, counts: Counter[str]) -> list[str]:
    shares = [f"{100 * counts[each] / max(1, _all(counts)):.1f}" for each in ("right", "near")]
    return [field, str(counts["labelled"]), str(counts["false"]), *shares]


def _all(counts: Counter[str]) -> int:
    return counts["labelled"] + counts["false"]


def _place(want: Any, got: Any) -> bool:
    """Of goods that are fetched no text is wanted."""
    is_same = want["kind"] == got["kind"]
    return is_same and (want["kind"] == "pickup" or _bare(want["text"]) == _bare(got["text"]))


def _time(want: Any, got: Any) -> bool:
    return all((want.get(key) or "") == got[key] for key in ("day", "part", "hour", "date"))


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
