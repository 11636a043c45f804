"""A long command as one line that counts its seconds; what it says goes to a log file."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LAST_LINES = 25


class CommandFailed(Exception):
    """The command ended with another exit code than 0; the message holds the end of its log."""


def run_logged(what: str, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> float:
    """Runs ``command``, showing ``what`` and the seconds so far; its seconds in all.

    Raises CommandFailed with the last lines of ``log``.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=dict(environment))
        try:
            _count_seconds(what, process, begun)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode != 0:
        raise CommandFailed(f"{what}: failed with exit code {process.returncode}. The end of {log}:\n{_end_of(log)}")
    return time.monotonic() - begun


def _count_seconds(what: str, process: subprocess.Popen[bytes], begun: float) -> None:
    alive = sys.stdout.isatty()
    print(f"  {what} …", end="", flush=True)
    while process.poll() is None:
        try:
            process.wait(timeout=0.5 if alive else None)
        except subprocess.TimeoutExpired:
            print(f"\r  {what} … {time.monotonic() - begun:.0f} s", end="", flush=True)
    start = f"\r  {what} …" if alive else ""
    print(f"{start} {time.monotonic() - begun:.0f} s", flush=True)


def _end_of(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-LAST_LINES:])
