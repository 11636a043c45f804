"""Which parts are started, and with what environment."""

from __future__ import annotations

import io
import socket
from pathlib import Path

from bot.run.console import Console
from bot.run.parts import Part, environment_of_parts, read_parts
from bot.run.ports import blocked_ports
from bot.settings import SANDBOX_VALUES, read_settings

PROCFILE = Path(__file__).resolve().parents[3] / "Procfile"


def names(**environment: str) -> list[str]:
    return [part.name for part in read_parts(PROCFILE, read_settings(environment))]


def test_a_laptop_runs_all_five() -> None:
    assert names() == ["gateway", "worker", "rasa", "actions", "sandbox"]


def test_production_leaves_the_sandbox_out() -> None:
    assert names(DUKA_MODE="production", **SANDBOX_VALUES) == ["gateway", "worker", "rasa", "actions"]


def test_a_part_that_a_setting_places_elsewhere_is_not_started_here() -> None:
    assert "rasa" not in names(RASA_URL="http://rasa.internal:5005")


def test_ports_follow_the_settings_into_the_environment() -> None:
    settings = read_settings(
        {"RASA_URL": "http://localhost:6005", "ACTION_ENDPOINT_URL": "http://localhost:6055/webhook"}
    )
    environment = environment_of_parts(settings, {"PATH": "/bin"})
    assert (environment["RASA_PORT"], environment["ACTIONS_PORT"]) == ("6005", "6055")
    assert environment["PATH"].endswith(":/bin")


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
