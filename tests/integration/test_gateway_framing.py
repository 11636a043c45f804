"""Bytes on the wire: what leaves a doubt about where a request ends, or takes too long to come, is refused and cut."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.settings import read_settings
from bot.web.app import create_app
from tests.small_shop import small_shop_in
from tests.stage.gateway_server import running

POST = b"POST /api/webhooks/whatsapp HTTP/1.1\r\nHost: x\r\n"
HIDDEN = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
DEADLINE = 0.6


@dataclass
class Wire:
    port: int
    logged: pytest.LogCaptureFixture

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def exchange(self, raw: bytes) -> bytes:
        """All that is answered until the gateway closes, or says nothing for a while."""
        with self.open() as connection:
            connection.sendall(raw)
            connection.settimeout(0.5)
            return everything(connection)

    def traces(self) -> list[str]:
        return [
            record.getMessage() for record in self.logged.records if record.exc_info or record.levelno >= logging.ERROR
        ]


def everything(connection: socket.socket) -> bytes:
    answered = b""
    try:
        while part := connection.recv(65536):
            answered += part
    except OSError:
        return answered
    return answered


@pytest.fixture
def wire(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Wire]:
    small = small_shop_in(tmp_path)
    settings = replace(read_settings({}), database_url=f"sqlite:///{tmp_path}/shop.db")
    app = create_app(settings, small.shop.unit_of_work, small.clock, {})
    app.config.REQUEST_DEADLINE = DEADLINE
    with running(app) as url:
        yield Wire(int(url.rpartition(":")[2]), caplog)
    small.engine.dispose()


def assert_refused_alone(wire: Wire, raw: bytes) -> None:
    """400, and nothing of what follows is taken for a request of its own."""
    answered = wire.exchange(raw)
    assert answered.startswith(b"HTTP/1.1 400 ")
    assert answered.count(b"HTTP/1.1 ") == 1
    assert b"duka_http_requests" not in answered
    assert wire.traces() == []
    assert wire.exchange(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200 ")


LENGTH = b"Content-Length"


@pytest.mark.parametrize(
    "name",
    [
        LENGTH + b" ",
        b" " + LENGTH,
        LENGTH + b"\t",
        b"Content(Length)",
        b"Content\x00-Length",
        b"",
        b"\xc3\xa9",
        b"A B",
        LENGTH + b"\x0b",
    ],
)
def test_a_header_whose_name_is_no_name_is_400(wire: Wire, name: bytes) -> None:
    assert_refused_alone(wire, POST + name + b": %d\r\n\r\n" % len(HIDDEN) + HIDDEN)


@pytest.mark.parametrize("value", [b"a\nContent-Length: 5", b"a\rb", b"a\x00b", b"5\x0b", b"\x7f"])
def test_a_header_whose_value_holds_a_line_or_a_sign_of_control_is_400(wire: Wire, value: bytes) -> None:
    assert_refused_alone(wire, POST + b"X-Any: " + value + b"\r\n\r\n" + HIDDEN)


@pytest.mark.parametrize(
    "size",
    [
        b"0x19",
        b"+19",
        b"-1",
        b"1_9",
        b" 19",
        b"19 ",
        b"",
        b"g",
        b"\xff",
        b"1" * 20,
        b"19\n",
        b";a",
        b"00000000000000019",
    ],
)
def test_a_chunk_whose_size_is_no_plain_number_is_400(wire: Wire, size: bytes) -> None:
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\n" + b"x" * 25 + b"\r\n0\r\n\r\n"
    assert_refused_alone(wire, chunked + HIDDEN)


@pytest.mark.parametrize(
    "body",
    [b"5\r\nhelloXX0\r\n\r\n", b"5\r\nhello\r\n0\r\nX: y\r\n\r\n", b"5\r\nhello\r\n0\r\nXX" + HIDDEN, b"5;\r\nhel\r\n"],
)
def test_a_chunk_that_ends_elsewhere_than_it_says_is_400(wire: Wire, body: bytes) -> None:
    assert_refused_alone(wire, POST + b"Transfer-Encoding: chunked\r\n\r\n" + body + HIDDEN)


def test_plain_chunks_are_taken_and_the_connection_goes_on(wire: Wire) -> None:
    body = b"5\r\nhello\r\nA;kind=x\r\n0123456789\r\n00\r\n\r\n"
    answered = wire.exchange(POST + b"Transfer-Encoding: chunked\r\n\r\n" + body + HIDDEN)
    assert answered.startswith(b"HTTP/1.1 401 ")
    assert b"duka_http_requests" in answered


@pytest.mark.parametrize(
    "address", [b"/receipts/\xff\xfe", b"\xff", b"/\xed\xa0\x80", b"/healthz?a=\xff", b"http://\xff/"]
)
def test_an_address_that_is_no_text_is_400_and_leaves_no_trace(wire: Wire, address: bytes) -> None:
    assert_refused_alone(wire, b"GET " + address + b" HTTP/1.1\r\nHost: x\r\n\r\n")


def trickled(wire: Wire, begun: bytes, part: bytes) -> tuple[float, bytes]:
    """How long the gateway took bytes that never came to an end, one after the other, and what it said then."""
    with wire.open() as connection:
        connection.sendall(begun)
        began, answered = time.monotonic(), b""
        connection.settimeout(0.05)
        while time.monotonic() - began < 10:
            try:
                answered = connection.recv(65536)
                break
            except TimeoutError:
                try:
                    connection.sendall(part)
                except OSError:
                    break
            except OSError:
                break
        return time.monotonic() - began, answered


@pytest.mark.parametrize(
    ("begun", "part"),
    [
        (b"GET /healthz HT", b"T"),
        (b"GET /healthz HTTP/1.1\r\n", b"X: y\r\n"),
        (POST + b"Content-Length: 1000\r\n\r\n", b"x"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),
    ],
)  # fmt: skip
def test_who_sends_a_request_too_slowly_is_cut(wire: Wire, begun: bytes, part: bytes) -> None:
    seconds, answered = trickled(wire, begun, part)
    assert DEADLINE / 2 < seconds < DEADLINE + 4
    assert answered.startswith((b"HTTP/1.1 408 ", b"HTTP/1.1 400 "))
    assert b"Connection: close" in answered or b"connection: close" in answered
    assert wire.traces() == []


def test_a_slow_body_that_no_route_wants_is_cut_too(wire: Wire) -> None:
    with wire.open() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        began = time.monotonic()
        connection.settimeout(10)
        assert everything(connection).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - began < DEADLINE + 4


def test_the_deadline_is_each_requests_own(wire: Wire) -> None:
    """Rests between requests are the connection's, not the request's."""
    with wire.open() as connection:
        for _ in range(3):
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            connection.settimeout(DEADLINE)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.settimeout(10)
