"""Talks in processes of their own, each with a staged shop. Rasa is loaded there and not here."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.talks.format import Talk
from benchmarks.talks.player import Played

# The house of this process, once it is open.
_opened: list[Any] = []


def play_all(talks: Sequence[Talk], jobs: int, seed: int = 0) -> Iterator[Played]:
    """In the order of ``talks``, so many at a time."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(jobs, get_context("spawn"), _open, (folder,)) as processes,
    ):
        yield from processes.map(partial(_play, seed=seed), talks)


def _open(folder: str) -> None:
    # Rasa switches warnings on again; what its packages say of each other is no news to the reader of a table.
    warnings.showwarning = lambda *_about, **_more: None
    from benchmarks.talks.staged_shop import open_own_house

    own = Path(folder) / str(os.getpid())
    own.mkdir()
    _opened.append(open_own_house(own))


def _play(talk: Talk, seed: int) -> Played:
    from benchmarks.talks.staged_shop import play_in

    return play_in(_opened[0], talk, seed)
