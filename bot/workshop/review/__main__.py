"""``python -m bot.workshop.review``: writes the messages worth a trainer's look as a to-do list, and says how many there are."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy import keep_private
from bot.settings import SettingError, read_settings
from bot.storage.database import make_engine
from bot.storage.unit_of_work import SqlUnitOfWork, utc_now
from bot.workshop.review.reasons import REASONS
from bot.workshop.review.reviewing import Review, review_of
from bot.workshop.review.training_words import read_taught
from bot.workshop.review.turns import turns_since
from bot.workshop.review.worklist import as_yaml

FOLDER = Path("var/review")
TRAINED = Path("data")
HOURS = {"h": 1, "d": 24, "w": 24 * 7}
AGE = re.compile(r"([1-9]\d{0,3})([hdw])")
COUNT = re.compile(r"[1-9]\d{0,5}")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when there is a list or nothing to list, 1 when the database does not answer, 2 for what cannot be asked so."""
    chosen = _parser().parse_args(arguments)
    now = utc_now()
    if chosen.out and TRAINED.resolve() in chosen.out.resolve().parents:
        print(
            f"{chosen.out} is inside {TRAINED}/, where it would be trained unseen. Name another place.", file=sys.stderr
        )
        return 2
    try:
        url = read_settings().database_url
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    if not _is_there(url):
        print("There is no database yet, so there are no messages to review. The shop makes it when it first runs.")
        return 0
    engine = make_engine(url)
    try:
        review = _review(engine, now - chosen.since)
    except SQLAlchemyError as error:
        print(f"The shop's database does not answer: {type(error).__name__}. See DATABASE_URL.", file=sys.stderr)
        return 1
    finally:
        engine.dispose()
    for line in report(review, chosen.since, chosen.limit, chosen.out or free_path(FOLDER, now)):
        print(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.workshop.review",
        description="Writes what customers typed and the bot did not, or hardly, understand as a to-do list in Rasa's own "
        "format: messages that fell back, were close calls, ended at a person, or named goods that nothing fits. What is "
        "personal is replaced; near-duplicates are one example with a count.",
        epilog="Reads the database of the settings (DATABASE_URL) and changes nothing in it.",
    )
    parser.add_argument(
        "--since", type=age, default=age("7d"), metavar="7d", help="how far back: 12h, 7d, 4w (default: 7d)"
    )
    parser.add_argument(
        "--limit", type=_count, default=200, help="at most so many examples, most frequent first (default: 200)"
    )
    parser.add_argument(
        "--out", type=Path, help=f"the file to write (default: {FOLDER}/<date>.yml, never over another)"
    )
    return parser


def age(written: str) -> timedelta:
    """``12h``, ``7d`` or ``4w``. Raises argparse's own error for anything else."""
    match = AGE.fullmatch(written.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(f"'{written}' is no length of time; write for example 12h, 7d or 4w")
    return timedelta(hours=int(match[1]) * HOURS[match[2]])


def _count(written: str) -> int:
    if not COUNT.fullmatch(written):
        raise argparse.ArgumentTypeError(f"'{written}' is no number of examples; write for example 50")
    return int(written)


def _is_there(url: str) -> bool:
    """SQLite would make an empty file of what is not there."""
    place = sa.engine.make_url(url)
    return (
        place.get_backend_name() != "sqlite"
        or place.database in (None, "", ":memory:")
        or Path(place.database).is_file()
    )


def _review(engine: Engine, since: datetime) -> Review:
    if not sa.inspect(engine).has_table("inbox"):
        return Review([], 0, Counter(), 0, 0)
    with SqlUnitOfWork(engine, utc_now, read_only=True) as uow:
        catalog = uow.products.catalog()
        assert uow.connection is not None
        return review_of(turns_since(uow.connection, since), catalog, read_taught(TRAINED / "nlu", catalog))


def report(review: Review, since: timedelta, limit: int, out: Path) -> Iterator[str]:
    """Writes the list, where there is one, and yields the lines that say so."""
    if not review.typed:
        yield f"Nobody typed a message in the last {_length(since)}, so there is nothing to review."
        return
    yield f"  {'messages typed in the last ' + _length(since):<40} {review.typed:>6}"
    for reason in REASONS:
        yield _row(reason, review.by_reason[reason], review.typed)
    yield _row("to look at, each message once", review.listed + review.taught, review.typed)
    if review.taught:
        yield f"  {'  of them in data/nlu already, left out':<40} {review.taught:>6}"
    shown = review.examples[:limit]
    if not shown:
        yield "Nothing is left to teach: no list was written."
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(as_yaml(shown), encoding="utf-8")
    more = len(review.examples) - len(shown)
    yield f"{len(shown)} examples are in {out}" + (f"; {more} rarer ones are not (--limit)." if more else ".")
    yield "Read them before you copy any: a name or a place may stand there in a form that nothing knows."


def _row(what: str, number: int, of: int) -> str:
    return f"  {what:<40} {number:>6} {100 * number / of:>6.1f} %"


def _length(since: timedelta) -> str:
    hours = int(since.total_seconds() // 3600)
    return f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"


def free_path(folder: Path, now: datetime) -> Path:
    """By the date; where a list of today was written before, beside it: somebody may be at work in that one."""
    day = now.astimezone(timezone.utc).date().isoformat()
    names = [f"{day}.yml", *(f"{day}-{number}.yml" for number in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


if __name__ == "__main__":
    keep_private()
    sys.exit(main())
