"""Answers that are too long for one bubble."""

from __future__ import annotations

import pytest

from bot.messaging.notices import BODY, TEXT, units, whole
from bot.services.ports import Choice, Reply

YES = (Choice("b:1", "Yes"),)


def lines(count: int, sign: str = "•") -> str:
    return "\n".join(f"{sign} line {number} of goods and their price" for number in range(count)) + "\nIs that right?"


@pytest.mark.parametrize(("text", "bubbles"), [(lines(5), 1), (lines(40), 2), (lines(80, "🧺🧺"), 2), (lines(200), 3)])
def test_no_line_is_lost_and_the_question_stands_at_the_buttons(text: str, bubbles: int) -> None:
    parts = whole(Reply(text, YES))

    assert "\n".join(part.text for part in parts) == text
    assert [part.choices for part in parts] == [()] * (len(parts) - 1) + [YES]
    assert units(parts[-1].text) <= BODY
    assert all(units(part.text) <= TEXT for part in parts[:-1])
    assert len(parts) == bubbles


def test_one_line_that_is_too_long_is_left_to_be_cut_where_it_is_sent() -> None:
    assert whole(Reply("x" * 5000, YES)) == (Reply("x" * 5000, YES),)
