"""How far a place reaches that the tagger found, and where it begins."""

from __future__ import annotations

import pytest

from bot.nlu.goods import live_catalog
from bot.nlu.goods.parse import read
from bot.nlu.tagging.reach import reaching
from bot.nlu.text.spans import Span
from bot.nlu.text.tokens import covered


def whole(text: str, place: str, **others: str) -> tuple[str, list[str]]:
    """The place that comes of ``place``, and the labels of what is left beside it."""
    reading = read(text, live_catalog.read_csv(live_catalog.csv_path()))

    def span(label: str, words: str) -> Span:
        begin = text.index(words)
        found = covered(reading.tokens, begin, begin + len(words))
        return Span(label, found.start, found.stop)

    spans = reaching(reading, [span("place", place), *(span(label, words) for label, words in others.items())])
    (found,) = (each for each in spans if each.label == "place")
    return reading.written(found.start, found.end), [each.label for each in spans if each.label != "place"]


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ("tuma Wangige karibu na soko", "Wangige karibu", "Wangige karibu na soko"),
        ("2 milk to Umoja near the tea factory", "Umoja", "Umoja near the tea factory"),
        ("niko Umoja 1, nyumba ya tatu", "Umoja 1", "Umoja 1, nyumba ya tatu"),
        ("niko Umoja 1, leta haraka", "Umoja 1", "Umoja 1"),
        ("Redeemed Gospel Church, Huruma", "Church, Huruma", "Redeemed Gospel Church, Huruma"),
        ("niko Kahawa Sukari, Baringo Road", "Baringo Road", "Kahawa Sukari, Baringo Road"),
        ("nilikaa Umoja lakini sasa niko Kayole Junction", "Umoja lakini sasa niko Kayole Junction", "Kayole Junction"),
        ("to Nakuru so now I need 1 honey", "Nakuru so now I need 1 honey", "Nakuru so now I"),
        ("leta Kariobangi North, sokoni kwa", "Kariobangi North, sokoni kwa", "Kariobangi North, sokoni"),
    ],
)
def test_a_place_goes_on_where_what_follows_says_where(text: str, found: str, place: str) -> None:
    assert whole(text, found)[0] == place


def test_whose_place_it_is_receives_nothing() -> None:
    assert whole("Githurai 44, plot ya Mama Kim", "Githurai 44, plot ya", receiver="Mama Kim") == (
        "Githurai 44, plot ya Mama Kim",
        [],
    )


def test_whose_phone_is_said_receives_it() -> None:
    text = "peleka Umoja kwa Mary 0722 111 222"
    place, others = whole(text, "Umoja", receiver="Mary", receiver_phone="0722 111 222")

    assert (place, others) == ("Umoja", ["receiver", "receiver_phone"])


def test_goods_lead_to_a_place_that_nobody_marked() -> None:
    reading = read("2 sugar 1kg to Westlands on Saturday", live_catalog.read_csv(live_catalog.csv_path()))

    (found,) = reaching(reading, [])

    assert (found.label, reading.written(found.start, found.end)) == ("place", "Westlands")
