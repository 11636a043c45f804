"""In every conversation, words are read before a transaction is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stage.watched_words import watched_words


@pytest.fixture(autouse=True)
def words_read_in_time() -> Iterator[None]:
    with watched_words() as watch:
        yield
    assert watch.found == []
