"""What is understood of words before the dialogue is asked, and of an order that comes over HTTP; without Rasa."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from bot.commerce.catalog import Catalog
from bot.nlu.acts.agreement import agreement
from bot.nlu.fields.choices import Chosen, Label, typed_choices
from bot.nlu.fields.commands import Command, read_command, speaks_swahili
from bot.nlu.fields.keywords import Keyword, is_stop, keyword
from bot.nlu.fields.place import looks_like_address, typed_spot, zone_of
from bot.nlu.goods.index import CatalogIndex
from bot.nlu.goods.stored_index import made_with, stored


class WordReader:
    """Answers ``bot.services.ports.Reader``."""

    def command(self, text: str, catalog: Catalog, own_orders: Callable[[], Iterable[str]]) -> Command | None:
        return read_command(text, catalog, own_orders)

    def made_with(self) -> str:
        return made_with()

    def index_of(self, catalog: Catalog) -> tuple[bytes, list[tuple[str, str]]]:
        index = CatalogIndex(catalog)
        return stored(index), index.problems

    def speaks_swahili(self, text: str) -> bool:
        return speaks_swahili(text)

    def choices(
        self, text: str, titles: Sequence[str], products: Collection[int], takes_numbers: bool
    ) -> tuple[Chosen, ...]:
        labels = [Label(title, at in products) for at, title in enumerate(titles)]
        return typed_choices(text, labels, takes_numbers)

    def agrees(self, text: str) -> bool:
        return agreement(text) == "affirm"

    def keyword(self, text: str) -> Keyword | None:
        return keyword(text)

    def is_stop(self, text: str) -> bool:
        return is_stop(text)

    def spot(self, text: str) -> str:
        return typed_spot(text)

    def is_address(self, text: str) -> bool:
        return looks_like_address(text)

    def zone(self, address: str) -> str:
        return zone_of(address)
