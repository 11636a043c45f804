"""The database's clock is the shop's: whoever's own clock is wrong still agrees with the others on what is due."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from bot.storage import clock
from bot.storage.clock import clock_of
from tests.small_shop import SmallShop

pytestmark = pytest.mark.services


def test_a_process_whose_own_clock_is_an_hour_off_goes_by_the_database(
    small: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: datetime.now(timezone.utc) - timedelta(hours=1))
    told = clock_of(small.engine)()
    with small.engine.connect() as connection:
        now = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    assert abs(now - told) < timedelta(seconds=5)


def test_the_time_is_asked_once_and_then_counted_on(small: SmallShop) -> None:
    asked: list[str] = []
    sa.event.listen(small.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    now = clock_of(small.engine)
    times = [now() for _ in range(50)]
    assert asked == ["SELECT clock_timestamp()"]
    assert times == sorted(times)


def test_without_the_database_the_time_goes_on(small: SmallShop, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock_of(small.engine)
    before = now()
    monkeypatch.setattr(clock, "ASK_AGAIN_SECONDS", -1)
    monkeypatch.setattr(small.engine, "connect", _no_connection)
    assert timedelta(0) <= now() - before < timedelta(seconds=5)


def _no_connection() -> None:
    raise sa.exc.OperationalError("connect", None, OSError("refused"))
