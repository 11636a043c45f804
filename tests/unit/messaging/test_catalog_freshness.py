"""What changed in Ghala is known within a minute, also where its event was lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.channels.catalog_watch import EVERY_SECONDS, PATIENCE
from bot.commerce.catalog import Product
from bot.messaging.claims import Claims
from bot.messaging.jobs import JobWorker
from bot.messaging.worker import CATALOG_SECONDS, INDEX_SECONDS
from bot.services.catalog_sync import FRESH_FOR
from tests.small_shop import FLOUR, SmallShop

# A call to Ghala and the building of an index.
WORK_SECONDS = 5.0


def test_all_that_a_new_product_waits_for_is_less_than_a_minute() -> None:
    by_the_worker, by_rasa_itself = INDEX_SECONDS + EVERY_SECONDS, EVERY_SECONDS * PATIENCE
    for indexed in (by_the_worker, by_rasa_itself):
        waits = FRESH_FOR + timedelta(seconds=CATALOG_SECONDS + indexed + WORK_SECONDS)
        assert waits < timedelta(minutes=1)


def test_without_an_event_the_next_look_after_that_finds_the_product(small: SmallShop) -> None:
    # given a catalog just read, and a product added since
    small.ghala.catalog = (FLOUR, Product("SL-1", "Solar Lantern", Decimal(850), 5))
    jobs = JobWorker(small.shop, Claims())
    jobs.keep_catalog_fresh()
    assert small.ghala.calls == []
    # when the worker looks as soon as it thinks the catalog old
    small.clock.move(FRESH_FOR.total_seconds() + 1)
    jobs.keep_catalog_fresh()
    # then the product is there
    with small.uow(read_only=True) as uow:
        assert uow.products.catalog().get("SL-1") is not None
