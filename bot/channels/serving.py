"""Rasa's own server, as ``rasa run --enable-api`` starts it, with a key on every door of its API."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

import rasa
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.io import configure_colored_logging
from rasa.utils.log_utils import configure_structlog
from sanic.request import Request

from bot.listening import Start, demand_free
from bot.setting_rules import is_loopback
from bot.settings import Settings, rasa_token
from bot.storage.opening import opened

PORT = 5005


def serve(settings: Settings) -> None:
    """Until it is told to stop. Raises PortTaken, NotThereNow and SettingError.

    Rasa takes its key from the command line alone, where every user of the machine could read it; so it is called here.
    """
    port = urlsplit(settings.rasa_url).port or PORT
    demand_free(settings.inside_host, port, "rasa", "RASA_URL")
    opened(settings.tracker_url).dispose()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    configure_logging_and_warnings(warn_only_once=True, filter_repeated_logs=True)
    configure_colored_logging(None)
    configure_structlog(None)
    start = Start()
    rasa.run(
        model="models",
        endpoints="endpoints.yml",
        credentials="credentials.yml",
        enable_api=True,
        auth_token=rasa_token(settings),
        interface=settings.inside_host,
        port=port,
        server_listeners=[
            (lambda app, _loop: _open_reading(app, settings), "before_server_start"),
            (start.note, "after_server_start"),
        ],
    )
    start.demand(port, "rasa")


def _open_reading(app: Any, settings: Settings) -> None:
    """In sandbox mode a text may be read on the same machine without a key: that changes nothing and tells of nobody."""
    if not settings.is_sandbox:
        return
    token = rasa_token(settings)

    async def lend_the_key(request: Request) -> None:
        if (request.method, request.path) == ("POST", "/model/parse") and is_loopback(request.ip):
            request.args["token"] = [token]

    app.register_middleware(lend_the_key, "request")
