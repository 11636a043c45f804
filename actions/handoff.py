"""Giving the talk to a person of the shop; and telling the owner, on the owner's own phone, who needs one."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.base import ReadingAction, ShopAction
from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.cases import Case
from bot.commerce.opening import OpeningHours
from bot.commerce.receipts import NAIROBI
from bot.services import checkout, handoff
from bot.services.ports import Customer, UnitOfWork
from bot.services.talks import transcript
from bot.settings import read_settings

LINES_FOR_OWNER = 6


def clock_time(at: datetime) -> str:
    """``14:30``, in Nairobi."""
    return f"{at.astimezone(NAIROBI):%H:%M}"


class HandOff(ShopAction):
    action_name = "action_hand_off"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        hand_over(uow, talk)


def hand_over(uow: UnitOfWork, talk: Talk) -> None:
    settings, now = read_settings(), current_shop().clock()
    quiet = timedelta(minutes=settings.person_minutes)
    handoff.hand_off(uow, talk.conversation, talk.heard.text[:300], now, quiet, settings.owner_phone)
    talk.end_form()
    hours = OpeningHours(*settings.shop_hours)
    response = "utter_handed_off" if hours.is_open(now) else "utter_handed_off_closed"
    talk.say(response, until=clock_time(now + quiet), phone=settings.support_phone, hours=hours.words)


class TellPersonLeft(ReadingAction):
    """Nobody gave the talk back in time. What was open before is still open."""

    action_name = "action_tell_person_left"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        talk.say("utter_person_left", phone=read_settings().support_phone)


class TellPersonDone(ReadingAction):
    action_name = "action_tell_person_done"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        waiting = not uow.carts.get(talk.conversation).is_empty
        talk.say("utter_person_done_cart" if waiting else "utter_person_done", shop=read_settings().shop_name)


class TellCase(ReadingAction):
    """To the owner: who, what about, what was said last, and where it is kept."""

    action_name = "action_tell_case"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        number = talk.heard.first("case")
        case = uow.cases.by_id(int(number)) if number.isdecimal() else None
        if case is None:
            return
        customer = uow.customers.get(case.conversation) or Customer(case.conversation)
        talk.say(
            f"utter_case_{case.kind.value}",
            case=case.id,
            name=customer.name or "–",
            phone=customer.phone or case.conversation.removeprefix("wa:"),
            order=case.order_number or _last_order(uow, case),
            cart=_cart(uow, case) or "–",
            pictures=len(case.pictures),
            said=_quoted(case.said),
            talk=_talk(uow, case),
            until=clock_time(case.bot_back_at) if case.bot_back_at else "–",
        )


def _quoted(said: str) -> str:
    """Every line but the first as WhatsApp shows a quotation: none looks like a line of ours."""
    return "\n> ".join(line for line in said.splitlines() if line.strip())


def _last_order(uow: UnitOfWork, case: Case) -> str:
    orders = uow.orders.placed(case.conversation, limit=1)
    return f"{orders[0].number} ({orders[0].status.value})" if orders else "–"


def _cart(uow: UnitOfWork, case: Case) -> str:
    _, priced = checkout.summary(uow, case.conversation)
    return ", ".join(f"{line.quantity} × {line.product.name}" for line in priced.lines)


def _talk(uow: UnitOfWork, case: Case) -> str:
    lines = transcript(uow, case.conversation, LINES_FOR_OWNER)
    return "\n".join(f"{'👤' if line.by_customer else '🤖'} {' '.join(line.text.split())[:120]}" for line in lines)
