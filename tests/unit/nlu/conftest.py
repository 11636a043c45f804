"""The demo shop's catalog for the tests of this folder."""

from __future__ import annotations

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv


@pytest.fixture(scope="session")
def shop() -> Catalog:
    return read_csv(DEFAULT_CSV)
