"""A process that hangs ends: real processes, real time-outs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.watchdog import EXIT_CODE, Watchdog

ROOT = Path(__file__).resolve().parents[2]
BEGIN = "import re, time, threading; from bot.watchdog import Watchdog; dog = Watchdog(0.05, 0.5); dog.begin()\n"
RUNAWAY = r"re.match(r'(?:\W*\bna\b\W*)+$', 'na ' * 60 + 'x')"


def run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BEGIN + program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_an_expression_that_never_comes_back_ends_the_process_and_is_named() -> None:
    ended = run(f"def read_words():\n    {RUNAWAY}\nthreading.Thread(target=read_words).start()")
    assert ended.returncode != 0
    assert "read_words" in ended.stderr


def test_work_that_waits_too_long_ends_the_process_and_is_named() -> None:
    ended = run("with dog.watch('order_form', 0.1):\n    threading.Event().wait(20)")
    assert ended.returncode == EXIT_CODE
    assert "order_form took too long" in ended.stderr


def test_work_that_ends_in_time_ends_nothing() -> None:
    ended = run("with dog.watch('order_form', 5):\n    time.sleep(0.7)\nprint('done')")
    assert (ended.returncode, ended.stdout) == (0, "done\n")


def test_work_that_fails_is_no_longer_watched() -> None:
    dog = Watchdog()

    def fail() -> None:
        with dog.watch("order_form", -1):
            assert dog.overdue() == ["order_form"]
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert dog.overdue() == []
