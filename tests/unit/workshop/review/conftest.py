from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.small_shop import SmallShop, small_shop_in


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    yield made
    made.engine.dispose()
