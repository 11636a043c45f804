"""Lists a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.http import Call, Document


def paged(call: Call, found: Sequence[Document]) -> Document:
    """{data, pagination: {total, pages, current_page, limit}}; 20 a page unless asked otherwise, 100 at most."""
    page, limit = call.whole("page", 1, 1), call.whole("limit", 20, 1, 100)
    pagination = {"total": len(found), "pages": -(-len(found) // limit), "current_page": page, "limit": limit}
    return {"data": list(found[(page - 1) * limit : page * limit]), "pagination": pagination}
