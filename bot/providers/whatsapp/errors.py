"""What an error of the WhatsApp Cloud API means for the message: later, never, or nobody knows (Meta's error codes)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.providers.http import HttpAnswer
from bot.services.ports import Json, SendLater, SendRefused, SendUnknown

logger = logging.getLogger(__name__)

WINDOW_CLOSED = 131047
# Seconds to wait. Throughput, app and account limits; one message in six seconds to one customer; passing troubles.
LATER = {
    1: 10.0,
    2: 10.0,
    4: 60.0,
    80007: 60.0,
    130429: 5.0,
    131056: 6.0,
    131048: 600.0,
    131000: 10.0,
    131016: 10.0,
    135000: 10.0,
}
# Key, permission, billing or registration: nothing is wrong with the message, and the owner can mend it.
OWNER_MENDS = frozenset({0, 3, 10, 190, 131042, 131045, 133010, *range(200, 300)})
OWNER_SECONDS = 300.0
# The account itself is locked or banned: the message is given up, and the owner is told.
LOCKED = frozenset({368, 130497, 131031})


def problem_of(answer: HttpAnswer) -> SendLater | SendRefused | SendUnknown:
    """Of an answer that is not 2xx."""
    error = _error_of(answer)
    code = error.get("code")
    if isinstance(code, int) and not isinstance(code, bool):
        return _by_code(code, error, answer)
    if answer.status == 409 or isinstance(code, str):
        return _by_ghala_code(str(code or ""), error, answer)
    return _by_status(answer)


def _by_code(code: int, error: Json, answer: HttpAnswer) -> SendLater | SendRefused | SendUnknown:
    message = _words(code, error)
    if code in OWNER_MENDS:
        logger.error("WhatsApp refuses to send, the shop's owner must act: %s", message)
        return SendLater(message, OWNER_SECONDS)
    if code in LOCKED:
        logger.error("WhatsApp has locked the account: %s", message)
        return SendRefused(message, code)
    asked = answer.retry_after()
    if code in LATER:
        return SendLater(message, max(LATER[code], asked or 0.0))
    if error.get("is_transient") is True or answer.status == 429 or answer.status >= 500:
        return SendLater(message, asked)
    return SendRefused(message, code)


def _by_ghala_code(code: str, error: Json, answer: HttpAnswer) -> SendLater | SendRefused | SendUnknown:
    """Ghala's own errors carry words for codes."""
    message = _words(code or answer.status, error)
    outcomes: dict[str, Callable[[], SendLater | SendRefused]] = {
        "outside_messaging_window": lambda: SendRefused(message, WINDOW_CLOSED),
        "idempotency_in_progress": lambda: SendLater(message, 1.0),
        "whatsapp_rejected": lambda: SendLater(message, answer.retry_after()),
    }
    return outcomes[code]() if code in outcomes else _by_status(answer, message)


def _by_status(answer: HttpAnswer, message: str = "") -> SendLater | SendRefused | SendUnknown:
    words = message or f"answered {answer.status} without a reason that can be read"
    if answer.status in (401, 403):
        logger.error("the key for sending is refused (%d), the shop's owner must act", answer.status)
        return SendLater(words, OWNER_SECONDS)
    if answer.status in (408, 425, 429, 503):
        return SendLater(words, answer.retry_after())
    if answer.status >= 500 or answer.status < 400:
        # Something between us and the sender spoke; the message may have gone through before it broke.
        return SendUnknown(words)
    return SendRefused(words, 0)


def _error_of(answer: HttpAnswer) -> Json:
    try:
        document = answer.json()
    except ValueError:
        return {}
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}


def _words(code: object, error: Json) -> str:
    details = error.get("error_data")
    said = details.get("details") if isinstance(details, dict) else None
    return f"{code}: {said or error.get('message') or 'no reason given'}"[:300]
