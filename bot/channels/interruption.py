"""Ending a turn without pretending that it happened."""

from __future__ import annotations


class TurnInterrupted(BaseException):
    """The turn cannot go on and nothing of it may be kept; the worker asks again. ``crashed``: another process ended in the
    middle of it; ``away``: it was not there, and nothing was begun.

    Not an Exception on purpose: Rasa catches those, logs them, goes on with the next action of the rule and stores the
    turn ("Bot will continue, but the actions events are lost"), and its tracker store falls back to an empty memory.
    """

    def __init__(self, why: str, crashed: bool = False, away: bool = False) -> None:
        super().__init__(why)
        self.crashed, self.away = crashed, away
