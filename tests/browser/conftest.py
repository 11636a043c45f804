"""A running shop and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.processes.shop_processes import ShopProcesses, open_shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
_phones = count(254_733_000_001)


@pytest.fixture(scope="module")
def browsed_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcesses]:
    with open_shop(tmp_path_factory.mktemp("browsed-shop")) as shop:
        yield shop


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with the module: while it lives no other event loop can run in this thread."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium on PATH: apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        # Root may not use Chromium's own sandbox, and small /dev/shm of containers is not enough for it.
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        launched = playwright.chromium.launch(executable_path=found, args=options)
        yield launched
        launched.close()


@pytest.fixture
def new_phone() -> str:
    return str(next(_phones))
