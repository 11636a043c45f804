"""Whether anything can be stored: a write that is taken back, and room for the writes to come."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.storage.tables import answers

# However often it is asked, the database hears of it once in so long.
FRESH_SECONDS = 3.0
# SQLite writes nothing to the disk before it commits, so that a full disk is seen by its size alone.
LEAST_FREE = 16 * 1024 * 1024


class CannotWrite(Exception):
    """The message is for a person to read."""


class WriteProbe:
    """Called, it raises CannotWrite; several threads may call it at once."""

    def __init__(self, engine: Engine, fresh_seconds: float = FRESH_SECONDS, least_free: int = LEAST_FREE) -> None:
        self._engine = engine
        self._fresh_seconds = fresh_seconds
        self._least_free = least_free
        self._one_at_a_time = threading.Lock()
        self._found: tuple[float, str] | None = None

    def __call__(self) -> None:
        with self._one_at_a_time:
            if self._found is None or time.monotonic() - self._found[0] > self._fresh_seconds:
                self._found = (time.monotonic(), self._problem())
            problem = self._found[1]
        if problem:
            raise CannotWrite(problem)

    def _problem(self) -> str:
        row = {"key": "write-probe", "answer": {}, "created_at": datetime.now(timezone.utc)}
        try:
            with self._engine.connect() as connection:
                connection.execute(sa.insert(answers).values(**row))
                connection.rollback()
        except DBAPIError as error:
            return f"nothing can be stored: {str(error.orig).strip().splitlines()[0]}"
        except SQLAlchemyError as error:
            return f"nothing can be stored: {type(error).__name__}"
        return self._shortage()

    def _shortage(self) -> str:
        """Of room for SQLite's file; a server's disk is not ours to see."""
        file = self._engine.url.database
        if self._engine.dialect.name != "sqlite" or file in (None, "", ":memory:"):
            return ""
        free = shutil.disk_usage(Path(str(file)).resolve().parent).free
        return f"only {free // 2**20} MB are free on the database's disk" if free < self._least_free else ""
