"""One measured figure, with its bar where the project has set one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.nlu.metrics import Interval, Share

_SMALL = 0.01
HEADS = ("figure", "measured", "95 % interval", "n", "bar", "met")


@dataclass(frozen=True)
class Figure:
    """``unit`` "%" shows shares as percentages; ``at_most`` says that less is better."""

    name: str
    value: float
    unit: str = "%"
    n: int | None = None
    interval: Interval | None = None
    bar: float | None = None
    at_most: bool = False
    note: str = ""

    @classmethod
    def share(cls, name: str, share: Share, bar: float | None = None, at_most: bool = False, note: str = "") -> Figure:
        count = round(share.of)
        return cls(name, share.value, "%", count, share.interval if share.of else None, bar, at_most, note)

    @property
    def is_met(self) -> bool | None:
        """None without a bar or without a measurement."""
        if self.bar is None or math.isnan(self.value):
            return None
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def cells(self) -> tuple[str, ...]:
        """The row of the table; see HEADS."""
        bar = "" if self.bar is None else f"{'≤' if self.at_most else '≥'} {self._written(self.bar)}"
        met = {None: "", True: "yes", False: "NO"}[self.is_met]
        name = f"{self.name} ({self.note})" if self.note else self.name
        count = "" if self.n is None else str(self.n)
        return name, self._written(self.value), self._range(), count, bar, met

    def _range(self) -> str:
        return "" if self.interval is None else "–".join(self._written(end).removesuffix(" %") for end in self.interval)

    def _written(self, value: float) -> str:
        if math.isnan(value):
            return "–"
        if self.unit == "%":
            return f"{value * 100:.{2 if 0 < value < _SMALL else 1}f} %"
        if self.unit == "":
            return f"{value:.3f}"
        return f"{value:.2f} {self.unit}" if abs(value) < 10 else f"{value:.0f} {self.unit}"


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    return [figure.cells() for figure in figures]
