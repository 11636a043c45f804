"""Keeping our picture of the catalog like Ghala's."""

from __future__ import annotations

from datetime import timedelta

from bot.services.ordering import Shop
from bot.services.stock_watches import tell_who_waits

# With the worker's and Rasa's own looking, what changed in Ghala is understood within a minute even if no event tells of it.
FRESH_FOR = timedelta(seconds=45)


def sync_catalog(shop: Shop) -> int:
    """Asks Ghala what changed since the last time; the number of products now known. Raises ServiceDown or ServiceRefused."""
    with shop.unit_of_work(read_only=True) as uow:
        etag = uow.products.etag()
    page = shop.ghala.products(etag)
    with shop.unit_of_work() as uow:
        if page.products is None:
            uow.products.touch()
        else:
            uow.products.replace_all(page.products, page.etag)
            # An event that never came must not keep a promise from being kept.
            tell_who_waits(uow, shop)
        uow.commit()
        return len(uow.products.catalog())


def is_stale(shop: Shop) -> bool:
    with shop.unit_of_work(read_only=True) as uow:
        synced = uow.products.synced_at()
    return synced is None or shop.clock() - synced > FRESH_FOR
