"""Keeping what the words of a catalog mean beside it, so that Rasa need not find it out while customers wait."""

from __future__ import annotations

import logging

from bot.services.ordering import Shop
from bot.services.ports import CatalogProblem, IndexMarks, KeptIndex

logger = logging.getLogger(__name__)
# There is one merchant today.
MERCHANT = 1
# Longer than the largest catalog takes.
TAKEN_SECONDS = 60.0


def keep_index(shop: Shop, who: str) -> bool:
    """Makes the index anew where the catalog is worded otherwise than when it was made, or code or words are others. ``who``
    tells workers apart: one of them makes it. Whether it was made here."""
    with shop.unit_of_work(read_only=True) as uow:
        wanted = IndexMarks(uow.products.wording(), shop.reader.made_with())
        is_kept = not wanted.wording or uow.catalog_indexes.marks(MERCHANT) == wanted
    if is_kept:
        return False
    with shop.unit_of_work() as uow:
        is_ours = uow.catalog_indexes.take(MERCHANT, who, TAKEN_SECONDS)
        uow.commit()
    if not is_ours:
        return False
    with shop.unit_of_work(read_only=True) as uow:
        catalog = uow.products.catalog()
    body, found = shop.reader.index_of(catalog)
    problems = [CatalogProblem(*each) for each in found]
    with shop.unit_of_work() as uow:
        known = uow.catalog_indexes.problems(MERCHANT)
        was_ours = uow.catalog_indexes.put(
            MERCHANT, who, KeptIndex(IndexMarks(catalog.wording, wanted.made_with), body), problems
        )
        uow.commit()
    for problem in problems if was_ours else ():
        if problem not in known:
            logger.warning("catalog: product %s %s", problem.sku, problem.why)
    return was_ours
