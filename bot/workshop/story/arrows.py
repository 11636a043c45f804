"""Arrows from buttons to lanes, each target on a track of its own beside the lanes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WIDEST = 13.0
BEND = 7.0
APART = 8.0


@dataclass(frozen=True)
class Arrow:
    """From a button's right edge at (x, y) to the head of ``lane``."""

    x: float
    y: float
    lane: int
    hue: str


def drawn(arrows: Iterable[Arrow], heads: Mapping[int, float], edge: float, most: float) -> str:
    """All arrows between the lanes' right ``edge`` and ``most``; arrows to one lane share its track."""
    by_lane: dict[int, list[Arrow]] = {}
    for arrow in arrows:
        by_lane.setdefault(arrow.lane, []).append(arrow)
    places = tracks({lane: _span([heads[lane], *(each.y for each in given)]) for lane, given in by_lane.items()})
    step = min(WIDEST, (most - edge - 14) / (max(places.values(), default=0) + 1))
    parts = []
    for lane, given in by_lane.items():
        x = edge + 14 + step * places[lane]
        lines = "".join(_path(arrow, x, heads[lane], edge) for arrow in given)
        head = heads[lane]
        tip = f"M{edge + 8:g} {head - 5:g}L{edge + 1:g} {head:g}L{edge + 8:g} {head + 5:g}z"
        parts.append(
            f'<g class="arrow {given[0].hue}"><path d="{lines}"></path><path d="{tip}" class="tip"></path></g>'
        )
    return "".join(parts)


def tracks(spans: Mapping[int, tuple[float, float]]) -> dict[int, int]:
    """A track for each lane, the short ones innermost, so that no two overlap on one track."""
    taken: list[list[tuple[float, float]]] = []
    places = {}
    for lane, span in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        free = (number for number, track in enumerate(taken) if all(_apart(span, other) for other in track))
        number = next(free, len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append(span)
        places[lane] = number
    return places


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] + APART < other[0] or other[1] + APART < one[0]


def _span(ys: list[float]) -> tuple[float, float]:
    return min(ys), max(ys)


def _path(arrow: Arrow, x: float, head: float, edge: float) -> str:
    turn = BEND if head > arrow.y else -BEND
    return (
        f"M{arrow.x:g} {arrow.y:g}H{x - BEND:g}Q{x:g} {arrow.y:g} {x:g} {arrow.y + turn:g}"
        f"V{head - turn:g}Q{x:g} {head:g} {x - BEND:g} {head:g}H{edge + 7:g}"
    )
