"""Plays customers who want something certain and counts who got exactly that; ends with 1 where the floor is missed.

In process each talk finds a fresh shop and a clock that stands still; with --http all talks meet the shop that runs at SANDBOX_URL
and GATEWAY.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.talks.floor import DEV, KEPT, Floor, keep_floor, read_floor
from benchmarks.talks.format import BadTalk, Talk, read_talks
from benchmarks.talks.player import Played
from benchmarks.talks.report import headline, in_full, print_changes, print_tables, verdict, write_json

# A sandbox bears this many customers at once on a small machine; more only wait.
MOST_JOBS = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where the floor is held, 1 where it is missed, 2 where there is nothing to play."""
    options = _options(arguments)
    try:
        talks = _talks(options)
    except (BadTalk, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    began = time.perf_counter()
    print(f"python -m benchmarks.talks {shlex.join(sys.argv[1:] if arguments is None else arguments)}".rstrip())
    played = []
    for each in _played(talks, options):
        played.append(each)
        _show(each, options.show)
    print_tables(played)
    print(_told(options, time.perf_counter() - began))
    if options.json:
        write_json(options.json, played)
    return _judge(_floor(options), played, options)


def _talks(options: argparse.Namespace) -> list[Talk]:
    """Raises BadTalk where none fits."""
    talks = [each for each in read_talks(options.file) if options.only in each.id or options.only in each.kind]
    if not talks:
        raise BadTalk(f"{options.file}: no talk has {options.only!r} in its id or kind")
    return talks


def _played(talks: Sequence[Talk], options: argparse.Namespace) -> Iterator[Played]:
    if options.http:
        from benchmarks.talks import over_http

        return over_http.play_all(talks, options.jobs, over_http.Addresses.of(os.environ), options.seed)
    # Rasa takes seconds to load, which who plays over HTTP need not wait for.
    from benchmarks.talks import in_process

    return in_process.play_all(talks, min(options.jobs, len(talks)), options.seed)


def _show(played: Played, wanted: str) -> None:
    if wanted == "all" or (wanted == "failed" and not played.as_wanted):
        print(in_full(played), flush=True)
    elif wanted == "names" and not played.as_wanted:
        print(headline(played), flush=True)


def _told(options: argparse.Namespace, seconds: float) -> str:
    where = "over HTTP" if options.http else "in process"
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    cores = os.cpu_count()
    return f"played {where} by {options.jobs} at a time in {seconds:.0f} s; seed {options.seed}, {cores} cores, load {load}"


def _floor(options: argparse.Namespace) -> Floor:
    """The one that is kept holds for the whole of its own talks; what is given goes before it."""
    floor = read_floor() if _has_floor(options) else Floor()
    given = {"as_wanted": options.floor, "most_wrong": options.most_wrong}
    return replace(floor, **{name: value for name, value in given.items() if value is not None})


def _has_floor(options: argparse.Namespace) -> bool:
    return bool(options.file.resolve() == DEV and not options.only and not options.http)


def _judge(floor: Floor, played: Sequence[Played], options: argparse.Namespace) -> int:
    if _has_floor(options):
        print_changes(floor, played)
    if options.raise_floor and floor.holds(played):
        keep_floor(floor.raised_to(played))
        print(f"raised the floor in {os.path.relpath(KEPT)}")
    print(verdict(floor, played))
    return 0 if floor.holds(played) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.talks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    jobs = min(MOST_JOBS, os.cpu_count() or 1)
    parser.add_argument("file", nargs="?", type=Path, default=DEV, help="the talks, one a line")
    parser.add_argument("--only", default="", metavar="PART", help="talks with this in their id or kind")
    parser.add_argument("--http", action="store_true", help="against the shop that runs at SANDBOX_URL and GATEWAY")
    parser.add_argument("--jobs", type=int, default=jobs, help=f"so many talks at a time (default: {jobs})")
    parser.add_argument(
        "--show", choices=("failed", "names", "all", "none"), default="failed", help="which talks to print"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every talk with its dialogue into this file")
    parser.add_argument("--seed", type=int, default=0, help="which phones the customers have")
    parser.add_argument("--floor", type=int, metavar="N", help="fewer talks as wanted are an error")
    parser.add_argument("--most-wrong", type=int, metavar="N", help="more wrong orders are an error")
    parser.add_argument(
        "--raise-floor", action="store_true", help="keep what was reached as the floor of the project's own talks"
    )
    options = parser.parse_args(arguments)
    if options.raise_floor and not _has_floor(options):
        parser.error("--raise-floor is for the project's own talks, all of them, in process")
    return options


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    sys.exit(main())
