"""The page ``docs/templates.md``, written from the definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.templates.definition import LANGUAGES, Template

LANGUAGE_NAMES = {"en": "English", "sw": "Swahili"}
HEAD = """\
# Message templates

Once a customer has not written for 24 hours, WhatsApp takes only messages whose wording Meta approved before. These are ours. Enter each
of them once, in both languages, in Meta's WhatsApp Manager (*Account tools, Message templates*) under exactly this name, or send them
all by the Graph API ([for the operator](operator.md#message-templates)). The places `{{1}}`, `{{2}}` are filled by the shop.

A template that Meta has not approved yet, or has paused, harms nothing: what it would have said is kept until the customer writes.
Meta may file a template under another category than asked; prices follow the category.

This page is written by `python -m bot.templates --listing` from `bot/templates/templates.yml`; a test keeps both alike.

| name | category | languages | sent when |
|---|---|---|---|
"""


def listing(templates: Iterable[Template]) -> str:
    found = list(templates)
    rows = "\n".join(
        f"| `{each.name}` | {each.category} | {', '.join(each.wordings)} | {each.when} |" for each in found
    )
    return HEAD + rows + "\n\n" + "\n".join(line for each in found for line in _section(each))


def _section(template: Template) -> Iterator[str]:
    yield f"## {template.name}\n"
    yield f"Category: **{template.category.capitalize()}**. {template.when}\n"
    yield _row("", [LANGUAGE_NAMES[language] for language in LANGUAGES])
    yield "|---|" + "---|" * len(LANGUAGES)
    wordings = [template.wordings[language] for language in LANGUAGES]
    yield _row("body", [wording.body for wording in wordings])
    footers = [wording.footer for wording in wordings]
    if any(footers):
        yield _row("footer", footers)
    replies = [" · ".join(wording.buttons) for wording in wordings]
    if any(replies):
        yield _row("quick replies", replies)
    yield ""
    yield "Examples for Meta: " + " · ".join(
        f"`{{{{{place}}}}}` {value}" for place, value in enumerate(template.example, 1)
    )
    yield ""


def _row(name: str, cells: Iterable[str]) -> str:
    return " | ".join((f"| {name}" if name else "|", *cells)) + " |"
