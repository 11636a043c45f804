"""Whether goods of every trade can be ordered by their names: each product of a long list, in a catalog of fifty others."""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.load.table import print_table
from bot.commerce.catalog import Catalog, Product
from bot.nlu.goods.order_lines import OrderLine, read_order_lines

NAMES = Path("tests/nlu/product_names.tsv")
OTHERS = 50
SKU = "P-0"
# How a customer asks for it: by its name in full, and by the word or two that say what it is.
BY_NAME, BY_HEAD = "2 {}", "nipe {}"


@dataclass(frozen=True)
class Named:
    """A product of a ``trade``; ``head`` is the word or two by which a customer would ask for it."""

    trade: str
    name: str
    head: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu.names", description=__doc__)
    parser.add_argument("--names", type=Path, default=NAMES, help="trade, name and head, parted by tabs")
    parser.add_argument("--seed", type=int, default=7, help="which fifty others")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N of those that are missed")
    given = parser.parse_args(arguments)
    named = read_names(given.names)
    missed: list[str] = []
    by_trade: dict[str, Counter[str]] = {}
    for product, catalog in in_catalogs(named, given.seed):
        counts = by_trade.setdefault(product.trade, Counter())
        counts["all"] += 1
        for how, template, asked in (("name", BY_NAME, product.name), ("head", BY_HEAD, product.head)):
            lines = read_order_lines(template.format(asked), catalog, "order_items")
            is_found = is_ordered(lines) if how == "name" else is_offered(lines)
            counts[how] += is_found
            if not is_found:
                missed.append(f"{how}: {template.format(asked)!r} of {product.name!r} → {_told(lines)}")
    rows = [[trade, *_shares(counts)] for trade, counts in sorted(by_trade.items())]
    total = sum(by_trade.values(), Counter[str]())
    heads = ["trade", "products", "ordered by name %", "found or asked about by head %"]
    print_table(
        f"{len(named):,} products, each in a catalog of {OTHERS} others, seed {given.seed}",
        heads,
        [*rows, ["all", *_shares(total)]],
    )
    for line in random.Random(given.seed).sample(missed, min(given.show, len(missed))):
        print(line)
    return 0


def read_names(path: Path) -> list[Named]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Named(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def in_catalogs(named: Sequence[Named], seed: int) -> Iterator[tuple[Named, Catalog]]:
    """Each with a catalog of its own."""
    dice = random.Random(seed)
    for place, product in enumerate(named):
        others = [each for each in dice.sample(range(len(named)), OTHERS + 1) if each != place][:OTHERS]
        products = [_product(SKU, product), *(_product(f"P-{each + 1}", named[each]) for each in others)]
        yield product, Catalog.of(products, f"names-{seed}-{place}")


def is_ordered(lines: Sequence[OrderLine]) -> bool:
    """Two of it, and nothing else."""
    return [(line.sku, line.quantity) for line in lines] == [(SKU, 2.0)]


def is_offered(lines: Sequence[OrderLine]) -> bool:
    """It, or a question in which it can be chosen."""
    return len(lines) == 1 and (lines[0].sku == SKU or SKU in lines[0].candidates)


def _product(sku: str, named: Named) -> Product:
    return Product(sku=sku, name=named.name, price=Decimal(100), stock=10, category=named.trade)


def _shares(counts: Counter[str]) -> list[str]:
    return [f"{counts['all']:,}", *(f"{100 * counts[how] / counts['all']:.1f}" for how in ("name", "head"))]


def _told(lines: Sequence[OrderLine]) -> str:
    return "; ".join(f"{line.product} {line.sku} {[*line.candidates]} {line.quantity}" for line in lines) or "nothing"


if __name__ == "__main__":
    sys.exit(main())
