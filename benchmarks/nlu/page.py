"""The report as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#22303c;max-width:75rem;margin:2rem auto;padding:0 1rem}
h1,h2{line-height:1.2}h2{margin-top:2.5rem;border-top:1px solid #d5dce3;padding-top:1rem}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #e6ebf0;vertical-align:top}
th:first-child,td:first-child{text-align:left}th{background:#f3f6f8}
td.yes{color:#1f7a5c}td.no{color:#a1260d;font-weight:600}
.wide{overflow-x:auto}svg{max-width:100%;height:auto}p.note{color:#52616f}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass
class Section:
    """A heading with sentences, tables and pictures under it, in the order in which they were added."""

    title: str
    parts: list[str] = field(default_factory=list)

    def say(self, text: str) -> Section:
        self.parts.append(f'<p class="note">{escape(text)}</p>')
        return self

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Section:
        top = "".join(f"<th>{escape(str(head))}</th>" for head in heads)
        body = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
        self.parts.append(f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>')
        return self

    def picture(self, svg: str) -> Section:
        self.parts.append(f'<div class="wide">{svg}</div>')
        return self


def page(title: str, sections: Sequence[Section]) -> str:
    """The whole file; no script, and by its own policy nothing from any host."""
    body = "".join(f"<h2>{escape(section.title)}</h2>{''.join(section.parts)}" for section in sections)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def _cell(cell: object) -> str:
    text = str(cell)
    kind = {"yes": ' class="yes"', "NO": ' class="no"'}.get(text, "")
    return f"<td{kind}>{escape(text)}</td>"
