"""Phrases in tokens: the longest one counts, forwards and backwards, and they follow their group."""

from __future__ import annotations

from bot.nlu.text.phrases import Phrases, width
from bot.nlu.text.tokens import tokenise

GROUP = {"the last", "the last one", "one", "kesho"}


def test_the_longest_phrase_that_begins_or_ends_at_a_place_is_found() -> None:
    tokens = tokenise("nipe the last one kesho")
    phrases = Phrases(GROUP)
    assert [phrases.at(tokens, place) for place in range(5)] == ["", "the last one", "", "one", "kesho"]
    assert phrases.before(tokens, 4) == "the last one"
    assert phrases.before(tokens, 3) == "the last"
    assert phrases.at(tokens, 9) == phrases.before(tokens, 0) == ""
    assert width("the last one") == 3


def test_whether_any_phrase_stands_in_tokens_is_told() -> None:
    phrases = Phrases(GROUP)
    assert phrases.within(tokenise("leta kesho"))
    assert not phrases.within(tokenise("the bread"))
