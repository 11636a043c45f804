"""When a freshly trained model is loaded into a running Rasa, and when that is left to a person."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.workshop.run.loading import load, model_id

KEY = "key-of-this-rasa"


@dataclass
class RasaOfFewLines:
    """Answers ``/status``, and takes models with ``status``; both only for who shows the key."""

    url: str = ""
    running: str = "old"
    status: int = 204
    loaded: list[str] = field(default_factory=list)


@pytest.fixture
def rasa() -> Iterator[RasaOfFewLines]:
    known = RasaOfFewLines()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(*((200, {"model_id": known.running}) if self.path.endswith(f"?token={KEY}") else (401, None)))

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not self.path.endswith(f"?token={KEY}"):
                return self.answer(401, None)
            known.loaded.append(json.loads(body)["model_file"])
            return self.answer(known.status, None)

        def answer(self, status: int, content: Any) -> None:
            raw = json.dumps(content).encode() if content else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_said: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}"
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    content = json.dumps({"model_id": "new"}).encode()
    described = tarfile.TarInfo("./metadata.json")
    described.size = len(content)
    with tarfile.open(tmp_path / "duka.tar.gz", "w:gz") as archive:
        archive.addfile(described, io.BytesIO(content))
    return tmp_path / "duka.tar.gz"


def test_a_model_knows_its_id_and_no_model_has_none(model: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.tar.gz").write_bytes(b"no archive")

    assert model_id(model) == "new"
    assert model_id(tmp_path / "gone.tar.gz") == ""
    assert model_id(tmp_path / "broken.tar.gz") == ""


def test_a_rasa_with_the_model_of_before_loads_the_new_one(rasa: RasaOfFewLines, model: Path) -> None:
    said = load(rasa.url, KEY, model, before="old")

    assert rasa.loaded == [str(model)]
    assert "reload the phone page" in said


def test_a_rasa_of_another_training_is_left_alone_and_the_way_is_told(rasa: RasaOfFewLines, model: Path) -> None:
    rasa.running = "of another folder"

    said = load(rasa.url, KEY, model, before="old")

    assert rasa.loaded == []
    assert f'curl -X PUT "{rasa.url}/model?token=$(.venv/bin/python -m bot.keys rasa)"' in said
    assert KEY not in said


def test_a_rasa_that_has_it_already_is_not_asked_again(rasa: RasaOfFewLines, model: Path) -> None:
    rasa.running = "new"

    assert load(rasa.url, KEY, model, before="old") == ""
    assert rasa.loaded == []


def test_a_refusal_is_told(rasa: RasaOfFewLines, model: Path) -> None:
    rasa.status = 400

    assert "it answered 400" in load(rasa.url, KEY, model, before="old")


def test_where_no_rasa_runs_or_only_elsewhere_there_is_nothing_to_say(model: Path) -> None:
    assert load("http://127.0.0.1:9", KEY, model, before="old") == ""
    assert load("https://rasa.example.com", KEY, model, before="old") == ""
