"""What the processes write down: no customer's phone number stands in it."""

from __future__ import annotations

import logging
import re
from typing import Any

# Digits that may be a phone number: with its country, as Kenyans write it, or behind the sign of a WhatsApp conversation.
PHONE = re.compile(r"(?<![\w.])(?:wa:)?\+?(?:254|0(?=[17]))\d{9}(?!\d)|(?<!\w)wa:\d{6,15}")
SHOWN = 3


class _Record(logging.LogRecord):
    """Masked where the message is put together: nobody who logs, in our code or in a package's, need think of it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[0] is not None:
            self.exc_text = without_phones(logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 - logging's own name
        return without_phones(super().getMessage())


def without_phones(text: str) -> str:
    """``wa:254712345678`` as ``wa:…678``."""
    return PHONE.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    sign = "wa:" if found[0].startswith("wa:") else ""
    return f"{sign}…{found[0][-SHOWN:]}"


def mask_phones() -> None:
    """In every line that this process logs from now on."""
    logging.setLogRecordFactory(_Record)
