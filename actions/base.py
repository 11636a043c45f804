"""How every action runs: once, off the event loop, inside one unit of work, its answer remembered."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.talk import Talk
from bot.bootstrap import current_shop
from bot.commerce.cart import Question
from bot.services.checkout import open_question
from bot.services.ordering import Shop
from bot.services.ports import UnitOfWork
from bot.watchdog import watchdog

# Less than Rasa's channel waits for an action (bot/channels/action_endpoint.py): a process that ends frees what it holds.
LONGEST_SECONDS = 35.0


class ShopAction(Action, ABC):
    """An action whose effects lie in our database alone: they and its answer are one transaction.

    An error leaves nothing behind and reaches Rasa's door as a failed turn, which the worker asks again.
    """

    @property
    @abstractmethod
    def action_name(self) -> str:
        """As in ``domain.yml``; a class without one is no action, and the SDK does not register it."""

    def name(self) -> str:
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        talk = Talk.of(self.action_name, tracker)
        with watchdog.watch(self.action_name, LONGEST_SECONDS):
            await asyncio.to_thread(self.work, current_shop(), talk)
        talk.utter(dispatcher)
        return talk.events

    def work(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work() as uow:
            remembered = uow.answers.get(talk.key)
            if remembered is not None:
                talk.recall(remembered)
                return
            self.handle(uow, talk)
            uow.answers.put(talk.key, talk.as_answer())
            uow.commit()

    def handle(self, uow: UnitOfWork, talk: Talk) -> None:
        raise NotImplementedError


class ReadingAction(ShopAction):
    """An action that changes nothing, so that nothing need be remembered of it."""

    def work(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work(read_only=True) as uow:
            self.handle(uow, talk)


class ReachingAction(ShopAction):
    """An action that calls Ghala. Its steps are idempotent by ``talk.key`` each by itself; no transaction is held open
    while another party thinks."""

    def work(self, of: Shop, talk: Talk) -> None:
        with of.unit_of_work(read_only=True) as uow:
            remembered = uow.answers.get(talk.key)
        if remembered is not None:
            talk.recall(remembered)
            return
        self.reach(of, talk)
        with of.unit_of_work() as uow:
            uow.answers.put(talk.key, talk.as_answer())
            uow.commit()

    def reach(self, of: Shop, talk: Talk) -> None:
        raise NotImplementedError


def remember(uow: UnitOfWork, talk: Talk) -> None:
    """For a ReachingAction that ends with a change of our own: its answer belongs into the same transaction."""
    uow.answers.put(talk.key, talk.as_answer())
    uow.commit()


def mirror(uow: UnitOfWork, talk: Talk) -> Question | None:
    """Makes the form's slots say what the cart says: settled questions are 'known', the open one and all after it are empty."""
    question = open_question(uow, talk.conversation)
    order = list(Question)
    settled = (
        order[: order.index(question)] if question else (order if not uow.carts.get(talk.conversation).is_empty else [])
    )
    if not uow.extras:
        # Known from the beginning, as the domain has it: nothing changes.
        settled = [*settled, Question.EXTRA]
    for each in order:
        talk.set_slot(each.value, "known" if each in settled else None)
    return question


def go_on(uow: UnitOfWork, talk: Talk, rule_has_form: bool = False) -> None:
    """After a change of the cart: the form asks what is open, or ends with an empty cart."""
    if mirror(uow, talk) is None and uow.carts.get(talk.conversation).is_empty:
        talk.end_form()
        if rule_has_form:
            talk.stop_here()
    elif not rule_has_form:
        talk.begin_form()
