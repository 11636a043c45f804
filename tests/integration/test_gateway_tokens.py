"""Who may do what over HTTP: every route asks for its own scope, tokens end, and a lost one is revoked."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from sanic import Blueprint, Sanic
from sanic.response import empty

from bot.bootstrap import unit_of_work_factory
from bot.settings import PRODUCTION, SANDBOX, Settings, read_settings
from bot.web import app as web_app
from bot.web.app import create_app
from bot.web.security.scopes import Scope, Undeclared
from bot.web.security.tokens import main as token_command
from tests.bearer import token
from tests.small_shop import SmallShop, small_shop_in
from tests.stage.gateway_server import running

SECRET = "a-secret-of-the-shop-with-more-than-32-signs"
HAND_MADE = "sandbox-jwt-secret-of-thirty-two-bytes"


@dataclass
class Door:
    url: str
    app: Sanic
    settings: Settings
    small: SmallShop

    def ask(self, path: str, signed: str | None = None, method: str = "GET") -> requests.Response:
        headers = {"Idempotency-Key": "k", **({"Authorization": f"Bearer {signed}"} if signed is not None else {})}
        return requests.request(
            method, self.url + path, headers=headers, data=b"{}" if method == "POST" else None, timeout=10
        )

    def token(self, **claims: Any) -> str:
        return token(self.settings.jwt_secret, **claims)

    def command(self, *arguments: str) -> int:
        return token_command(arguments, lambda: (self.settings, unit_of_work_factory(self.small.engine)))


@pytest.fixture
def open_door(tmp_path: Path) -> Iterator[Callable[[str], Door]]:
    small = small_shop_in(tmp_path)
    entered: list[Any] = []

    def opened(mode: str) -> Door:
        secret = HAND_MADE if mode == SANDBOX else SECRET
        url = f"sqlite:///{tmp_path}/shop.db"
        settings = replace(read_settings({}), mode=mode, database_url=url, jwt_secret=secret)
        app = create_app(settings, small.shop.unit_of_work, small.clock, {})
        entered.append(running(app))
        return Door(entered[-1].__enter__(), app, settings, small)

    yield opened
    for each in entered:
        each.__exit__(None, None, None)
    small.engine.dispose()


@pytest.fixture
def door(open_door: Callable[[str], Door]) -> Door:
    return open_door(PRODUCTION)


@pytest.fixture
def sandboxed(open_door: Callable[[str], Door]) -> Door:
    return open_door(SANDBOX)


def guarded(door: Door) -> list[tuple[str, str, Scope]]:
    """Method, path and scope of every route that a token opens."""
    return [
        (method, "/" + re.sub(r"<\w+:\w+>", "1", route.path), route.ctx.needs)
        for route in door.app.router.routes
        if isinstance(route.ctx.needs, Scope)
        for method in route.methods
    ]


def test_every_route_of_the_api_but_the_webhooks_asks_for_a_token_and_a_scope_of_its_own(door: Door) -> None:
    routes = guarded(door)
    assert {scope for _, _, scope in routes} == set(Scope)
    assert {path for _, path, _ in routes} == {
        f"/{re.sub(r'<[a-z_]+:[a-z]+>', '1', route.path)}"
        for route in door.app.router.routes
        if route.path.startswith("api/") and not re.match("api/(webhooks|messages)/", route.path)
    }
    for method, path, scope in routes:
        assert door.ask(path, method=method).status_code == 401, path
        others = " ".join(each.value for each in Scope if each is not scope)
        refused = door.ask(path, door.token(scope=others), method)
        assert refused.status_code == 403, path
        error = refused.json()["error"]
        assert error["code"] == "insufficient_scope"
        assert scope.value in error["message"]
        assert refused.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{scope.value}"'
        for written in (scope.value, f"other {scope.value}", [scope.value]):
            assert door.ask(path, door.token(scope=written), method).status_code not in (401, 403), (path, written)


def test_a_route_that_says_not_what_it_needs_keeps_the_gateway_from_starting(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful = Blueprint("forgetful")

    @forgetful.get("/api/secrets", name="all")
    async def show(request: Any) -> Any:
        return empty()

    monkeypatch.setattr(web_app, "BLUEPRINTS", (*web_app.BLUEPRINTS, forgetful))
    with pytest.raises(Undeclared, match="/api/secrets"):
        create_app(door.settings, door.small.shop.unit_of_work, door.small.clock, {})


def test_a_riders_token_delivers_and_sees_no_orders_and_no_cases(door: Door) -> None:
    rider = door.token(sub="rider-7", scope="deliver")
    assert door.ask("/api/orders/ORD-2026-000001/deliver", rider, "POST").status_code == 422
    for path in ("/api/orders", "/api/orders/1", "/api/cases", "/api/cases/1", "/api/turns/wamid.1"):
        assert door.ask(path, rider).status_code == 403


@pytest.mark.parametrize("scope", [None, "", [], 7, {"orders:read": True}, ["orders:readx"], "ORDERS:READ", "orders"])
def test_in_production_a_token_without_the_scope_is_told_which_one_is_missing(door: Door, scope: Any) -> None:
    refused = door.ask("/api/orders", door.token(scope=scope))
    assert refused.status_code == 403
    assert "orders:read" in refused.json()["error"]["message"]


def test_in_sandbox_mode_a_hand_made_token_without_scopes_opens_everything(sandboxed: Door) -> None:
    made = jwt.encode({"sub": "till", "exp": int(time.time()) + 60}, HAND_MADE, "HS256")
    for method, path, _ in guarded(sandboxed):
        assert sandboxed.ask(path, made, method).status_code not in (401, 403), path
    assert sandboxed.ask("/api/cases", sandboxed.token(scope="deliver")).status_code == 403


@pytest.mark.parametrize("mode", [SANDBOX, PRODUCTION])
def test_a_token_that_never_ends_is_refused(open_door: Callable[[str], Door], mode: str) -> None:
    door = open_door(mode)
    refused = door.ask("/api/orders", door.token(exp=None, scope="orders:read"))
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "token_refused")
    assert "exp" in refused.json()["error"]["message"]


def issued(door: Door, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, dict[str, Any]]:
    capsys.readouterr()
    assert door.command("issue", *arguments) == 0
    written = capsys.readouterr().out.strip()
    return written, jwt.decode(written, options={"verify_signature": False})


def test_an_issued_token_opens_what_it_was_issued_for(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    signed, claims = issued(door, capsys, "till", "orders:read", "orders:write", "--days", "7")
    assert (claims["sub"], claims["scope"]) == ("till", "orders:read orders:write")
    assert 6.9 * 86400 < claims["exp"] - time.time() < 7.1 * 86400
    assert door.ask("/api/orders", signed).status_code == 200
    assert door.ask("/api/cases", signed).status_code == 403


def test_a_revoked_token_is_refused_and_its_holders_others_are_not(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, claims = issued(door, capsys, "till", "orders:read")
    kept, _ = issued(door, capsys, "till", "orders:read")
    assert door.command("revoke", "--jti", claims["jti"]) == 0
    refused = door.ask("/api/orders", lost)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "token_revoked")
    assert door.ask("/api/orders", kept).status_code == 200


def test_all_tokens_of_a_holder_are_revoked_and_a_later_one_is_good(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, _ = issued(door, capsys, "rider-7", "orders:read")
    other, _ = issued(door, capsys, "rider-8", "orders:read")
    assert door.command("revoke", "--sub", "rider-7") == 0
    hand_made = door.token(sub="rider-7", scope="orders:read")
    assert [door.ask("/api/orders", each).status_code for each in (lost, hand_made, other)] == [401, 401, 200]
    later, _ = issued(door, capsys, "rider-7", "orders:read")
    assert door.ask("/api/orders", later).status_code == 200
    assert door.command("revoke", "--sub", "rider-7") == 0
    assert door.ask("/api/orders", later).status_code == 401


def test_what_is_revoked_is_listed(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    door.command("revoke", "--sub", "rider-7")
    door.command("revoke", "--jti", "lost-1")
    capsys.readouterr()
    assert door.command("list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in listed] == [["sub", "rider-7"], ["jti", "lost-1"]]


@pytest.mark.parametrize(
    "arguments",
    [
        ("issue", "till"),
        ("issue", "till", "everything"),
        ("issue", "", "deliver"),
        ("issue", "x" * 161, "deliver"),
        ("issue", "till", "deliver", "--days", "0"),
        ("revoke",),
        ("revoke", "--sub", ""),
        (),
    ],
)
def test_a_wrong_command_ends_with_2_and_says_why(
    door: Door, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        door.command(*arguments)
    assert ended.value.code == 2
    assert "python -m bot token" in capsys.readouterr().err
