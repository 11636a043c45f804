"""A long command as one line that counts its seconds; what it says goes to a log file."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

LAST_LINES = 25
_GLANCE = 0.5
# To the beginning of the line, which is emptied.
_ANEW = "\r\033[K"


class CommandFailed(Exception):
    """The command ended with another exit code than 0; the message holds the end of its log."""


def run_logged(
    what: str,
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    part_of: Callable[[str], str] = lambda _line: "",
) -> float:
    """Runs ``command``, showing ``what``, the part of it that ``part_of`` sees begin in a line of the log, and the seconds
    so far; its seconds in all.

    Raises CommandFailed with the last lines of ``log``.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with log.open("wb") as output, log.open(encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=dict(environment))
        try:
            _show(what, process, begun, lambda: [part for line in said if (part := part_of(line))])
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode != 0:
        raise CommandFailed(f"{what}: failed with exit code {process.returncode}. The end of {log}:\n{_end_of(log)}")
    return time.monotonic() - begun


def _show(what: str, process: subprocess.Popen[bytes], begun: float, parts: Callable[[], Sequence[str]]) -> None:
    """One line that is written anew on a terminal; elsewhere it grows by each part."""
    alive = sys.stdout.isatty()
    part = ""
    print(f"  {what} …", end="", flush=True)
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_GLANCE)
        for now in parts():
            if now != part and not alive:
                print(f" {now} …", end="", flush=True)
            part = now
        if alive:
            print(f"{_ANEW}  {what} … {part and f'{part} … '}{_seconds(begun)}", end="", flush=True)
    start = f"{_ANEW}  {what} …" if alive else ""
    print(f"{start} {_seconds(begun)}", flush=True)


def _seconds(begun: float) -> str:
    return f"{time.monotonic() - begun:.0f} s"


def _end_of(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-LAST_LINES:])
