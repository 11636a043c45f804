"""Words as SVG: how wide they run, where they break, how they are drawn."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import groupby

NARROW = frozenset("iljtfrI.,:;'|!()[]’‘ ·/")
BROAD = frozenset("mwMW@%—…")
STYLED = re.compile(r"(?P<bold>\*[^*\n]+\*)|(?P<value>\{\w+\})")
ELLIPSIS = "…"


@dataclass(frozen=True)
class Run:
    """Words in one style: plain, ``bold`` as WhatsApp's ``*…*``, or a ``value`` that the action fills in."""

    words: str
    style: str = ""


Line = list[Run]


def width_of(words: str, size: float) -> float:
    """In SVG units for a proportional sans-serif of ``size``: an estimate a little on the wide side."""
    return size * sum(_breadth(sign) for sign in words)


def _breadth(sign: str) -> float:
    if ord(sign) > 0x2600:
        return 0.65 if ord(sign) == 0xFE0F else 1.35
    if sign in NARROW:
        return 0.32
    if sign in BROAD:
        return 0.9
    return 0.7 if sign.isupper() else 0.58


def wrapped(text: str, width: float, size: float, most: int) -> list[Line]:
    """At most ``most`` lines, each no wider than ``width``; what is left out is shown by an ellipsis."""
    lines = [line for row in text.split("\n") for line in _broken(row, width, size)]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of("".join(run.words for run in last) + ELLIPSIS, size) > width:
        last = last[:-1]
    return [*lines[: most - 1], [*last, Run(ELLIPSIS)]]


def _broken(row: str, width: float, size: float) -> list[Line]:
    lines: list[Line] = [[]]
    used = 0.0
    for run in _pieces(row):
        breadth = width_of(run.words, size) * (1.06 if run.style else 1.0)
        if used and used + breadth > width and run.words.strip():
            lines.append([])
            used = 0.0
        if used or run.words.strip():
            lines[-1].append(run)
            used += breadth
    return lines


def _pieces(row: str) -> list[Run]:
    """Words and the blanks between them, each with its style; a value within bold words stays a value."""
    pieces: list[Run] = []
    for part, style in _styled(row):
        pieces += [Run(each, style) for each in re.findall(r"\s+|\S+", part)]
    return pieces


def _styled(row: str, style: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    end = 0
    for match in STYLED.finditer(row):
        found.append((row[end : match.start()], style))
        end = match.end()
        inner = match[0][1:-1]
        found += _styled(inner, "bold") if match["bold"] else [(inner, "value")]
    return [(part, kind) for part, kind in [*found, (row[end:], style)] if part]


def text_at(x: float, y: float, words: str, style: str, anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{style}" text-anchor="{anchor}">{html.escape(words)}</text>'


def lines_at(x: float, y: float, lines: list[Line], style: str, leading: float) -> str:
    """``y`` is the base of the first line."""
    rows = "".join(_row(x, y + leading * number, line) for number, line in enumerate(lines))
    return f'<text class="{style}" xml:space="preserve">{rows}</text>'


def _row(x: float, y: float, line: Line) -> str:
    spans = [
        (style, "".join(run.words for run in runs)) for style, runs in groupby(line, key=lambda run: run.style)
    ] or [("", " ")]
    first, *others = (f'class="{style}">{html.escape(words)}' for style, words in spans)
    start = f'<tspan x="{x:g}" y="{y:g}" {first}</tspan>'
    return start + "".join(f"<tspan {other}</tspan>" for other in others)


def cut(words: str, width: float, size: float) -> str:
    """One line of plain words that fits."""
    if width_of(words, size) <= width:
        return words
    kept = words
    while kept and width_of(kept + ELLIPSIS, size) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def cut_code(words: str, width: float, size: float) -> str:
    """One line in a typewriter's letters, of which each is 0.61 of ``size`` wide."""
    most = int(width / (0.61 * size))
    return words if len(words) <= most else words[: most - 1] + ELLIPSIS


def box(x: float, y: float, width: float, height: float, style: str, radius: float = 8) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" class="{style}"></rect>'


def link(target: str, content: str, name: str) -> str:
    return f'<a href="{html.escape(target)}" aria-label="{html.escape(name)}">{content}</a>'
