"""What delivery costs and when it comes, there where the customer asks about."""

from __future__ import annotations

from actions.base import ReadingAction
from actions.talk import Talk
from bot.commerce import money
from bot.services.heard import Heard
from bot.services.ports import UnitOfWork


class DeliveryInfo(ReadingAction):
    action_name = "action_delivery_info"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        say_delivery(talk, talk.heard)


def say_delivery(talk: Talk, heard: Heard) -> None:
    """To the place that is named, where it is one that can be looked up; else the fees of all."""
    place = heard.reading.place
    if place is not None and place.wrong == "utter_address_abroad":
        talk.say(place.wrong, place=place.words)
    elif place is not None and place.kind == "known" and not place.wrong:
        when = "today" if place.delivery.same_day else "next_day"
        talk.say(f"utter_delivery_to_{when}", place=place.address, fee=money.words(place.delivery.fee))
    else:
        talk.say("utter_delivery_info")
