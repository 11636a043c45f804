"""Many merchants' indexes in few bytes: the last ones used stay, and each is loaded once."""

from __future__ import annotations

import gc
import threading
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.commerce.catalog import Catalog
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.index_cache import IndexCache
from bot.nlu.goods.index_size import size_of
from bot.nlu.goods.order_lines import read_order_lines
from bot.nlu.goods.stored_index import BrokenIndex, loaded, stored
from tests.unit.nlu.test_catalog_index import a_large_catalog


@pytest.fixture(scope="module")
def body(shop: Catalog) -> bytes:
    return stored(CatalogIndex(a_large_catalog(shop, 500)))


def counted(body: bytes, times: list[int]) -> Callable[[], CatalogIndex]:
    def load() -> CatalogIndex:
        times.append(1)
        return loaded(body)

    return load


def test_given_an_index_when_asked_for_again_then_it_is_not_loaded_again_until_its_version_changes(body: bytes) -> None:
    cache, times = IndexCache(), list[int]()
    first = cache.get(1, "a", counted(body, times))
    assert cache.get(1, "a", counted(body, times)) is first
    assert cache.get(1, "b", counted(body, times)) is not first
    assert (len(times), len(cache)) == (2, 1)


def test_given_more_indexes_than_there_is_room_for_when_loaded_then_those_used_last_stay(body: bytes) -> None:
    one = size_of(loaded(body))
    cache, times = IndexCache(most_bytes=int(one * 3.5)), list[int]()
    for merchant in (1, 2, 3, 1, 4):
        cache.get(merchant, "a", counted(body, times))
    assert (len(cache), cache.size <= cache.most_bytes) == (3, True)
    for merchant in (1, 3, 4):
        cache.get(merchant, "a", counted(body, times))
    assert len(times) == 4
    cache.get(2, "a", counted(body, times))
    assert len(times) == 5


def test_given_an_index_larger_than_the_room_when_loaded_then_it_stays_alone(body: bytes) -> None:
    cache = IndexCache(most_bytes=10)
    for merchant in (1, 2):
        cache.get(merchant, "a", lambda: loaded(body))
    assert len(cache) == 1


def test_given_one_that_cannot_be_loaded_when_asked_for_then_that_is_said_and_the_next_try_counts(body: bytes) -> None:
    cache = IndexCache()
    with pytest.raises(BrokenIndex):
        cache.get(1, "a", lambda: loaded(b"broken"))
    assert len(cache.get(1, "a", lambda: loaded(body)).products) == 500


def test_given_two_threads_when_they_want_the_same_index_then_one_loads_it(body: bytes) -> None:
    cache, times, found = IndexCache(), list[int](), list[CatalogIndex]()
    both_load = threading.Barrier(2)

    def load() -> CatalogIndex:
        times.append(1)
        with suppress(threading.BrokenBarrierError):
            both_load.wait(0.5)
        return loaded(body)

    threads = [threading.Thread(target=lambda: found.append(cache.get(1, "a", load))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (len(times), len(found), len({id(each) for each in found})) == (1, 2, 1)


def test_given_a_loaded_index_when_weighed_then_it_takes_what_it_says(body: bytes) -> None:
    loaded(body)
    gc.collect()
    tracemalloc.start()
    try:
        index = loaded(body)
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert size_of(index) == pytest.approx(taken, rel=0.1)


def test_given_many_messages_when_read_then_what_is_kept_of_them_is_bounded_and_weighed(body: bytes) -> None:
    index = loaded(body)
    before = size_of(index)
    for product in index.products:
        read_order_lines(f"nipe {product.name}x mbili na {product.name[:5]}", index, "order_items")
    grown = size_of(index) - before
    assert 0 < grown <= index.asked_bytes <= 2_500_000
