"""No phone number reaches a log, whoever writes it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot.logs import mask_phones, without_phones
from bot.services.ports import Incoming
from bot.storage.tables import inbox
from tests.small_shop import ANN, SmallShop, small_shop_in


@pytest.fixture
def masking() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    mask_phones()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("turn of wa:254712345678 failed", "turn of wa:…678 failed"),
        ("+254712345678", "…678"),
        ("0712345678, 0112345678", "…678, …678"),
        ("wa:2348012345678/184/message-0", "wa:…678/184/message-0"),
        ("ORD-2026-000001 after 1800000000000 ms", "ORD-2026-000001 after 1800000000000 ms"),
        ("amount 1460.00 of 0.5", "amount 1460.00 of 0.5"),
    ],
)
def test_phones_are_masked_and_nothing_else(written: str, told: str) -> None:
    assert without_phones(written) == told


def test_a_line_of_any_logger_is_masked(masking: None, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("somebody.elses").warning("conversation %s", "wa:254712345678")
    assert caplog.messages == ["conversation wa:…678"]


def test_a_trace_is_masked_too(masking: None, caplog: pytest.LogCaptureFixture) -> None:
    try:
        int("wa:254712345678")
    except ValueError:
        logging.getLogger("somebody.elses").exception("failed")
    assert "wa:…678" in caplog.text
    assert "254712345678" not in caplog.text


def test_an_error_of_the_database_shows_no_words_of_a_customer(tmp_path: object) -> None:
    small: SmallShop = small_shop_in(tmp_path)  # type: ignore[arg-type]
    with small.engine.begin() as connection:
        connection.execute(sa.text(f"DROP TABLE {inbox.name}"))
    said = Incoming("whatsapp", "m1", "message", ANN, {"body": "Mary Secret private"}, small.clock())
    with pytest.raises(sa.exc.OperationalError) as error:
        small.store(said)
    small.engine.dispose()
    assert "Mary" not in str(error.value)
    assert ANN not in str(error.value)
