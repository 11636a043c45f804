"""The index of a catalog: made by one worker after a change, kept in the database, read from there by Rasa's process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels import catalog_watch
from bot.channels.catalog_watch import PATIENCE, CatalogWatch
from bot.commerce.catalog import Catalog
from bot.messaging.claims import Claims
from bot.messaging.jobs import JobWorker
from bot.nlu.goods import live_catalog
from bot.nlu.goods.index import CatalogIndex, index_of
from bot.nlu.goods.order_lines import read_order_lines
from bot.nlu.goods.stored_index import loaded, made_with
from bot.services.catalog_indexes import MERCHANT, TAKEN_SECONDS, keep_index
from bot.services.ports import CatalogProblem, IndexMarks, KeptIndex
from tests.small_shop import CATALOG, FLOUR, SUGAR, SmallShop, small_shop_in


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallShop]:
    made = small_shop_in(tmp_path)
    yield made
    live_catalog.withdraw()
    made.engine.dispose()


def kept(small: SmallShop) -> KeptIndex | None:
    with small.uow(read_only=True) as uow:
        return uow.catalog_indexes.get(MERCHANT)


def change(small: SmallShop, **changes: object) -> None:
    with small.uow() as uow:
        uow.products.put(replace(FLOUR, **changes))  # type: ignore[arg-type]
        uow.commit()


def look(small: SmallShop, watch: CatalogWatch) -> None:
    with small.uow(read_only=True) as uow:
        watch.look(uow)


def sku_of(text: str) -> str | None:
    return read_order_lines(text, live_catalog.current(), "order_items")[0].sku


def test_a_worker_makes_the_index_once(small: SmallShop) -> None:
    jobs = JobWorker(small.shop, Claims())
    assert kept(small) is None
    jobs.keep_index()
    found = kept(small)
    assert found is not None
    assert found.marks == IndexMarks(Catalog.of(CATALOG).wording, made_with())
    assert [product.sku for product in loaded(found.body).products] == [product.sku for product in CATALOG]
    assert not keep_index(small.shop, "another")


def test_another_stock_changes_no_wording_and_makes_no_index(small: SmallShop) -> None:
    assert keep_index(small.shop, "one")
    before = kept(small)
    change(small, stock=3)
    assert not keep_index(small.shop, "one")
    assert kept(small) == before
    change(small, name="Wheat Flour 5kg")
    assert keep_index(small.shop, "one")
    assert kept(small) != before


def test_words_of_another_kind_make_it_anew(small: SmallShop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keep_index(small.shop, "one")
    monkeypatch.setattr("bot.nlu.reader.made_with", lambda: "other words")
    assert keep_index(small.shop, "one")
    found = kept(small)
    assert found is not None
    assert found.marks.made_with == "other words"


def test_of_two_workers_one_makes_it_and_one_that_died_is_taken_over(
    small: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small.uow() as uow:
        assert uow.catalog_indexes.take(MERCHANT, "dead", TAKEN_SECONDS)
        uow.commit()
    with monkeypatch.context() as patched:
        patched.setattr("bot.nlu.reader.CatalogIndex", None)
        assert not keep_index(small.shop, "other")
    small.clock.move(TAKEN_SECONDS)
    assert keep_index(small.shop, "other")
    with small.uow() as uow:
        assert not uow.catalog_indexes.put(MERCHANT, "dead", KeptIndex(IndexMarks("late", "late"), b""), [])
        uow.commit()
    found = kept(small)
    assert found is not None
    assert found.marks.wording != "late"


def test_before_the_first_catalog_nothing_is_made(tmp_path: Path) -> None:
    small = small_shop_in(tmp_path)
    with small.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM catalog_state")
    assert not keep_index(small.shop, "one")
    small.engine.dispose()


def test_a_state_of_before_has_the_wording_of_its_goods(small: SmallShop) -> None:
    with small.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE catalog_state SET wording = ''")
    with small.uow(read_only=True) as uow:
        assert uow.products.wording() == Catalog.of(CATALOG).wording


def test_a_product_that_nobody_can_ask_for_is_told_once_and_the_others_are_kept(
    small: SmallShop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    change(small, name="7")
    assert keep_index(small.shop, "one")
    change(small, name="7", price=FLOUR.price + 1)
    assert keep_index(small.shop, "one")
    problem = "has no name that a customer could say: '7'"
    assert [each.getMessage() for each in caplog.records] == [f"catalog: product MF-5KG {problem}"]
    with small.uow(read_only=True) as uow:
        assert uow.catalog_indexes.problems(MERCHANT) == [CatalogProblem("MF-5KG", problem)]
    found = kept(small)
    assert found is not None
    assert read_order_lines("sugar 2", loaded(found.body), "order_items")[0].sku == SUGAR.sku


def test_rasa_reads_what_the_worker_kept(small: SmallShop, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_index(small.shop, "one")
    monkeypatch.setattr(catalog_watch, "CatalogIndex", None)
    watch = CatalogWatch(str(small.engine.url))
    look(small, watch)
    assert sku_of("sugar mbili") == SUGAR.sku
    published = live_catalog.current()
    change(small, stock=1)
    look(small, watch)
    assert live_catalog.current() is published


def test_without_a_kept_index_rasa_makes_it_at_once_when_it_has_none(small: SmallShop) -> None:
    look(small, CatalogWatch(str(small.engine.url)))
    assert sku_of("sugar mbili") == SUGAR.sku


def test_after_a_change_rasa_leaves_the_worker_some_time_and_then_makes_it_itself(small: SmallShop) -> None:
    keep_index(small.shop, "one")
    watch = CatalogWatch(str(small.engine.url))
    look(small, watch)
    change(small, name="Brass Lantern")
    for _ in range(PATIENCE - 1):
        look(small, watch)
        assert sku_of("lantern mbili") is None
    look(small, watch)
    assert sku_of("lantern mbili") == FLOUR.sku
    # The next change has the same time again.
    change(small, name="Copper Kettle")
    look(small, watch)
    assert sku_of("kettle mbili") is None
    keep_index(small.shop, "one")
    look(small, watch)
    assert sku_of("kettle mbili") == FLOUR.sku


def test_one_that_cannot_be_read_is_made_anew_by_both(small: SmallShop, caplog: pytest.LogCaptureFixture) -> None:
    keep_index(small.shop, "one")
    with small.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE catalog_indexes SET body = X'00FF'")
    look(small, CatalogWatch(str(small.engine.url)))
    assert sku_of("sugar mbili") == SUGAR.sku
    assert "cannot be read" in caplog.text
    assert keep_index(small.shop, "one")
    found = kept(small)
    assert found is not None
    assert len(loaded(found.body).products) == len(CATALOG)


def test_one_of_other_words_is_left_alone_and_rasa_makes_its_own(
    small: SmallShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.nlu.reader.made_with", lambda: "other words")
    keep_index(small.shop, "one")
    before = kept(small)
    look(small, CatalogWatch(str(small.engine.url)))
    assert isinstance(index_of(live_catalog.current()), CatalogIndex)
    assert sku_of("sugar mbili") == SUGAR.sku
    assert kept(small) == before
