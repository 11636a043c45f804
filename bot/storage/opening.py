"""A database that answers, or one sentence for who set its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.settings import NotThereNow, SettingError
from bot.storage.database import make_engine
from bot.storage.migrate import upgrade


def opened(url: str) -> Engine:
    """Raises NotThereNow where no database answers at ``url``, SettingError where something else is there."""
    engine = make_engine(url)
    with naming_the_setting(), engine.connect():
        return engine


def opened_up_to_date(url: str) -> Engine:
    """The same, with the tables of this version."""
    engine = opened(url)
    with naming_the_setting():
        upgrade(engine)
    return engine


@contextmanager
def naming_the_setting() -> Iterator[None]:
    """What the database refuses is told in one sentence, without the address: that may hold a password."""
    try:
        yield
    except DBAPIError as error:
        reason = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
        kind = NotThereNow if isinstance(error, OperationalError) else SettingError
        raise kind(f"The database that DATABASE_URL names cannot be used: {reason}") from None
