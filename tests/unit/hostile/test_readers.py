"""Every reader bears every text; how fast exactly, ``benchmarks/hostile_text.py`` tells."""

from __future__ import annotations

import pytest

from benchmarks.hostile_text import MOST_FOR_BURST, MOST_FOR_MESSAGE, readers, seconds
from bot.nlu.goods.live_catalog import DEFAULT_CSV, read_csv
from tests.hostile.messages import BURST, LENGTH, messages

# A busy machine is no reason to fail.
SLACK = 5
SHOP = read_csv(DEFAULT_CSV)


@pytest.mark.parametrize("reader", readers(SHOP))
def test_given_hostile_texts_when_read_then_no_reader_fails_or_dawdles(reader: str) -> None:
    read = readers(SHOP)[reader]
    read("unga mbili")

    slow = [kind for kind, text in messages(80, LENGTH, seed=7) if seconds(read, text, SHOP) > SLACK * MOST_FOR_MESSAGE]
    slow += [kind for kind, text in messages(10, BURST, seed=7) if seconds(read, text, SHOP) > SLACK * MOST_FOR_BURST]

    assert slow == []


def test_the_same_seed_makes_the_same_texts() -> None:
    assert list(messages(40)) == list(messages(40))
    assert list(messages(40)) != list(messages(40, seed=1))
    assert {len(text) for _, text in messages(40)} == {LENGTH}
