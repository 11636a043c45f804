"""``python -m bot.workshop.why TEXT``: how a message is read, and by which words; ends with 2 for what cannot be read."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.words.packs import BrokenPack, project_packs


def main(arguments: Sequence[str] | None = None) -> int:
    """0, or 2 with a line that says what is missing or broken."""
    chosen = _parser().parse_args(arguments)
    text = sys.stdin.read() if chosen.text == "-" else chosen.text
    if not text.strip():
        print('There is no text. Write it so: make why TEXT="nataka unga 2kg mbili"', file=sys.stderr)
        return 2
    try:
        # Readers load their words as soon as they are imported.
        project_packs()
    except BrokenPack as broken:
        print(broken, file=sys.stderr)
        return 2
    return _tell(text.strip(), chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.workshop.why",
        description="Shows how a message is read: what each word became and where the words that decide it stand in "
        "data/words and data/countries; order lines, place, time, money; and the words that play no part.",
        epilog="A trained model in models/ is asked for the intent, which takes some seconds. Ends with 0, or with 2 when "
        "there is no text, no such catalog or a mistake in it.",
    )
    parser.add_argument("text", nargs="?", default="", help="the message; - reads it from standard input")
    parser.add_argument("--catalog", type=Path, metavar="FILE.csv", help="read against it (default: the demo shop's)")
    parser.add_argument("--intent", help="read it as this intent, whatever the model says")
    parser.add_argument("--no-model", action="store_true", help="ask no model: only the rules, at once")
    parser.add_argument("--all", action="store_true", help="show every group of every word, and what it does")
    parser.add_argument("--json", action="store_true", help="print all of it as JSON")
    return parser


def _tell(text: str, chosen: argparse.Namespace) -> int:
    from bot.nlu.explain import explain
    from bot.nlu.goods.live_catalog import csv_path
    from bot.workshop.why.catalog_file import NoCatalog, catalog_from
    from bot.workshop.why.meaning import Meaning, meaning_of
    from bot.workshop.why.table import lines_of

    path = chosen.catalog or csv_path()
    try:
        catalog = catalog_from(path)
    except NoCatalog as problem:
        print(problem, file=sys.stderr)
        return 2
    meaning = Meaning() if chosen.no_model else meaning_of(text, path)
    explained = explain(text, catalog, chosen.intent or meaning.intent, meaning.details)
    if chosen.json:
        ranking = [{"name": name, "confidence": round(share, 4)} for name, share in meaning.ranking]
        model = {"intent_ranking": ranking, "falls_back": meaning.falls_back, "note": meaning.note}
        print(json.dumps({**explained.as_dict(), "model": model}, ensure_ascii=False, indent=2))
    else:
        print(*lines_of(explained, meaning, catalog, chosen.all), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
