"""Calls over real sockets to a server that misbehaves by script."""

from __future__ import annotations

import contextlib
import random
import socket
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from bot.providers.http import HttpLine, NoAnswer, NotSent

Step = Callable[[BaseHTTPRequestHandler], None]


class Script:
    """Each request takes the next step; the last one stays."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.over = Event()

    def play(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append((handler.command, handler.path, headers, body))
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        step(handler)


@contextlib.contextmanager
def playing(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.play(self)

        do_POST = do_GET  # noqa: N815 - the name by which the server finds it

        def log_message(self, *parts: object) -> None:
            """Tests need no log of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()


def answer(status: int, body: bytes = b"{}", **headers: str) -> Step:
    def step(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return step


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


class Line(HttpLine):
    """Waits are noted, not waited."""

    def __init__(self, root: str, whole_seconds: float = 12.0) -> None:
        self.waits: list[float] = []
        super().__init__(root, "secret", pause=self.waits.append, dice=random.Random(7), whole_seconds=whole_seconds)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_call_carries_token_body_and_key() -> None:
    script = Script(answer(201, b'{"id": 1}'))
    with playing(script) as url:
        got = Line(url + "/v1/").repeating("POST", "/orders", body={"a": "é"}, key="k-1")
    assert (got.status, got.json()) == (201, {"id": 1})
    [(method, path, headers, body)] = script.requests
    assert (method, path, body) == ("POST", "/v1/orders", b'{"a": "\\u00e9"}')
    assert (headers["authorization"], headers["idempotency-key"]) == ("Bearer secret", "k-1")


@pytest.mark.parametrize(
    "trouble",
    [answer(500), answer(503), answer(429), hang_up, answer(409, b'{"error":{"code":"idempotency_in_progress"}}')],
)
@pytest.mark.parametrize(("method", "key"), [("GET", ""), ("POST", "k-1")])
def test_safe_call_is_repeated_after_passing_trouble(trouble: Step, method: str, key: str) -> None:
    script = Script(trouble, answer(200, b'{"ok": true}'))
    with playing(script) as url:
        line = Line(url)
        assert line.repeating(method, "/x", key=key).json() == {"ok": True}
    assert len(script.requests) == 2
    assert len(line.waits) == 1
    assert {headers.get("idempotency-key", "") for _, _, headers, _ in script.requests} == {key}


def test_call_is_repeated_twice_at_most_with_growing_pauses() -> None:
    script = Script(answer(503))
    with playing(script) as url:
        line = Line(url)
        assert line.repeating("GET", "/x").status == 503
    assert len(script.requests) == 3
    assert 0.2 <= line.waits[0] <= 0.4 <= line.waits[1] <= 0.8


@pytest.mark.parametrize("trouble", [answer(500), answer(429)])
def test_post_without_a_key_is_never_repeated(trouble: Step) -> None:
    script = Script(trouble)
    with playing(script) as url:
        assert Line(url).repeating("POST", "/x").status in (500, 429)
    assert len(script.requests) == 1


def test_broken_post_without_a_key_has_no_answer_and_is_not_repeated() -> None:
    script = Script(hang_up)
    with playing(script) as url, pytest.raises(NoAnswer):
        Line(url).repeating("POST", "/x")
    assert len(script.requests) == 1


@pytest.mark.parametrize("refusal", [400, 401, 404, 409, 422, 302, 304])
def test_answers_that_say_something_are_not_repeated(refusal: int) -> None:
    script = Script(answer(refusal, b"", Location="/elsewhere"))
    with playing(script) as url:
        assert Line(url).repeating("GET", "/x").status == refusal
    assert len(script.requests) == 1


def test_retry_after_is_kept_up_to_two_seconds() -> None:
    script = Script(answer(429, Retry_After="2"), answer(200))
    with playing(script) as url:
        line = Line(url)
        assert line.repeating("GET", "/x").status == 200
    assert line.waits == [2.0]


def test_longer_retry_after_ends_the_call() -> None:
    script = Script(answer(429, Retry_After="3"))
    with playing(script) as url:
        line = Line(url)
        got = line.repeating("GET", "/x")
    assert (got.status, got.retry_after(), line.waits) == (429, 3.0, [])


def test_closed_port_is_not_sent_and_may_be_tried_again_even_without_a_key() -> None:
    line = Line(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(NotSent):
        line.repeating("POST", "/x")
    assert len(line.waits) == 2


@pytest.mark.parametrize(
    "root", ["http://no-such-host.invalid", "no scheme at all", "http://[", "https://127.0.0.1:{}"]
)
def test_address_that_leads_nowhere_is_not_sent(root: str) -> None:
    with pytest.raises(NotSent):
        Line(root.format(closed_port())).once("GET", "/x")


def test_silence_ends_in_time_and_may_have_been_heard() -> None:
    def wait(handler: BaseHTTPRequestHandler) -> None:
        script.over.wait(5)

    script = Script(wait)
    begun = time.monotonic()
    with playing(script) as url, pytest.raises(NoAnswer):
        Line(url).once("POST", "/x", timeout=(1.0, 0.2))
    assert time.monotonic() - begun < 2


def test_answer_that_never_ends_is_cut_off() -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            while not script.over.wait(0.02):
                handler.wfile.write(b" " * 65536)

    script = Script(trickle)
    begun = time.monotonic()
    with playing(script) as url, pytest.raises(NoAnswer):
        Line(url, whole_seconds=0.5).repeating("GET", "/x")
    assert time.monotonic() - begun < 4


def test_broken_off_answer_is_no_answer() -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"{")
        hang_up(handler)

    with playing(Script(half)) as url, pytest.raises(NoAnswer):
        Line(url).once("GET", "/x")


def test_netrc_does_not_replace_our_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    script = Script(answer(200))
    with playing(script) as url:
        Line(url).once("GET", "/x")
    assert script.requests[0][2]["authorization"] == "Bearer secret"
