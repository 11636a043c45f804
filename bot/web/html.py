"""Pages from the templates beside this file; every value is escaped."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template

from sanic.response import HTTPResponse
from sanic.response import html as html_response

TEMPLATES = Path(__file__).parent / "templates"
# Nothing from other hosts, no scripts, no framing: a verification page must show what we say and nothing else.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Markup(str):
    """HTML already: it goes into a template as it is."""


def fill(template_name: str, /, **values: object) -> Markup:
    """The template ``pages/<template_name>.html`` filled in. Raises KeyError for a value that is not given."""
    template = Template((TEMPLATES / f"{template_name}.html").read_text(encoding="utf-8"))
    return Markup(template.substitute({key: escaped(value) for key, value in values.items()}))


def escaped(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(html.escape(str(value)))


def joined(parts: list[Markup]) -> Markup:
    return Markup("\n".join(parts))


def page(title: str, content: Markup, status: int = 200) -> HTTPResponse:
    return html_response(fill("frame", title=title, content=content), status=status, headers=HEADERS)
