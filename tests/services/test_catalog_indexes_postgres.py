"""The index of a catalog on PostgreSQL: kept as it is written, and made by one worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.nlu.goods.stored_index import loaded
from bot.services.catalog_indexes import MERCHANT, keep_index
from tests.small_shop import CATALOG, SmallShop

pytestmark = pytest.mark.services


def test_of_several_workers_at_once_one_makes_the_index(small: SmallShop) -> None:
    with ThreadPoolExecutor(4) as workers:
        made = [*workers.map(lambda who: keep_index(small.shop, f"worker {who}"), range(4))]
    assert made.count(True) == 1
    with small.uow(read_only=True) as uow:
        found = uow.catalog_indexes.get(MERCHANT)
    assert found is not None
    assert [product.sku for product in loaded(found.body).products] == [product.sku for product in CATALOG]
