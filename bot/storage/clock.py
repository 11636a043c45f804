"""One time for all processes of a shop: the database's."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.services.ports import Clock
from bot.storage.unit_of_work import utc_now

logger = logging.getLogger(__name__)
ASK_AGAIN_SECONDS = 30.0


def clock_of(engine: Engine) -> Clock:
    """With SQLite all processes are on one machine and have its clock; PostgreSQL is asked for its own."""
    return DatabaseClock(engine) if engine.dialect.name == "postgresql" else utc_now


class DatabaseClock:
    """The server's time, asked now and then and counted on in between: machines whose clocks differ agree on what is due,
    whose lease has run out and which message came first, and no query more is made for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._told: datetime | None = None
        self._told_at = 0.0

    def __call__(self) -> datetime:
        with self._lock:
            since = _seconds() - self._told_at
            if self._told is None or since > ASK_AGAIN_SECONDS:
                self._ask()
                since = _seconds() - self._told_at
            return (self._told or utc_now()) + timedelta(seconds=since if self._told else 0.0)

    def _ask(self) -> None:
        try:
            with self._engine.connect() as connection:
                began = _seconds()
                told: datetime = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
                ended = _seconds()
        except SQLAlchemyError as error:
            # Whoever asked for the time is about to use the database and will hear it from there.
            logger.warning("the database does not tell the time: %s", type(error).__name__)
            return
        self._told = told.astimezone(timezone.utc)
        self._told_at = (began + ended) / 2


def _seconds() -> float:
    """Counted on while the machine sleeps, where the system can."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)
