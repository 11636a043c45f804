"""Choices that actions offer without knowing a word: the response says what stands on them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.bubbles import bubbles


def titles(*written: str, labels: dict[str, str] | None = None) -> list[str]:
    metadata: dict[str, Any] = {"utter_action": "utter_category", "metadata": {"labels": labels} if labels else {}}
    buttons = [{"title": title, "payload": "/browse_catalog"} for title in written]
    (bubble,) = bubbles([{"text": "Beverages", "data": {"buttons": buttons}, "metadata": metadata}])
    return [choice["title"] for choice in bubble.choices]


def test_a_label_is_said_in_the_words_of_the_response() -> None:
    assert titles("Mango Juice 1L", "@more", labels={"more": "Zaidi ▸"}) == ["Mango Juice 1L", "Zaidi ▸"]


@pytest.mark.parametrize("title", ["more", "@home deal"])
def test_a_product_is_never_taken_for_a_label(title: str) -> None:
    assert titles(title, labels={"more": "More ▸", "tell_me": "Tell me"}) == [title]
