"""A part that stopped answering is told from one that works hard, over real connections."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.workshop.run.vigil import Patience, Vigil

PATIENCE = Patience(ask_first=0.02, ask_every=0.02, answer=0.1, silent=0.5, busy=2.0, start=3.0, start_idle=0.6)
WAIT = 20.0


class Part(ThreadingHTTPServer):
    """Answers with ``status``, or not at all while that is 0."""

    daemon_threads = True
    status = 200


class Answer(BaseHTTPRequestHandler):
    server: Part

    def do_GET(self) -> None:
        if self.server.status:
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_said: object) -> None:
        return


class Watched:
    """A vigil over a part, and what it told."""

    def __init__(self, part: Part, pid: int) -> None:
        self.ready, self.hung = threading.Event(), threading.Event()
        self.silent = 0.0
        url = f"http://127.0.0.1:{part.server_address[1]}/healthz"
        self.vigil = Vigil(url, pid, PATIENCE, self.ready.set, self._hangs)
        self.vigil.begin()

    def _hangs(self, silent: float) -> None:
        self.silent = silent
        self.hung.set()


@pytest.fixture
def part() -> Iterator[Part]:
    with Part(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def idle() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.kill()


@pytest.fixture
def busy() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        yield process.pid
        process.kill()


@pytest.mark.parametrize("status", [0, 500])
def test_an_idle_part_that_answers_no_more_hangs(part: Part, idle: int, status: int) -> None:
    watched = Watched(part, idle)
    assert watched.ready.wait(WAIT)
    part.status = status
    assert watched.hung.wait(WAIT)
    assert PATIENCE.silent < watched.silent < PATIENCE.busy


def test_a_part_that_works_hard_is_given_longer(part: Part, busy: int) -> None:
    watched = Watched(part, busy)
    assert watched.ready.wait(WAIT)
    part.status = 0
    assert watched.hung.wait(WAIT)
    assert watched.silent > PATIENCE.busy


def test_a_part_that_works_and_never_answers_is_given_the_time_to_start(part: Part, busy: int) -> None:
    part.status = 0
    watched = Watched(part, busy)
    assert watched.hung.wait(WAIT)
    assert not watched.ready.is_set()
    assert watched.silent > PATIENCE.start


def test_a_part_that_neither_answers_nor_works_while_it_starts_hangs(part: Part, idle: int) -> None:
    part.status = 0
    watched = Watched(part, idle)
    assert watched.hung.wait(WAIT)
    assert PATIENCE.start_idle < watched.silent < PATIENCE.start


def test_a_vigil_that_was_ended_tells_nothing(part: Part, idle: int) -> None:
    watched = Watched(part, idle)
    assert watched.ready.wait(WAIT)
    watched.vigil.end()
    part.status = 0
    assert not watched.hung.wait(PATIENCE.busy)
