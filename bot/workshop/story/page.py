"""A topic's pictures in one HTML file that needs nothing else: two languages, two widths."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.workshop.story.picture import LAPTOP, PHONE, picture
from bot.workshop.story.topic import LANGUAGES, Topic

TEMPLATE = Path(__file__).with_name("page.html")
SHEETS = {"laptop": LAPTOP, "phone": PHONE}


def page(topic: Topic, topics: Iterable[str]) -> str:
    """``topics`` are the names of all, each a file beside this one."""
    sheets = (
        f'<div class="sheet {name} {language}" lang="{language}">{picture(topic, language, sheet)}</div>'
        for name, sheet in SHEETS.items()
        for language in LANGUAGES
    )
    plain = {"name": topic.name, "about": topic.about, "source": topic.source}
    filled = {name: html.escape(value) for name, value in plain.items()}
    filled |= {"topics": "".join(_tab(name, topic.name) for name in topics), "sheets": "\n".join(sheets)}
    return _filled(TEMPLATE.read_text(encoding="utf-8"), filled)


def _tab(name: str, current: str) -> str:
    mark = ' aria-current="page"' if name == current else ""
    return f'<a href="{html.escape(name)}.html"{mark}>{html.escape(name)}</a>'


def _filled(template: str, values: Mapping[str, str]) -> str:
    """In one go: a text that holds ``{{name}}`` itself must stay as it is."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)
