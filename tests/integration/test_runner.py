"""The runner with small programs in place of the shop's: real processes, real ports, real signals."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_WAIT = 30
RUN = "import sys, bot.workshop.run; sys.exit(bot.workshop.run.main(sys.argv[1:]))"
ANSWERING_PART = """
import http.server, os, sys

class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"model_file": "duka.tar.gz"}')

    def log_message(self, *_):
        pass

print("open", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
"""


class Shop:
    """One run of the runner over a Procfile; its output is read line by line as it comes."""

    def __init__(self, folder: Path, *options: str, **commands: str) -> None:
        names = ("gateway", "rasa", "actions", "sandbox", "worker")
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        (folder / "part.py").write_text(ANSWERING_PART)
        answering = {name: f"exec python {folder}/part.py {port}" for name, port in self.ports.items()}
        lines = {**answering, **{name: command.format(**answering) for name, command in commands.items()}}
        (folder / "Procfile").write_text("".join(f"{name}: {command}\n" for name, command in lines.items()))
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "--prepared", "--procfile", str(folder / "Procfile"), *options],
            cwd=ROOT,
            env={**os.environ, **self._settings()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._arriving: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def read_until(self, words: str) -> None:
        while not any(words in line for line in self.lines):
            line = self._arriving.get(timeout=SECONDS_TO_WAIT)
            assert line is not None, f"{words!r} never came: {self.lines}"
            self.lines.append(line)

    def end(self) -> int:
        """Its exit code, once it and every part that held its output open have ended."""
        code = self.process.wait(timeout=SECONDS_TO_WAIT)
        self._reader.join(timeout=SECONDS_TO_WAIT)
        while (line := self._arriving.get(timeout=1)) is not None:
            self.lines.append(line)
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=SECONDS_TO_WAIT)
        self._reader.join(timeout=SECONDS_TO_WAIT)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _settings(self) -> dict[str, str]:
        return {
            "DUKA_MODE": "sandbox",
            "PORT": str(self.ports["gateway"]),
            "APP_URL": "http://shop.example",
            "RASA_URL": f"http://localhost:{self.ports['rasa']}",
            "ACTION_ENDPOINT_URL": f"http://localhost:{self.ports['actions']}/webhook",
            "SANDBOX_URL": f"http://localhost:{self.ports['sandbox']}",
            "WORKER_URL": f"http://localhost:{self.ports['worker']}",
        }

    def said(self) -> list[str]:
        """What the runner itself said."""
        return [line.partition("| ")[2] for line in self.lines if re.search(r"duka +\|", line)]

    def pid(self, name: str) -> int:
        """Of the process that a part named when it began."""
        return int(next(line for line in reversed(self.lines) if f"{name} is" in line).split()[-1])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._arriving.put(line.rstrip())
        self._arriving.put(None)


OpenShop = Callable[..., Shop]


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [listener.getsockname()[1] for listener in sockets]


@pytest.fixture
def open_shop(tmp_path: Path) -> Iterator[OpenShop]:
    shops: list[Shop] = []

    def open_it(*options: str, **commands: str) -> Shop:
        shops.append(Shop(tmp_path, *options, **commands))
        return shops[-1]

    yield open_it
    for shop in shops:
        shop.close()


def test_the_addresses_appear_once_all_parts_answer_and_ctrl_c_ends_all(open_shop: OpenShop) -> None:
    shop = open_shop()
    shop.read_until("Phone ")
    shop.read_until("http://shop.example/docs")
    shop.process.send_signal(signal.SIGINT)
    assert shop.end() == 0
    assert shop.lines[-1].endswith("all ended")
    for port in shop.ports.values():
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            pass


def test_a_part_that_cannot_start_closes_the_shop_and_is_named_with_its_last_lines(open_shop: OpenShop) -> None:
    shop = open_shop(worker="echo 'no such table: turns'; exit 7")
    assert shop.end() == 1
    said = shop.said()
    assert "worker ended with exit code 7. The last it said:" in said
    assert "    no such table: turns" in said
    assert said[-1] == "all ended"


NAMED = "echo worker is $$; {worker}"


def test_a_part_that_dies_while_the_shop_is_open_is_started_again(open_shop: OpenShop) -> None:
    shop = open_shop(worker=NAMED)
    shop.read_until("Phone ")
    os.kill(shop.pid("worker"), signal.SIGKILL)
    shop.read_until("worker was ended by SIGKILL and is started again")
    shop.read_until("worker is back after")
    shop.process.send_signal(signal.SIGINT)
    assert shop.end() == 0


def test_a_part_that_stands_still_is_ended_and_started_again(open_shop: OpenShop) -> None:
    shop = open_shop(worker=NAMED)
    shop.read_until("Phone ")
    os.kill(shop.pid("worker"), signal.SIGSTOP)
    shop.read_until("worker has not answered for")
    shop.read_until("worker is back after")
    shop.process.send_signal(signal.SIGINT)
    assert shop.end() == 0
    assert shop.said()[-1] == "all ended"


def test_a_part_that_ran_once_and_cannot_start_is_tried_until_it_can(open_shop: OpenShop, tmp_path: Path) -> None:
    shop = open_shop(worker=f"while [ -e {tmp_path}/broken ]; do exit 7; done; {NAMED}")
    shop.read_until("Phone ")
    (tmp_path / "broken").touch()
    os.kill(shop.pid("worker"), signal.SIGKILL)
    shop.read_until("worker ended with exit code 7. The last it said:")
    (tmp_path / "broken").unlink()
    shop.read_until("worker is back after")
    shop.process.send_signal(signal.SIGINT)
    assert shop.end() == 0


def test_one_part_alone_is_kept_running_too(open_shop: OpenShop) -> None:
    shop = open_shop("--only", "worker", worker=NAMED)
    shop.read_until("worker answers after")
    os.kill(shop.pid("worker"), signal.SIGKILL)
    shop.read_until("worker is back after")
    shop.process.send_signal(signal.SIGTERM)
    assert shop.end() == 0
    assert shop.said()[0] == "starting worker"


def test_when_the_runner_itself_is_killed_its_parts_end_too(open_shop: OpenShop) -> None:
    shop = open_shop()
    shop.read_until("Phone ")
    shop.process.kill()
    shop.process.wait(timeout=SECONDS_TO_WAIT)
    # The reader ends once no part holds the output open any more.
    shop._reader.join(timeout=SECONDS_TO_WAIT)
    assert not shop._reader.is_alive()


def test_a_part_that_ignores_the_request_to_end_is_ended_by_force(open_shop: OpenShop) -> None:
    shop = open_shop(worker="trap '' TERM; echo deaf; while :; do sleep 1; done")
    shop.read_until("deaf")
    shop.process.send_signal(signal.SIGTERM)
    assert shop.end() == 0
    assert shop.lines[-1].endswith("all ended, only by force: worker")


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "Procfile").write_text(f"gateway: touch {tmp_path}/started\n")
        result = subprocess.run(
            [sys.executable, "-c", RUN, "--prepared", "--procfile", str(tmp_path / "Procfile")],
            cwd=ROOT,
            env={**os.environ, "DUKA_MODE": "sandbox", "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_WAIT,
        )
    assert result.returncode == 1
    assert f"Port {port} for gateway cannot be had" in result.stderr
    assert not (tmp_path / "started").exists()
