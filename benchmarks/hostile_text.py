"""How long each reader of a customer's words is busy with texts that nobody sends in good faith."""

from __future__ import annotations

import argparse
import gc
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.load.table import print_table
from bot.commerce.catalog import Catalog
from bot.messaging.choices import typed_choices
from bot.nlu.components.details_reader import MODEL_FILE
from bot.nlu.fields.commands import read_command, speaks_swahili
from bot.nlu.fields.entities import entities_of
from bot.nlu.fields.keywords import keyword
from bot.nlu.fields.order_details import details_of
from bot.nlu.fields.patterns import find_marks
from bot.nlu.fields.place import typed_spot
from bot.nlu.fields.said import said_in
from bot.nlu.goods import parse
from bot.nlu.goods.index import index_of
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv
from bot.nlu.goods.order_lines import lines_of
from bot.nlu.goods.parse import read
from bot.nlu.intent.features import features
from bot.nlu.reader import WordReader
from bot.nlu.tagging.model import Tagger, spans_in
from bot.nlu.text.language import detect_language
from bot.nlu.text.spelling import sounds
from bot.nlu.text.tokens import MAX_CHARACTERS, tokenise
from bot.services.ports import Choice, Offer
from bot.workshop.run.train import MODEL_NAME, MODELS
from tests.hostile.messages import BURST, LENGTH, SEED, messages

MOST_FOR_MESSAGE = 0.020
MOST_FOR_BURST = 0.060
# The quickest of so many counts, so that another process makes nothing slow.
TIMES = 5


@dataclass(frozen=True)
class Figure:
    """Seconds of processor time of one reader over all texts, and the kind of text that kept it longest."""

    reader: str
    median: float
    slowest: float
    of: str


@dataclass(frozen=True)
class Beginning:
    """A reader of what was read before: ``before`` is no part of its time."""

    reader: Callable[[parse.Reading], object]
    catalog: Catalog

    def before(self, text: str) -> parse.Reading:
        return read(text, self.catalog)

    def __call__(self, text: str) -> object:
        return self.reader(self.before(text))


def readers(catalog: Catalog, tagger: Tagger | None = None) -> dict[str, Callable[[str], object]]:
    """Without a ``tagger`` its rules alone are asked."""
    offer = Offer(
        tuple(Choice(f"b:{each.sku}", each.name, "", {"intent": "inform"}) for each in catalog.products[:10]), True
    )
    return {
        "keywords": keyword,
        "typed choice": lambda text: typed_choices(WordReader(), text, offer),
        "commands": lambda text: (read_command(text, catalog, list), speaks_swahili(text)),
        "coordinates": typed_spot,
        "words beside intent and goods": lambda text: said_in(text, [{"entity": "address", "value": text}]),
        "tokens": tokenise,
        "language": detect_language,
        "marks": lambda text: find_marks(text[:MAX_CHARACTERS]),
        "elements": lambda text: read(text, catalog),
        # The reading of a message is kept while it is worked, so that each of these begins with it.
        "features of the intent": Beginning(features, catalog),
        "order lines": Beginning(lambda reading: lines_of(reading, "order_items"), catalog),
        "order lines of a change": Beginning(lambda reading: lines_of(reading, "change_quantity"), catalog),
        "order lines of a question": Beginning(lambda reading: lines_of(reading, "ask_price"), catalog),
        "details": Beginning(lambda reading: details_of(reading, *spans_in(reading, tagger)), catalog),
        "entities": Beginning(lambda reading: entities_of(reading, None), catalog),
        "entities of an address": Beginning(lambda reading: entities_of(reading, "inform_address"), catalog),
    }


def trained_tagger() -> Tagger:
    """The one of the shop's model. Raises SystemExit where none was trained."""
    path = MODELS / f"{MODEL_NAME}.tar.gz"
    if not path.is_file():
        raise SystemExit(f"There is no {path}: run make train first.")
    with tarfile.open(path) as model, tempfile.TemporaryDirectory() as folder:
        member = next(each for each in model.getmembers() if Path(each.name).name == MODEL_FILE)
        model.extract(member, folder)
        return Tagger(Path(folder) / member.name)


def figures(catalog: Catalog, tagger: Tagger, texts: list[tuple[str, str]]) -> list[Figure]:
    found = []
    for name, reader in readers(catalog, tagger).items():
        reader("unga mbili")
        spent = [(seconds(reader, text, catalog), kind) for kind, text in texts]
        slowest, kind = max(spent)
        found.append(Figure(name, median(each for each, _ in spent), slowest, kind))
    return found


def seconds(reader: Callable[[str], object], text: str, catalog: Catalog) -> float:
    least = float("inf")
    for _ in range(TIMES):
        forget(catalog)
        work = partial(reader.reader, reader.before(text)) if isinstance(reader, Beginning) else partial(reader, text)
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
        if least < MOST_FOR_MESSAGE / 2:
            break
    return least


def forget(catalog: Catalog) -> None:
    """No reading is answered from memory, and no spelling either."""
    parse._read.cache_clear()
    sounds.cache_clear()
    index_of(catalog).forget()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--texts", type=int, default=500, help="how many of the length of a message; a tenth of it are bursts"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    catalog, tagger = read_csv(DEFAULT_CSV), trained_tagger()
    gc.disable()
    single = figures(catalog, tagger, list(messages(asked.texts, LENGTH, asked.seed)))
    bursts = figures(catalog, tagger, list(messages(max(1, asked.texts // 10), BURST, asked.seed)))
    rows = [
        (one.reader, *map(shown, (one.median, one.slowest)), one.of[:40], shown(burst.slowest), burst.of[:40])
        for one, burst in zip(single, bursts, strict=True)
    ]
    columns = ("reader", "median", f"slowest of {asked.texts}", "with", f"slowest of {BURST} letters", "with")
    print_table(f"Hostile texts, milliseconds of processor time (seed {asked.seed})", columns, rows)
    missed = [one.reader for one in single if one.slowest > MOST_FOR_MESSAGE]
    missed += [f"{burst.reader} (burst)" for burst in bursts if burst.slowest > MOST_FOR_BURST]
    print(f"verdict: {'missed by ' + ', '.join(missed) if missed else 'every reader keeps to its time'}")
    return 1 if missed else 0


def shown(spent: float) -> str:
    return f"{spent * 1000:.2f}"


if __name__ == "__main__":
    sys.exit(main())
