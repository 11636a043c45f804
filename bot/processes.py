"""The processes, put together from a shop's settings."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from sqlalchemy.engine import Engine, make_url

from bot.bootstrap import make_messenger, make_shop, unit_of_work_factory
from bot.commerce.delivery import fulfilment_at
from bot.commerce.orders import Order
from bot.listening import Start, demand_free
from bot.messaging.words import Words
from bot.messaging.worker import Worker
from bot.providers.rasa import RasaDialogue
from bot.services.ordering import Shop, WantedOrder, place_wanted
from bot.services.paying import AlreadyPaid, PaymentDelayed, PaymentRefused, start_payment
from bot.services.ports import UnitOfWorkFactory
from bot.settings import SettingError, Settings, channel_token, rasa_token, read_settings
from bot.storage.opening import opened_up_to_date
from bot.storage.write_probe import WriteProbe

if TYPE_CHECKING:
    from bot.sandbox import SandboxConfig
    from bot.web.api.order_request import OrderRequest

CHECK_SECONDS = 1.5
SANDBOX_PORT = 8100


def make_worker(settings: Settings) -> Worker:
    engine = opened_up_to_date(settings.database_url)
    shop = make_shop(settings, engine)
    dialogue = RasaDialogue(settings.rasa_url, channel_token(settings))
    return Worker(shop, dialogue, make_messenger(settings), Words.of_domain())


def serve_gateway(settings: Settings) -> None:
    from bot.web.app import create_app, serve

    demand_free(settings.host, settings.port, "gateway", "PORT")
    engine = opened_up_to_date(settings.database_url)
    shop = make_shop(settings, engine)
    app = create_app(
        settings,
        shop.unit_of_work,
        shop.clock,
        readiness_checks(settings, engine),
        reader=shop.reader,
        place_order=lambda wanted, key: order_over_http(shop, wanted, key),
    )
    start = Start()
    app.register_listener(start.note, "after_server_start")
    serve(app, settings)
    start.demand(settings.port, "gateway")


def token_command(arguments: Sequence[str]) -> int:
    """The process's exit code; 2 for a setting that is missing or wrong."""
    from bot.web.security.tokens import main

    def open_shop() -> tuple[Settings, UnitOfWorkFactory]:
        settings = read_settings()
        return settings, unit_of_work_factory(opened_up_to_date(settings.database_url))

    try:
        return main(arguments, open_shop)
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2


def order_over_http(shop: Shop, wanted: OrderRequest, key: str) -> Order:
    """Placed and the money asked for; what the payment service leaves open a job goes on with. Where no way to pay was named, the
    customer is asked for it in the chat."""
    order = place_wanted(
        shop,
        WantedOrder(
            key=f"http:{key}",
            conversation=f"wa:{wanted.phone.removeprefix('+')}",
            items=wanted.items,
            address=wanted.address,
            zone=wanted.zone,
            fulfilment=fulfilment_at(wanted.address),
            payment_method=wanted.payment_method,
            phone=wanted.phone,
            customer_name=wanted.name,
            instructions=wanted.instructions,
        ),
    )
    if not wanted.payment_method:
        return order
    with contextlib.suppress(AlreadyPaid, PaymentDelayed, PaymentRefused):
        start_payment(shop, order, turn_key=f"http:{key}")
    return order


def readiness_checks(settings: Settings, engine: Engine) -> dict[str, Callable[[], None]]:
    """What must answer before customers are well served; each raises with a reason that a person can read."""
    checks: dict[str, Callable[[], None]] = {
        "database": WriteProbe(engine),
        "catalog": lambda: _catalog_is_known(engine),
        "rasa": lambda: _answers(
            f"{settings.rasa_url}/status", "Rasa has no model or does not answer", token=rasa_token(settings)
        ),
        "actions": lambda: _answers(settings.action_endpoint_url.replace("/webhook", "/health"), "the action server"),
    }
    if settings.worker_url:
        checks["worker"] = lambda: _answers(f"{settings.worker_url}/healthz", "the worker")
    if settings.is_sandbox and settings.ghala_api_url.startswith(settings.sandbox_url):
        checks["sandbox"] = lambda: _answers(f"{settings.sandbox_url}/healthz", "the sandbox")
    return checks


def _catalog_is_known(engine: Engine) -> None:
    with unit_of_work_factory(engine)(read_only=True) as uow:
        if not uow.products.version():
            raise RuntimeError("the worker has not read the catalog yet")


def _answers(url: str, who: str, **query: str) -> None:
    try:
        answer = requests.get(url, params=query, timeout=CHECK_SECONDS)
    except requests.RequestException as error:
        # Its own words hold the address with our key, and what is raised here is shown to whoever asks.
        raise RuntimeError(f"{who}: {url} does not answer ({type(error).__name__})") from None
    if answer.status_code != 200:
        raise RuntimeError(f"{who}: answered {answer.status_code}")


def sandbox_database(settings: Settings) -> str:
    """A file beside the shop's own, so that what the stand-ins remember comes and goes with what the shop remembers."""
    own = make_url(settings.database_url)
    in_a_file = own.drivername.startswith("sqlite") and own.database not in (None, "", ":memory:")
    return str((Path(own.database) if in_a_file else Path("var/duka.db")).with_name("sandbox.db"))


def serve_sandbox(settings: Settings) -> None:
    from bot.sandbox import OpenToNetwork, serve

    config = sandbox_config(settings)
    demand_free(config.host, config.port, "sandbox", "SANDBOX_URL")
    try:
        serve(config)
    except OpenToNetwork as refusal:
        raise SettingError(f"Setting HOST: {refusal} If that is meant: SANDBOX_OPEN=yes") from None


def sandbox_config(settings: Settings) -> SandboxConfig:
    """Stand-ins that know the shop's addresses and secrets. Raises SettingError in production."""
    from bot.sandbox import SandboxConfig

    if not settings.is_sandbox:
        raise SettingError(
            "Setting DUKA_MODE is production, where no sandbox runs: it speaks as any customer, signed as Meta."
        )
    return SandboxConfig(
        host=settings.host,
        open_to_network=settings.sandbox_open,
        port=urlsplit(settings.sandbox_url).port or SANDBOX_PORT,
        database=sandbox_database(settings),
        gateway_url=settings.app_url,
        public_url=settings.sandbox_url,
        app_secret=settings.whatsapp_app_secret,
        verify_token=settings.whatsapp_verify_token,
        webhook_secret=settings.ghala_webhook_secret,
        api_key=settings.ghala_api_key,
        access_token=settings.whatsapp_access_token,
        jwt_secret=settings.jwt_secret,
        phone_number_id=settings.whatsapp_phone_number_id,
        signature_scheme=settings.ghala_signature_scheme,
        shop_name=settings.shop_name,
        till_number=settings.till_number,
    )
