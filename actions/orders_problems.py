"""Something is wrong with an order: a complaint, and its picture. A person decides; here it is written down for them."""

from __future__ import annotations

from actions import understanding
from actions.base import ShopAction, go_on
from actions.orders import named_order, say_not_found
from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.cases import Case, CaseKind
from bot.commerce.flags import Flag, FlagKind
from bot.commerce.orders import Order
from bot.services.cases import open_case, take_picture
from bot.services.ports import UnitOfWork
from bot.settings import read_settings

FLAGS = {CaseKind.PROBLEM: FlagKind.PROBLEM, CaseKind.REFUND: FlagKind.REFUND_ASKED}
ASKED = {"utter_what_is_wrong", "utter_picture_about"}


class ReportProblem(ShopAction):
    action_name = "action_report_problem"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        if talk.heard.reading.is_only_a_problem:
            talk.say("utter_what_is_wrong")
        else:
            report(uow, talk)


def report(uow: UnitOfWork, talk: Talk) -> None:
    order = named_order(uow, talk)
    if order is None and talk.heard.first("order_number"):
        say_not_found(uow, talk)
        return
    asked = understanding.asks_unknown(uow, talk) if order is None else []
    if asked:
        # Who never ordered has nothing to complain of, and asks about the goods.
        talk.tell(asked)
        return
    case = for_person(uow, talk, CaseKind.PROBLEM, order)
    picture = talk.heard.first("picture")
    if picture:
        case = take_picture(uow, talk.conversation, picture, current_shop().clock()) or case
    seen = "_picture" if case.pictures else ""
    if order is None:
        talk.say(f"utter_problem_noted_no_order{seen}")
    else:
        talk.say(f"utter_problem_noted{seen}", order=order.number, phone=read_settings().support_phone)


def for_person(uow: UnitOfWork, talk: Talk, kind: CaseKind, order: Order | None) -> Case:
    """A case, and on the order a flag with the customer's words."""
    said = " ".join(talk.heard.text.split())[:300]
    number = order.number if order else ""
    if order is not None:
        flag = Flag.of(FLAGS[kind], said=said)
        uow.orders.save(order.flagged(flag))
        uow.ledger.note(talk.conversation, "order.flagged", number, None, {"why": flag.kind.value})
    at, owner = current_shop().clock(), read_settings().owner_phone
    return open_case(uow, talk.conversation, kind, said, at, number, owner)


def answers_open_complaint(uow: UnitOfWork, talk: Talk) -> bool:
    """Whatever is said to "what is wrong?" and means nothing else is the complaint."""
    if not ASKED & talk.told_last:
        return False
    report(uow, talk)
    return True


class TakePicture(ShopAction):
    """A picture without words: it belongs to an open complaint, or its sender is asked what it is about."""

    action_name = "action_take_picture"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        at, owner = current_shop().clock(), read_settings().owner_phone
        case = take_picture(uow, talk.conversation, talk.heard.first("picture"), at, owner)
        if case is not None:
            talk.say("utter_picture_added", count=len(case.pictures))
        elif not talk.in_form and uow.orders.placed(talk.conversation, limit=1):
            talk.say("utter_picture_about")
        else:
            talk.say("utter_picture")
        if not uow.carts.get(talk.conversation).is_empty:
            go_on(uow, talk)
