"""The whole shop from one command: set up, trained, started, watched and ended together.

Nothing here imports Rasa or another part of the shop but its settings.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """``python -m bot run``; the exit code for the shell."""
    from bot.workshop.run.command import main as run

    return run(argv)
