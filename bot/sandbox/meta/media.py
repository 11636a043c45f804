"""What Meta allows where a message carries a picture, a document or a sound."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.http import Document
from bot.sandbox.meta import limits
from bot.sandbox.meta.limits import INVALID, MessageProblem


def check(content: Document, where: str, extras: Sequence[str]) -> None:
    """Exactly one of id and link; caption and filename only if named in ``extras``. Raises MessageProblem."""
    limits.only(content, where, ("id", "link", *extras))
    if ("id" in content) == ("link" in content):
        raise MessageProblem(INVALID, where, f"Param {where} must have exactly one of id and link.")
    if "link" in content:
        limits.link(content, "link", where)
    else:
        limits.words(content, "id", where, 128)
    limits.optional_words(content, "caption", where, limits.CAPTION)
    limits.optional_words(content, "filename", where, 240)
