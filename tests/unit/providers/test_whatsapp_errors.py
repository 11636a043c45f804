"""What each of Meta's and Ghala's errors means for a message."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from bot.providers.http import HttpAnswer
from bot.providers.whatsapp.errors import problem_of
from bot.services.ports import SendLater, SendRefused, SendUnknown


def answer(status: int, error: Any = None, **headers: str) -> HttpAnswer:
    content = b"<html>" if error is None else json.dumps({"error": error}).encode()
    return HttpAnswer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        (4, 60),
        (80007, 60),
        (130429, 5),
        (131056, 6),
        (131048, 600),
        (131000, 10),
        (131016, 10),
        (135000, 10),
        (190, 300),
        (0, 300),
        (10, 300),
        (250, 300),
        (131042, 300),
    ],
)
def test_later(code: int, seconds: float) -> None:
    problem = problem_of(answer(400, {"code": code, "message": "m"}))
    assert isinstance(problem, SendLater)
    assert problem.seconds == seconds


@pytest.mark.parametrize(
    "code",
    [
        100,
        131008,
        131009,
        131026,
        131030,
        131047,
        131049,
        131050,
        131051,
        131052,
        131053,
        131062,
        132000,
        132015,
        130472,
        131031,
        368,
        130497,
    ],
)
def test_never(code: int) -> None:
    problem = problem_of(answer(400, {"code": code, "message": "m", "error_data": {"details": "why"}}))
    assert isinstance(problem, SendRefused)
    assert (problem.code, str(problem)) == (code, f"{code}: why")


def test_longer_retry_after_wins() -> None:
    problem = problem_of(answer(429, {"code": 131056}, Retry_After="30"))
    assert isinstance(problem, SendLater)
    assert problem.seconds == 30


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, {"code": 999}), (400, {"code": 999, "is_transient": True}), (429, {"code": 999}), (503, None), (429, None)],
)
def test_passing_troubles_are_later(status: int, error: Any) -> None:
    assert isinstance(problem_of(answer(status, error)), SendLater)


@pytest.mark.parametrize("status", [500, 502, 504, 302])
def test_trouble_that_nobody_explains_may_have_sent_the_message(status: int) -> None:
    assert isinstance(problem_of(answer(status)), SendUnknown)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, None),
        (404, None),
        (422, {"code": "invalid_request"}),
        (409, {"code": "idempotency_conflict"}),
        (400, {"code": True}),
        (400, []),
    ],
)
def test_refusals_without_a_known_code_are_final(status: int, error: Any) -> None:
    problem = problem_of(answer(status, error))
    assert isinstance(problem, SendRefused)
    assert problem.code == 0


def test_ghalas_words_mean_what_metas_numbers_mean() -> None:
    closed = problem_of(answer(409, {"code": "outside_messaging_window"}))
    assert isinstance(closed, SendRefused)
    assert closed.code == 131047
    for status, code in ((409, "idempotency_in_progress"), (502, "whatsapp_rejected"), (429, "rate_limited")):
        assert isinstance(problem_of(answer(status, {"code": code})), SendLater), code


@pytest.mark.parametrize(
    ("status", "error"), [(401, {"code": 190, "message": "expired"}), (403, None), (400, {"code": 131031})]
)
def test_what_only_the_owner_can_mend_is_logged_as_an_error(
    status: int, error: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        problem_of(answer(status, error))
    assert len(caplog.records) == 1
