"""What is told, to whoever asks, of a part that does not answer."""

from __future__ import annotations

import pytest

from bot.processes import readiness_checks
from bot.settings import rasa_token, read_settings
from bot.storage.database import make_engine


def test_the_reason_names_the_part_and_holds_no_key() -> None:
    settings = read_settings({"RASA_URL": "http://127.0.0.1:9"})
    check = readiness_checks(settings, make_engine("sqlite:///:memory:"))["rasa"]
    with pytest.raises(RuntimeError, match="Rasa") as told:
        check()
    assert rasa_token(settings) not in str(told.value)
    assert told.value.__suppress_context__
