"""One running shop for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from tests.processes.shop_processes import ShopProcesses, open_shop

_phones = count(254_711_000_001)


@pytest.fixture(scope="session")
def running_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcesses]:
    """Five processes; a test that kills one starts it again."""
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture
def new_phone() -> str:
    return str(next(_phones))
