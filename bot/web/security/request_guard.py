"""Requests whose address and framing are beyond doubt; anything else is refused before its body is read.

Sanic 21.12 counts a negative Content-Length down for ever, which would stop the whole gateway for one bad request.
"""

from __future__ import annotations

import re
from typing import Any

from httptools.parser.errors import HttpParserInvalidURLError
from sanic.exceptions import InvalidUsage
from sanic.request import Request

MOST_DIGITS = 12
# A name of the signs that names are made of, and a value on one line. Others read a name with a blank differently, or not at all.
_HEADER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*")


class FramedRequest(Request):
    """Raises InvalidUsage (400) where it cannot be told for sure what is asked for or where the body ends."""

    __slots__ = ()

    def __init__(self, url_bytes: bytes, headers: Any, version: str, method: str, *others: Any, **named: Any) -> None:
        try:
            super().__init__(url_bytes, headers, version, method, *others, **named)
        except HttpParserInvalidURLError:
            # "NONE" is the stand-in that Sanic makes to answer a request it could not make.
            if method != "NONE":
                raise InvalidUsage("The address cannot be read") from None
            super().__init__(b"*", headers, version, method, *others, **named)
        self._demand_plain_headers()
        self._demand_one_length()

    def _demand_plain_headers(self) -> None:
        _, *lines = self.head.split(b"\r\n")
        if not all(_HEADER.fullmatch(line) for line in lines):
            raise InvalidUsage("A header cannot be read for sure")

    def _demand_one_length(self) -> None:
        lengths = self.headers.getall("content-length", [])
        encodings = self.headers.getall("transfer-encoding", [])
        if len(lengths) + len(encodings) > 1:
            raise InvalidUsage("The length of the body is given twice")
        if any(not _is_count(length) for length in lengths):
            raise InvalidUsage("Content-Length is not a number")
        if any(encoding != "chunked" for encoding in encodings):
            raise InvalidUsage("Only chunked is known as Transfer-Encoding")


def _is_count(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
