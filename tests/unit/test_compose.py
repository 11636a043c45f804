"""What each container is given, may reach and may do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import make_url

from bot.settings import SECRETS_OF, read_dotenv, read_settings
from tests.own_shop import OWN_SECRETS, PRODUCTION

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name in SERVICES if name != "postgres")
PASSWORD = "p@ss/w:o#r?d%20 $x"
KEYS = {*OWN_SECRETS, "ENCRYPTION_KEY", "PGPASSWORD", "POSTGRES_PASSWORD"}
# What a container may hold beside what its part demands.
MORE = {
    "worker": {"PGPASSWORD", "WHATSAPP_ACCESS_TOKEN"},
    "sandbox": {*OWN_SECRETS},
    "postgres": {"POSTGRES_PASSWORD"},
}
# Not for containers: they have an address and a database of their own, and nothing reads these yet.
LEFT_OUT = {"DATABASE_URL", "REDIS_URL", "ENCRYPTION_KEY"}


def filled(value: str, given: dict[str, str]) -> str:
    """As Compose fills in ``${NAME:-default}`` and ``${NAME:?message}``."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: given.get(found[1]) or found[2] or "", value)


def environment(service: str, **given: str) -> dict[str, str]:
    named = {"POSTGRES_PASSWORD": PASSWORD, **given}
    return {name: filled(value, named) for name, value in SERVICES[service]["environment"].items()}


@pytest.mark.parametrize("service", OURS)
def test_a_container_is_given_the_secrets_of_its_part_and_no_others(service: str) -> None:
    allowed = {*SECRETS_OF.get(service, ()), *MORE.get(service, {"PGPASSWORD"})}
    assert KEYS & SERVICES[service]["environment"].keys() == allowed
    assert "env_file" not in SERVICES[service]


@pytest.mark.parametrize("service", [*sorted(SECRETS_OF)])
def test_with_what_it_is_given_a_part_of_a_real_shop_starts(service: str) -> None:
    read = read_settings(environment(service, **PRODUCTION), part=service)
    assert read.app_url == PRODUCTION["APP_URL"]


@pytest.mark.parametrize("service", OURS)
def test_with_nothing_given_the_parts_of_a_sandbox_fit_each_other(service: str) -> None:
    read = read_settings(environment(service, DUKA_MODE="sandbox"), part=service)
    assert (read.rasa_url, read.sandbox_url) == ("http://rasa:5005", "http://sandbox:8100")
    assert read.ghala_api_url == "http://sandbox:8100/ghala/v1"


def test_a_password_of_any_signs_reaches_postgresql_as_it_is() -> None:
    given = environment("gateway")
    url = make_url(given["DATABASE_URL"])
    assert (url.username, url.password, url.host, url.database) == ("duka", None, "postgres", "duka")
    assert given["PGPASSWORD"] == environment("postgres")["POSTGRES_PASSWORD"] == PASSWORD


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_container_has_no_privileges_and_writes_in_memory_or_a_volume_only(service: str) -> None:
    made = SERVICES[service]
    assert made["read_only"] is True
    assert made["cap_drop"] == ["ALL"]
    assert made["security_opt"] == ["no-new-privileges:true"]
    written = {*(entry.split(":")[0] for entry in made["tmpfs"]), *(v.split(":")[1] for v in made.get("volumes", []))}
    assert "/tmp" in written
    assert service == "postgres" or "/app/var" in written


def test_rasa_and_the_database_are_reached_from_inside_only_and_by_no_sandbox() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    joined = {service: set(SERVICES[service]["networks"]) for service in SERVICES}
    assert joined["rasa"] == joined["postgres"] == joined["migrate"] == {"inside"}
    assert joined["sandbox"] == {"outside"}
    assert joined["gateway"] == joined["worker"] == joined["actions"] == {"inside", "outside"}


def test_only_the_gateway_and_the_sandbox_are_published_and_on_this_machine() -> None:
    published = {service: port for service in SERVICES for port in SERVICES[service].get("ports", [])}
    assert published.keys() == {"gateway", "sandbox"}
    assert all(port.startswith("127.0.0.1:") for port in published.values())


def test_every_setting_of_the_example_reaches_a_container() -> None:
    named = {name for service in OURS for name in SERVICES[service]["environment"]}
    published = {found for port in SERVICES["gateway"]["ports"] for found in re.findall(r"\$\{(\w+)", port)}
    given = set(read_dotenv(ROOT / ".env.example")) - LEFT_OUT - {"POSTGRES_PASSWORD"}
    assert given - named - published == set()


def test_no_file_of_settings_lies_in_the_image() -> None:
    assert ".env" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("service", sorted(set(OURS) - {"migrate"}))
def test_a_part_is_kept_running_also_when_it_hangs(service: str) -> None:
    made = SERVICES[service]
    assert made["command"] == ["python", "-m", "bot", "run", "--only", service]
    assert made["healthcheck"]["test"][:4] == ["CMD", "python", "-m", "deploy.answers"]
