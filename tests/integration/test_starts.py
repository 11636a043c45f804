"""What a process does with a setting, a port or a database that it cannot serve with: real processes, their last words and codes."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import actions_key, rasa_token, read_settings
from tests.own_shop import PRODUCTION
from tests.processes.shop_processes import free_ports

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
SERVING = ["gateway", "worker", "rasa", "actions"]
PASSWORD = "p4ssw0rd"


def start(folder: Path, command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One process in ``folder``, with no settings but these, to its end."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "PATH", "TMPDIR") if name in os.environ}
    quiet = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=folder,
        env={**kept, **quiet, **settings},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_in_production_no_sandbox_speaks_for_customers(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    ended = start(tmp_path, "bot sandbox", **PRODUCTION, SANDBOX_URL=f"http://localhost:{port}")
    assert ended.returncode == 2
    assert ended.stderr.startswith("Setting DUKA_MODE is production, where no sandbox runs")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["bot gateway", "bot worker", "bot rasa", "bot actions", "bot run --prepared"])
def test_a_weak_secret_stops_every_process_with_one_sentence(tmp_path: Path, command: str) -> None:
    ended = start(tmp_path, command, **{**PRODUCTION, "JWT_SECRET": "e"})
    assert ended.returncode == 2
    assert ended.stderr.startswith("Setting JWT_SECRET has fewer than 32 characters")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["bot sandbox", "bot gateway", "bot rasa", "bot actions"])
def test_a_sandbox_is_not_opened_to_the_network_by_its_address_alone(tmp_path: Path, command: str) -> None:
    ended = start(tmp_path, command, HOST="0.0.0.0")
    assert ended.returncode == 2
    assert "SANDBOX_OPEN=yes" in ended.stderr


def test_a_sandbox_of_own_secrets_still_asks_for_no_key_and_stays_at_home(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    own = {**PRODUCTION, "DUKA_MODE": "sandbox", "HOST": "0.0.0.0", "SANDBOX_URL": f"http://localhost:{port}"}
    ended = start(tmp_path, "bot sandbox", **own)
    assert ended.returncode == 2
    assert "The sandbox would listen on 0.0.0.0" in ended.stderr


def test_a_sandbox_started_alone_stays_at_home_too(tmp_path: Path) -> None:
    ended = start(tmp_path, "bot.sandbox --host 0.0.0.0 --port 0")
    assert ended.returncode == 1
    assert "--open-to-network" in ended.stderr


@pytest.mark.parametrize("part", ["gateway", "worker", "rasa", "actions", "sandbox", "migrate"])
def test_another_address_than_the_stand_ins_is_said_aloud_at_every_start(tmp_path: Path, part: str) -> None:
    # a file that is no database ends those that would serve; the sandbox meets its taken port
    (tmp_path / "notes.db").write_text("buy flour " * 99)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = {
            "GHALA_API_URL": "http://localhost:9/v1",
            "DATABASE_URL": f"sqlite:///{tmp_path}/notes.db",
            "SANDBOX_URL": f"http://localhost:{listener.getsockname()[1]}",
        }
        said = start(tmp_path, f"bot {part}", **settings, PORT=str(*free_ports(1))).stderr
    assert "SANDBOX MODE with secrets that everybody knows, yet GHALA_API_URL is http://localhost:9/v1" in said


@pytest.mark.parametrize(
    ("part", "setting", "address"),
    [
        ("gateway", "PORT", "{}"),
        ("rasa", "RASA_URL", "http://localhost:{}"),
        ("actions", "ACTION_ENDPOINT_URL", "http://localhost:{}/webhook"),
        ("sandbox", "SANDBOX_URL", "http://localhost:{}"),
    ],
)
def test_a_taken_port_ends_the_part_with_a_code_that_has_it_started_again(
    tmp_path: Path, taken: int, part: str, setting: str, address: str
) -> None:
    ended = start(tmp_path, f"bot {part}", **{setting: address.format(taken)})
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(f"Port {taken} for {part} cannot be had: address already in use.")
    assert setting in ended.stderr


@pytest.mark.parametrize(
    ("part", "module", "setting", "address"),
    [
        ("gateway", "bot.processes", "PORT", "{}"),
        ("rasa", "bot.channels.serving", "RASA_URL", "http://localhost:{}"),
    ],
)
def test_a_port_that_is_taken_at_the_last_moment_is_no_good_end_either(
    tmp_path: Path, taken: int, part: str, module: str, setting: str, address: str
) -> None:
    # given a start that was told that the port is free
    (tmp_path / "late.py").write_text(
        f"import sys, {module} as serving, bot.__main__ as bot\n"
        f"serving.demand_free = lambda *_: None\nsys.exit(bot.main(['{part}']))\n"
    )
    for name in ("models", "endpoints.yml", "credentials.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    ended = start(tmp_path, "late", **{setting: address.format(taken)})
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(f"Port {taken} for {part} could not be had")


def test_the_keys_for_calls_by_hand_are_printed_and_nothing_else(tmp_path: Path) -> None:
    read = read_settings(PRODUCTION)
    asked = {door: start(tmp_path, f"bot.keys {door}", **PRODUCTION).stdout for door in ("rasa", "actions")}
    assert asked == {"rasa": f"{rasa_token(read)}\n", "actions": f"{actions_key(read)}\n"}
    refused = start(tmp_path, "bot.keys rasa", **{**PRODUCTION, "JWT_SECRET": ""})
    assert (refused.returncode, refused.stdout) == (2, "")


@pytest.mark.parametrize("part", [*SERVING, "migrate"])
def test_an_address_of_no_database_is_named_and_not_shown(tmp_path: Path, part: str) -> None:
    ended = start(tmp_path, f"bot {part}", DATABASE_URL=f"mysql://duka:{PASSWORD}@db/duka")
    assert ended.returncode == 2
    assert ended.stderr.startswith("Setting DATABASE_URL is no address of a database.")
    assert len(ended.stderr.splitlines()) == 1
    assert PASSWORD not in ended.stderr


@pytest.mark.parametrize("part", [*SERVING, "migrate"])
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, part: str) -> None:
    (tmp_path / "notes.db").write_text("buy flour " * 99)
    # Rasa's own file lies beside it
    (tmp_path / "notes-tracker.db").write_text("buy flour " * 99)
    gateway, rasa, actions = (str(port) for port in free_ports(3))
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/notes.db",
        "PORT": gateway,
        "RASA_URL": f"http://localhost:{rasa}",
        "ACTION_ENDPOINT_URL": f"http://localhost:{actions}/webhook",
    }
    ended = start(tmp_path, f"bot {part}", **settings)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("The database that DATABASE_URL names cannot be used: ")
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "notes.db").read_text().startswith("buy flour")


def test_a_server_that_does_not_answer_now_is_told_without_its_password_and_may_be_tried_again(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    ended = start(tmp_path, "bot migrate", DATABASE_URL=f"postgresql://duka:{PASSWORD}@127.0.0.1:{port}/duka")
    assert ended.returncode == 1
    assert "cannot be used: connection" in ended.stderr
    assert PASSWORD not in ended.stderr


def test_what_the_shop_keeps_is_for_its_own_user(tmp_path: Path) -> None:
    # given a folder and a database that were left readable for all, and a umask that would do so again
    (tmp_path / "var").mkdir()
    (tmp_path / "var").chmod(0o755)
    (tmp_path / "var/old.db").write_text("")
    (tmp_path / "var/old.db").chmod(0o644)
    before = os.umask(0o022)
    try:
        assert start(tmp_path, "bot migrate").returncode == 0
        assert start(tmp_path, "bot migrate", DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere/shop.db").returncode == 0
    finally:
        os.umask(before)
    made = [*(tmp_path / "var").iterdir(), *(tmp_path / "elsewhere").iterdir()]
    assert {path.name for path in made} >= {"old.db", "duka.db", "shop.db"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("var", "elsewhere")} == {0o700}
