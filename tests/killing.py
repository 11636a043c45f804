"""Ending work at an exact line, as ``kill -9`` would: what was not committed is gone, nothing after it runs."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any, TypeVar

T = TypeVar("T")


class Killed(BaseException):
    """No Exception, so that nothing on the way catches it."""


@contextmanager
def killed_before(step: int, *modules: ModuleType) -> Iterator[None]:
    """The work inside ends before the ``step``-th line of ``modules`` that it reaches, if it reaches so many."""
    files = {module.__file__ for module in modules}
    seen = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal seen
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            seen += 1
            if seen == step:
                raise Killed(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def kill_before_every_line(
    prepare: Callable[[int], T], work: Callable[[T], object], *modules: ModuleType
) -> Iterator[tuple[T, str]]:
    """Runs ``work(prepare(step))`` again and again, killed one line later each time; yields what was prepared and the line.

    Ends with the first run that was not killed; that one is yielded too, with the line "none".
    """
    for step in itertools.count(1):
        prepared = prepare(step)
        try:
            with killed_before(step, *modules):
                work(prepared)
        except Killed as death:
            yield prepared, str(death)
        else:
            yield prepared, "none"
            return
