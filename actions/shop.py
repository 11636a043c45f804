"""About the shop: when it is open, where it is, how to reach it, whether goods may come back."""

from __future__ import annotations

from actions.base import ReadingAction
from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.opening import OpeningHours
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


class StoreInfo(ReadingAction):
    action_name = "action_store_info"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        settings = read_settings()
        hours = OpeningHours(*settings.shop_hours)
        state = "open" if hours.is_open(current_shop().clock()) else "closed"
        # Who asks where gets a place on the map too; it costs a bubble, so nobody else does.
        asked_where = talk.heard.reading.asks_where
        values = {
            "hours": hours.words,
            "opens": f"{hours.opens:%H:%M}",
            "till": settings.till_number,
            "phone": settings.support_phone,
        }
        if settings.shop_address:
            talk.say(f"utter_store_info_{state}_address", address=settings.shop_address, **values)
        else:
            talk.say(f"utter_store_info_{state}", **values)
        if asked_where and settings.shop_location:
            latitude, longitude = settings.shop_location
            place = {
                "name": settings.shop_name,
                **({"address": settings.shop_address} if settings.shop_address else {}),
            }
            talk.attach("location", latitude=latitude, longitude=longitude, **place)


class TellReturns(ReadingAction):
    action_name = "action_returns"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        settings = read_settings()
        response = "utter_returns_days" if settings.return_days else "utter_returns"
        talk.say(response, days=settings.return_days, phone=settings.support_phone)
