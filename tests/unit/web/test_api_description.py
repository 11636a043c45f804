"""The description says what the gateway has, no more and no less."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import yaml

from bot.services.ports import UnitOfWork
from bot.settings import read_settings
from bot.web.api.description import described
from bot.web.app import create_app
from bot.web.pages import DESCRIPTION
from bot.web.security.scopes import Scope

OPENAPI = DESCRIPTION.read_text(encoding="utf-8")


def unused(read_only: bool = False) -> UnitOfWork:
    raise AssertionError("nothing is asked of the database here")


def test_described_routes_are_the_routes_of_the_gateway() -> None:
    app = create_app(read_settings({}), unused, lambda: datetime.now(timezone.utc), {})
    real = {
        (method, re.sub(r"<\w+:\w+>", "{}", f"/{route.path}"))
        for route in app.router.routes
        for method in route.methods
    }
    told = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path))
        for path, calls in yaml.safe_load(OPENAPI)["paths"].items()
        for method in calls
    }
    assert real == told


def test_described_scopes_are_the_scopes_that_the_routes_demand() -> None:
    app = create_app(read_settings({}), unused, lambda: datetime.now(timezone.utc), {})
    real = {
        (method, re.sub(r"<\w+:\w+>", "{}", f"/{route.path}")): route.ctx.needs.value
        for route in app.router.routes
        for method in route.methods
        if isinstance(route.ctx.needs, Scope)
    }
    told = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path)): call["x-scope"]
        for path, calls in yaml.safe_load(OPENAPI)["paths"].items()
        for method, call in calls.items()
        if "x-scope" in call
    }
    assert real == told
    for scope in Scope:
        assert f"Scope: {scope.value}" in described(OPENAPI)


def test_page_names_every_path_and_object_and_needs_no_other_host() -> None:
    page = described(OPENAPI)
    document = yaml.safe_load(OPENAPI)
    for name in (*document["paths"], *document["components"]["schemas"]):
        assert str(name) in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//|<script""", page)
