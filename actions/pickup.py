"""Where and when an order can be fetched."""

from __future__ import annotations

from actions.talk import Talk
from bot.commerce.opening import OpeningHours
from bot.settings import read_settings


def shop_place() -> dict[str, str]:
    """``where`` is the shop's address, or its name where no address is set."""
    settings = read_settings()
    return {
        "where": settings.shop_address or settings.shop_name,
        "hours": OpeningHours(*settings.shop_hours).words,
    }


def say_where(talk: Talk) -> None:
    place = shop_place()
    talk.say("utter_fetch_it", where=place["where"], hours=place["hours"])
