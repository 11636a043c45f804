"""The door of the action server: only who shows the key has actions run.

The SDK loads every module of this package and then asks its plugins for more, so the key is demanded however the server
was started: by ``python -m bot actions`` as well as by ``rasa run actions``.
"""

from __future__ import annotations

import hmac
import os
from urllib.parse import urlsplit

import pluggy
from rasa_sdk.endpoint import run
from rasa_sdk.plugin import plugin_manager
from rasa_sdk.utils import update_sanic_log_level
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.listening import demand_free
from bot.logs import mask_phones
from bot.settings import Settings, actions_key, read_settings
from bot.storage.opening import opened
from bot.watchdog import watchdog

PORT = 5055
OPEN = "/health"


def serve(settings: Settings) -> None:
    """Until it is told to stop. Raises PortTaken, NotThereNow and SettingError."""
    port = urlsplit(settings.action_endpoint_url).port or PORT
    demand_free(settings.inside_host, port, "actions", "ACTION_ENDPOINT_URL")
    opened(settings.database_url).dispose()
    update_sanic_log_level()
    os.environ["SANIC_HOST"] = settings.inside_host
    run("actions", port, cors_origins=[])


class Door:
    @pluggy.HookimplMarker("rasa_sdk")
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        proof = f"Bearer {actions_key(read_settings())}".encode()

        async def demand_the_key(request: Request) -> HTTPResponse | None:
            given = request.headers.get("authorization", "").encode(errors="surrogateescape")
            if request.path == OPEN or hmac.compare_digest(given, proof):
                return None
            return response.json({"error": "this door is for Rasa"}, status=401)

        async def begin_watch(_app: Sanic, _loop: object) -> None:
            watchdog.begin()

        mask_phones()
        app.register_middleware(demand_the_key, "request")
        app.register_listener(begin_watch, "after_server_start")


if not plugin_manager().has_plugin(__name__):
    plugin_manager().register(Door(), __name__)
