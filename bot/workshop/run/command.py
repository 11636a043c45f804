"""``python -m bot run``: migrate, train if needed, start the parts, show where they answer, end them together."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from bot.settings import SettingError, Settings, be_part, cautions, read_settings
from bot.workshop.run.console import Console
from bot.workshop.run.parts import Part, environment_of_parts, procfile_of, read_parts
from bot.workshop.run.ports import blocked_ports
from bot.workshop.run.progress import CommandFailed, run_logged
from bot.workshop.run.readiness import wait_until_ready
from bot.workshop.run.supervisor import Death, Supervisor, tell_last_lines
from bot.workshop.run.train import train
from bot.workshop.run.vigil import ASK_FIRST_SECONDS

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MIGRATE_LOG = Path("var/log/migrate.log")


def main(argv: Sequence[str] | None = None) -> int:
    """0 when a person ended it, 1 when a part could not be kept running, 2 when a setting is wrong."""
    options = _options(argv)
    begun = time.monotonic()
    for number in SIGNALS:
        signal.signal(number, _interrupt)
    try:
        if options.only:
            be_part(options.only)
        settings = read_settings()
        for caution in cautions(settings):
            print(f"  {caution}", file=sys.stderr)
        parts = read_parts(options.procfile or procfile_of(settings), settings, options.only)
        blocked = blocked_ports(parts)
        if blocked:
            print("\n".join(blocked), file=sys.stderr)
            return 1
        _prepare(environment_of_parts(settings), options.prepared or bool(options.only))
        return _run(parts, settings, begun, options.only)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    except CommandFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n  ended before the parts were started")
        return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot run", description=__doc__)
    parser.add_argument(
        "--procfile", type=Path, help="what to start (default: Procfile, or Procfile.sandbox by the mode)"
    )
    parser.add_argument(
        "--only",
        metavar="PART",
        default="",
        help="keep one part running, as in a container; neither migrates nor trains",
    )
    parser.add_argument("--prepared", action="store_true", help="neither migrate nor train first")
    return parser.parse_args(argv)


def _prepare(environment: dict[str, str], prepared: bool) -> None:
    if prepared:
        return
    run_logged("bringing the database up to date", [sys.executable, "-m", "bot", "migrate"], MIGRATE_LOG, environment)
    if train(environment) is None:
        print("  the model is up to date")


def _run(parts: list[Part], settings: Settings, begun: float, only: str = "") -> int:
    console = Console([part.name for part in parts])
    supervisor = Supervisor(parts, environment_of_parts(settings), console)
    over = threading.Event()
    for number in SIGNALS:
        signal.signal(number, lambda *_: supervisor.ask_to_stop())
    console.say(f"starting {', '.join(part.name for part in parts)}")
    supervisor.start()
    announce = (parts, supervisor, settings, console, over, begun, only)
    threading.Thread(target=_announce, args=announce, daemon=True).start()
    death = supervisor.wait()
    over.set()
    _explain(death, console)
    forced = supervisor.stop()
    console.say("all ended" + (f", only by force: {', '.join(forced)}" if forced else ""))
    return 0 if death is None else 1


def _announce(
    parts: list[Part],
    supervisor: Supervisor,
    settings: Settings,
    console: Console,
    over: threading.Event,
    begun: float,
    only: str,
) -> None:
    ready = bool(only) or wait_until_ready(parts, console.say, over)
    while ready and not supervisor.have_all_answered():
        ready = not over.wait(ASK_FIRST_SECONDS)
    if ready and only:
        console.say(f"{only} answers after {time.monotonic() - begun:.0f} s")
    elif ready:
        console.box(_addresses(settings, time.monotonic() - begun))


def _addresses(settings: Settings, seconds: float) -> list[str]:
    phone = [f"Phone     {settings.sandbox_url}/"] if settings.is_sandbox else []
    return [
        f"{settings.shop_name} is open, after {seconds:.0f} s. Ctrl-C closes it.",
        "",
        *phone,
        f"Gateway   {settings.app_url}/",
        f"Receipts  {settings.app_url}/receipts/{{hash}}",
        f"API       {settings.app_url}/docs",
    ]


def _explain(death: Death | None, console: Console) -> None:
    if death is None:
        console.say("closing")
        return
    tell_last_lines(death, console)
    console.say("ending the others")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
