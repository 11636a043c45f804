"""Databases that serve one test after the other: opened once, and every question put into SQL once."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Engine


def need_not_last(engine: Engine) -> Engine:
    """Leaves out waiting for the disk: no test here looks for what a machine that loses power would lose."""
    sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    engine.dispose()
    return engine


def empty(engine: Engine, tables: Iterable[sa.Table]) -> None:
    """``tables`` as sorted by what refers to what."""
    with engine.begin() as connection:
        for table in reversed(list(tables)):
            connection.execute(table.delete())
