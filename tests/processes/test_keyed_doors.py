"""Rasa and the action server of a real shop: who has no key learns nothing, changes nothing and has nothing run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.settings import actions_key, channel_token, rasa_token, read_settings
from bot.storage.database import make_engine
from bot.storage.migrate import upgrade
from tests.own_shop import PRODUCTION
from tests.processes.shop_processes import ROOT, ShopProcesses, free_ports

CONVERSATION = "wa:254711000001"
KEPT_SHUT = [
    ("GET", "/status"),
    ("GET", "/domain"),
    ("GET", f"/conversations/{CONVERSATION}/tracker"),
    ("POST", f"/conversations/{CONVERSATION}/tracker/events"),
    ("POST", f"/conversations/{CONVERSATION}/trigger_intent"),
    ("PUT", "/model"),
    ("DELETE", "/model"),
    ("POST", "/model/parse"),
]
CALL = {
    "next_action": "action_view_cart",
    "sender_id": CONVERSATION,
    "tracker": {"sender_id": CONVERSATION, "slots": {}, "events": [], "latest_message": {}, "paused": False},
    "domain": {"responses": {}},
    "version": "3.6.21",
}


@pytest.fixture(scope="module")
def real_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopProcesses]:
    folder = tmp_path_factory.mktemp("real-shop")
    rasa, actions = free_ports(2)
    own = {
        **PRODUCTION,
        "DATABASE_URL": f"sqlite:///{folder}/duka.db",
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTION_ENDPOINT_URL": f"http://127.0.0.1:{actions}/webhook",
    }
    shop = ShopProcesses(folder, read_settings(own))
    shop.environment.update(own)
    try:
        shop.start(("rasa", "actions"))
        shop.wait_until_ready(("rasa", "actions"))
        yield shop
    finally:
        shop.end()


def ask(shop: ShopProcesses, method: str, path: str, token: str = "", body: Any = None) -> requests.Response:
    query = {"token": token} if token else {}
    return requests.request(method, shop.settings.rasa_url + path, params=query, json=body, timeout=10)


def run(shop: ShopProcesses, **headers: str | bytes) -> requests.Response:
    return requests.post(shop.settings.action_endpoint_url, json=CALL, headers=headers, timeout=10)


@pytest.mark.parametrize(("method", "path"), KEPT_SHUT)
def test_without_its_key_rasa_tells_and_changes_nothing(real_shop: ShopProcesses, method: str, path: str) -> None:
    for token in ("", "guessed", rasa_token(read_settings({}))):
        answer = ask(real_shop, method, path, token, {"text": "hi", "name": "greet", "model_file": "/etc/passwd"})
        assert answer.status_code == 401
    assert ask(real_shop, "GET", "/status", rasa_token(real_shop.settings)).json()["model_file"] == "duka.tar.gz"


def test_the_health_check_of_a_container_shows_the_key(real_shop: ShopProcesses) -> None:
    asked = [sys.executable, "-m", "deploy.answers", f"{real_shop.settings.rasa_url}/status"]
    codes = [
        subprocess.run(asked + more, cwd=ROOT, env=real_shop.environment, stderr=subprocess.PIPE).returncode
        for more in ([], ["--with-key"])
    ]
    assert codes == [1, 0]


@pytest.mark.parametrize("token", ["guessed", "", "é", "\U0001f511"])
def test_a_door_that_is_shown_something_else_than_its_key_stays_shut(real_shop: ShopProcesses, token: str) -> None:
    shown = f"Bearer {token}".encode()
    for shifted in (shown, shown.decode().encode("latin-1", "replace")):
        turn = requests.post(
            f"{real_shop.settings.rasa_url}/webhooks/gateway/turn", headers={"Authorization": shifted}, timeout=10
        )
        assert turn.status_code == 401
        assert run(real_shop, Authorization=shifted).status_code == 401


def test_without_its_key_the_action_server_runs_nothing(real_shop: ShopProcesses) -> None:
    well_known = actions_key(read_settings({}))
    assert [run(real_shop).status_code, run(real_shop, Authorization=f"Bearer {well_known}").status_code] == [401, 401]
    listed = requests.get(real_shop.settings.action_endpoint_url.replace("/webhook", "/actions"), timeout=5)
    assert listed.status_code == 401
    health = requests.get(real_shop.settings.action_endpoint_url.replace("/webhook", "/health"), timeout=5)
    assert health.status_code == 200


def test_who_has_the_keys_is_served_and_rasa_shows_its_own_to_the_action_server(real_shop: ShopProcesses) -> None:
    # given the tables that the gateway or the worker would have made
    upgrade(make_engine(real_shop.settings.database_url))
    # when the worker asks a turn whose answer is an action's
    turn = {"conversation": CONVERSATION, "message_id": "1", "text": "what is in my cart?"}
    headers = {"Authorization": f"Bearer {channel_token(real_shop.settings)}"}
    answered = requests.post(
        f"{real_shop.settings.rasa_url}/webhooks/gateway/turn", json=turn, headers=headers, timeout=20
    )
    # then it was answered, and its events can be read with Rasa's key
    assert answered.status_code == 200
    assert "cart" in answered.json()["replies"][0]["text"]
    tracker = ask(real_shop, "GET", f"/conversations/{CONVERSATION}/tracker", rasa_token(real_shop.settings)).json()
    assert tracker["latest_message"]["text"] == "what is in my cart?"


def test_no_key_stands_in_a_command_line_that_every_user_can_read(real_shop: ShopProcesses) -> None:
    keys = [make(real_shop.settings).encode() for make in (rasa_token, actions_key, channel_token)]
    lines = [Path(f"/proc/{real_shop.pid(name)}/cmdline").read_bytes() for name in ("rasa", "actions")]
    assert all(b"-m\0bot\0" in line for line in lines)
    assert not [key for key in keys for line in lines if key in line]


def test_on_the_same_machine_a_sandbox_reads_a_text_for_everybody_and_nothing_else(running_shop: ShopProcesses) -> None:
    assert ask(running_shop, "POST", "/model/parse", body={"text": "2 sugar"}).json()["intent"]["name"]
    for method, path in KEPT_SHUT:
        if path != "/model/parse":
            assert ask(running_shop, method, path).status_code == 401


def test_rasas_own_commands_find_the_key_of_the_sandbox_in_their_endpoints() -> None:
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    assert f"Authorization: Bearer {actions_key(read_settings({}))}\n" in endpoints
