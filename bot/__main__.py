"""``python -m bot <command>``: the processes of the shop, and the runner of all of them."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bot.listening import PortTaken
from bot.logs import mask_phones
from bot.privacy import keep_private
from bot.settings import NotThereNow, SettingError, Settings, be_part, cautions, read_settings


def _gateway(settings: Settings) -> None:
    from bot.processes import serve_gateway

    serve_gateway(settings)


def _worker(settings: Settings) -> None:
    from bot.messaging.door import open_door
    from bot.processes import make_worker
    from bot.watchdog import watchdog

    if settings.worker_url:
        open_door(settings.inside_host, settings.worker_url)
    worker = make_worker(settings)
    watchdog.begin()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: worker.stop())
    worker.run()


def _rasa(settings: Settings) -> None:
    from bot.channels.serving import serve

    serve(settings)


def _actions(settings: Settings) -> None:
    from actions.door import serve

    serve(settings)


def _sandbox(settings: Settings) -> None:
    from bot.processes import serve_sandbox

    serve_sandbox(settings)


def _migrate(settings: Settings) -> None:
    from bot.storage.opening import opened_up_to_date

    opened_up_to_date(settings.database_url)


COMMANDS: dict[str, tuple[str, Callable[[Settings], None]]] = {
    "gateway": ("receive webhooks, serve the HTTP API and pages", _gateway),
    "worker": ("take turns, send replies, do what is due", _worker),
    "rasa": ("understand and lead the talk", _rasa),
    "actions": ("run what a talk asks of the shop", _actions),
    "sandbox": ("stand in for Ghala, Meta and the customer's phone", _sandbox),
    "migrate": ("bring the database up to date", _migrate),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The process's exit code: 2 for a setting that is missing or wrong, 1 for a taken port or a database that is away."""
    keep_private()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        from bot.workshop.run import main as run

        return run(given[1:])
    if given[:1] == ["token"]:
        from bot.processes import token_command

        return token_command(given[1:])
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands: Any = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("run", help="everything on this machine, in the foreground")
    commands.add_parser("token", help="issue and revoke tokens of the HTTP API")
    for name, (what, _) in COMMANDS.items():
        commands.add_parser(name, help=what)
    command = parser.parse_args(given).command
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s %(message)s")
    mask_phones()
    for chatty in ("alembic", "rasa_sdk.executor"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        _start(command)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    except (PortTaken, NotThereNow) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _start(command: str) -> None:
    be_part(command)
    settings = read_settings()
    for caution in cautions(settings):
        logging.getLogger("duka").warning(caution)
    COMMANDS[command][1](settings)


if __name__ == "__main__":
    sys.exit(main())
