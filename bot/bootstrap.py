"""The one place where the parts are put together."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.engine import Engine

from bot.commerce.contact import Manners
from bot.commerce.extras import Extra
from bot.commerce.limits import Limits
from bot.extras_file import read_extras
from bot.nlu.reader import WordReader
from bot.providers.ghala.client import GhalaClient
from bot.providers.whatsapp.client import messenger_of
from bot.services.ordering import Shop
from bot.services.ports import Clock, Messenger, UnitOfWorkFactory
from bot.settings import Settings, read_settings
from bot.storage.clock import clock_of
from bot.storage.database import make_engine
from bot.storage.unit_of_work import SqlUnitOfWork, utc_now

_current: list[Shop] = []


def unit_of_work_factory(engine: Engine, clock: Clock = utc_now, extras: tuple[Extra, ...] = ()) -> UnitOfWorkFactory:
    """``extras`` are what the shop asks beside the goods."""

    def begin(read_only: bool = False) -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, clock, read_only, extras)

    return begin


def make_shop(
    settings: Settings,
    engine: Engine | None = None,
    clock: Clock | None = None,
    extras: tuple[Extra, ...] | None = None,
) -> Shop:
    """``extras`` as ``data/questions.yml`` has them unless given. Raises BrokenQuestions."""
    engine = engine or make_engine(settings.database_url)
    clock = clock or clock_of(engine)
    unit_of_work = unit_of_work_factory(engine, clock, read_extras() if extras is None else extras)
    ghala = GhalaClient.of(settings)
    # Of a number that Ghala holds only Ghala knows the id.
    own_number = settings.whatsapp_phone_number_id if settings.whatsapp_access_token else ""
    return Shop(
        unit_of_work,
        ghala,
        clock,
        WordReader(),
        manners_of(settings),
        limits_of(settings),
        settings.owner_phone,
        own_number,
    )


def manners_of(settings: Settings) -> Manners:
    return Manners(
        remind_after=timedelta(hours=settings.remind_cart_hours),
        unpaid_after=timedelta(hours=settings.cancel_unpaid_hours),
    )


def limits_of(settings: Settings) -> Limits:
    return Limits(
        messages_a_minute=settings.messages_a_minute,
        orders_a_day=settings.orders_a_day,
        amount_a_day=settings.kes_a_day,
        failed_payments_a_day=settings.failed_payments_a_day,
    )


def make_messenger(settings: Settings) -> Messenger:
    return messenger_of(settings)


def use_shop(shop: Shop) -> None:
    """The shop that this process's actions serve from now on."""
    _current[:] = [shop]


def current_shop() -> Shop:
    """By this process's environment, unless another was given before."""
    if not _current:
        use_shop(make_shop(read_settings()))
    return _current[0]
