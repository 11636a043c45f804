"""What is asked of the shop itself: one's own data, and giving goods back."""

from __future__ import annotations

from actions.base import ReadingAction, ShopAction
from actions.problems import for_person
from actions.talk import Talk
from bot.commerce.cases import CaseKind
from bot.services.ports import UnitOfWork
from bot.settings import read_settings


class DeleteData(ShopAction):
    """Nothing is deleted by a machine: receipts are the shop's books, and the wish may come from a borrowed phone."""

    action_name = "action_delete_data"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        for_person(uow, talk, CaseKind.DATA, None)
        talk.say("utter_delete_data", phone=read_settings().support_phone)


class TellReturns(ReadingAction):
    action_name = "action_returns"

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        settings = read_settings()
        response = "utter_returns_days" if settings.return_days else "utter_returns"
        talk.say(response, days=settings.return_days, phone=settings.support_phone)
