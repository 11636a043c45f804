"""A database that only answers is not ready."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.storage.write_probe import CannotWrite, WriteProbe
from tests.small_shop import SmallShop

pytestmark = pytest.mark.services


def test_what_can_be_written_is_left_as_it_was(small: SmallShop) -> None:
    before = small.everything()
    WriteProbe(small.engine)()
    assert small.everything() == before


def test_a_server_that_only_reads_says_so(small: SmallShop) -> None:
    read_only = sa.create_engine(small.engine.url, future=True)

    @sa.event.listens_for(read_only, "connect")
    def only_read(connection: object, _record: object) -> None:
        connection.set_session(readonly=True)  # type: ignore[attr-defined]

    with pytest.raises(CannotWrite, match="nothing can be stored: cannot execute INSERT in a read-only transaction"):
        WriteProbe(read_only)()
    read_only.dispose()


def test_a_server_that_is_away_says_so() -> None:
    away = sa.create_engine("postgresql+psycopg2://duka@127.0.0.1:1/duka", future=True)
    with pytest.raises(CannotWrite, match=r"nothing can be stored: .*refused"):
        WriteProbe(away)()
    away.dispose()
