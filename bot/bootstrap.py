"""The one place where the parts are put together."""

from __future__ import annotations

from functools import lru_cache, partial

from sqlalchemy.engine import Engine

from bot.integrations.ghala import GhalaClient
from bot.services.ordering import Shop
from bot.services.ports import Clock, Messenger, UnitOfWorkFactory
from bot.settings import Settings, read_settings
from bot.storage.database import make_engine
from bot.storage.unit_of_work import SqlUnitOfWork, utc_now


def unit_of_work_factory(engine: Engine, clock: Clock = utc_now) -> UnitOfWorkFactory:
    return partial(SqlUnitOfWork, engine, clock)


def make_shop(settings: Settings, engine: Engine | None = None, clock: Clock = utc_now) -> Shop:
    return Shop(unit_of_work_factory(engine or make_engine(settings.database_url), clock), GhalaClient(settings), clock)


def make_messenger(settings: Settings) -> Messenger:
    """Meta's Cloud API where the shop has a token of its own, else Ghala's number."""
    from bot.integrations.whatsapp import CloudMessenger, GhalaMessenger

    return CloudMessenger(settings) if settings.whatsapp_access_token else GhalaMessenger(settings)


@lru_cache(maxsize=1)
def shop() -> Shop:
    """The shop of this process, by its environment; the action server's actions share it."""
    return make_shop(read_settings())
