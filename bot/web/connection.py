"""The server's side of one connection: every byte of a request comes in time, and every chunk is what it says.

Sanic 21.12 counts its own limit for a request from the byte that came last, reads chunk sizes as Python reads numbers, and takes
whatever stands where a chunk must end.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, NoReturn

from sanic.exceptions import InvalidUsage, RequestTimeout, SanicException
from sanic.http import HTTP_CONTINUE, Http, Stage
from sanic.server import HttpProtocol

# In all, for head and body of one request; the application's setting of this name.
DEADLINE_SECONDS = 30
_CHUNK = re.compile(rb"\r\n([0-9A-Fa-f]{1,8})(?:;[\t\x20-\x7e]*)?")
_LONGEST_CHUNK_LINE = 66


class WireHttp(Http):
    """``due`` is when the request under way must be here, by the loop's clock; None between requests."""

    __slots__ = ("due",)

    def init_for_request(self) -> None:
        super().init_for_request()
        self.due: float | None = None

    async def http1_request_header(self) -> None:
        self.due = asyncio.get_running_loop().time() + self.protocol.app.config.REQUEST_DEADLINE
        try:
            await super().http1_request_header()
        except UnicodeEncodeError:
            self.url = None
            raise InvalidUsage("The address cannot be read") from None

    async def read(self) -> bytes | None:
        if self.request_bytes_left == 0 and self.request_body == "chunked":
            await self._demand_plain_chunk()
        return await super().read()

    async def _demand_plain_chunk(self) -> None:
        """That what comes next is the end of a line, a size in plain digits and the end of its line; after the last chunk, nothing
        more of this request."""
        if self.expecting_continue:
            self.expecting_continue = False
            await self._send(HTTP_CONTINUE)
        buffer = self.recv_buffer
        while (end := buffer.find(b"\r\n", 2)) < 0:
            if len(buffer) > _LONGEST_CHUNK_LINE:
                self.give_up(InvalidUsage("A chunk of the body has no size"))
            await self._receive_more()
        size = _CHUNK.fullmatch(bytes(buffer[:end]))
        if size is None:
            self.give_up(InvalidUsage("A chunk's size is not a number, or the chunk before it ends elsewhere"))
        if int(size[1], 16) == 0:
            while len(buffer) < end + 4:
                await self._receive_more()
            if buffer[end : end + 4] != b"\r\n\r\n":
                self.give_up(InvalidUsage("Nothing may follow the last chunk of the body"))

    def give_up(self, problem: SanicException) -> NoReturn:
        """The connection ends; with ``problem`` as its last answer where none was given yet."""
        unanswered = self.stage in (Stage.REQUEST, Stage.HANDLER)
        self.keep_alive, self.request_body = False, None
        if unanswered:
            raise problem
        raise asyncio.CancelledError


class WireProtocol(HttpProtocol):
    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = WireHttp(self)

    async def receive_more(self) -> None:
        http: Any = self._http
        if http.due is None:
            await super().receive_more()
            return
        left = http.due - asyncio.get_running_loop().time()
        try:
            # Cleared here and not in the task that waits: what comes before that begins would be waited for in vain.
            assert self.transport is not None
            self.transport.resume_reading()
            self._data_received.clear()
            await asyncio.wait_for(self._data_received.wait(), left)
        except asyncio.TimeoutError:
            http.give_up(RequestTimeout("The request took too long to come"))
