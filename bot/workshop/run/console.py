"""What the parts say, each line with the time and the name of the part, in its own colour."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TextIO

from honcho.colour import get_colours
from honcho.printer import Message, Printer

RUNNER = "duka"
# Sanic turns deprecation warnings on again whatever PYTHONWARNINGS says; those of installed packages help nobody here.
FOREIGN_DEPRECATION = re.compile(
    r"site-packages/(?:(?!site-packages/)[^\s:])+:\d+: \w*Deprecat\w*Warning: |^Implementing implicit namespace packages"
)


class Console:
    """Writes whole lines from many threads to one stream."""

    def __init__(self, names: Iterable[str], output: TextIO | None = None) -> None:
        names = [*names, RUNNER]
        self._printer = Printer(output or sys.stdout, width=max(map(len, names)))
        self._colours = dict(zip(names[:-1], get_colours(), strict=False))
        self._lock = threading.Lock()
        self._skipping_source: dict[str, bool] = {}

    def say(self, line: str) -> None:
        """A line of the runner itself."""
        self._write(RUNNER, line)

    def relay(self, name: str, line: str) -> None:
        """A line of part ``name``; deprecation warnings of installed packages are dropped, with the source below."""
        if FOREIGN_DEPRECATION.search(line):
            self._skipping_source[name] = True
            return
        if self._skipping_source.get(name) and line.startswith("  "):
            return
        self._skipping_source[name] = False
        self._write(name, line)

    def box(self, lines: Sequence[str]) -> None:
        """``lines`` in a frame, without names before them, so that nobody overlooks it."""
        width = max(map(len, lines))
        framed = ["┌" + "─" * (width + 2) + "┐"]
        framed += [f"│ {line.ljust(width)} │" for line in lines]
        framed += ["└" + "─" * (width + 2) + "┘"]
        with self._lock:
            print("\n".join(["", *framed, ""]), file=self._printer.output, flush=True)

    def _write(self, name: str, line: str) -> None:
        with self._lock:
            self._printer.write(Message("line", line, datetime.now().astimezone(), name, self._colours.get(name)))
