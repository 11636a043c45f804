"""Which parts are started, and with what environment."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from bot.settings import SettingError, rasa_token, read_settings
from bot.workshop.run.console import Console
from bot.workshop.run.parts import Part, environment_of_parts, procfile_of, read_parts
from bot.workshop.run.ports import blocked_ports
from tests.own_shop import PRODUCTION

ROOT = Path(__file__).resolve().parents[4]
PROCFILE = ROOT / "Procfile.sandbox"


def names(**environment: str) -> list[str]:
    settings = read_settings(environment)
    return [part.name for part in read_parts(ROOT / procfile_of(settings), settings)]


def test_a_laptop_runs_all_five() -> None:
    assert names() == ["gateway", "worker", "rasa", "actions", "sandbox"]


def test_production_leaves_the_sandbox_out() -> None:
    assert names(**PRODUCTION) == ["gateway", "worker", "rasa", "actions"]


def test_a_sandbox_that_a_procfile_names_is_still_left_out_in_production() -> None:
    parts = read_parts(PROCFILE, read_settings(PRODUCTION))
    assert "sandbox" not in [part.name for part in parts]


def test_the_procfile_that_other_runners_take_by_its_name_has_no_sandbox() -> None:
    commands = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes
    assert list(commands) == ["gateway", "worker", "rasa", "actions"]


def test_a_part_that_a_setting_places_elsewhere_is_not_started_here() -> None:
    assert "rasa" not in names(RASA_URL="http://rasa.internal:5005")


def test_parts_find_this_pythons_programs_first() -> None:
    assert environment_of_parts(read_settings({}), {"PATH": "/bin"})["PATH"].endswith(":/bin")


def test_the_key_of_a_door_is_asked_with_but_not_shown() -> None:
    settings = read_settings({})
    (rasa,) = [part for part in read_parts(PROCFILE, settings) if part.name == "rasa"]
    assert rasa.door is not None
    assert rasa.door.url.endswith(f"?token={rasa_token(settings)}")
    assert rasa_token(settings) not in repr(rasa)


def test_a_taken_port_is_named_with_its_part_and_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        parts = read_parts(PROCFILE, read_settings({"RASA_URL": f"http://localhost:{port}"}))
        rasa = [part for part in parts if part.name == "rasa"]
        (sentence,) = blocked_ports(rasa)
    assert sentence.startswith(f"Port {port} for rasa cannot be had: ")
    assert "RASA_URL" in sentence


def test_a_free_port_and_a_part_without_one_are_not_mentioned() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    parts = read_parts(PROCFILE, read_settings({"RASA_URL": f"http://localhost:{port}", "WORKER_URL": "off"}))
    assert blocked_ports([part for part in parts if part.name in ("rasa", "worker")]) == []


def test_deprecation_warnings_of_installed_packages_are_dropped_with_their_source_line() -> None:
    output = io.StringIO()
    console = Console(["rasa"], output)
    for line in (
        "/x/site-packages/sanic_cors/extension.py:39: DeprecationWarning: distutils Version classes are deprecated.",
        "  SANIC_VERSION = LooseVersion(sanic_version)",
        "Starting Rasa server",
        "  an indented line that belongs to us",
    ):
        console.relay("rasa", line)
    lines = [line.partition("| ")[2] for line in output.getvalue().splitlines()]
    assert lines == ["Starting Rasa server", "  an indented line that belongs to us"]


def test_a_part_is_its_name_its_command_and_its_door() -> None:
    settings = read_settings({"WORKER_URL": "off"})
    worker = next(part for part in read_parts(PROCFILE, settings) if part.name == "worker")
    assert worker == Part("worker", "exec python -m bot worker", None)


def test_one_part_alone_is_asked_on_its_own_machine_whatever_its_setting_calls_it() -> None:
    settings = read_settings({"RASA_URL": "http://rasa:5005"})
    (rasa,) = read_parts(PROCFILE, settings, only="rasa")
    assert rasa.door is not None
    assert rasa.door.alive == rasa.door.url == "http://127.0.0.1:5005/webhooks/gateway/"


def test_a_part_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingError, match=r"no part till in .*gateway, worker"):
        read_parts(PROCFILE, read_settings({}), only="till")
