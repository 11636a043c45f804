"""The time at Meta and Ghala, which a stage shares with its shop."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.small_shop import Clock


class MetaClock:
    """The stage moves ``shared``: Meta's 24-hour window and ours close together. A millisecond passes with every look, so
    that what happens later is dated later."""

    def __init__(self) -> None:
        self.shared = Clock()
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.shared.now + timedelta(milliseconds=self.looks)

    def begin_again(self) -> Clock:
        self.shared, self.looks = Clock(), 0
        return self.shared
