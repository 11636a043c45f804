"""When somebody is in the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from bot.commerce.receipts import NAIROBI


@dataclass(frozen=True)
class OpeningHours:
    """The same every day, in Nairobi's time. ``closes`` before ``opens`` means after midnight."""

    opens: time
    closes: time

    def is_open(self, at: datetime) -> bool:
        now = at.astimezone(NAIROBI).time()
        if self.opens < self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    @property
    def words(self) -> str:
        """``07:00–21:00``."""
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"
