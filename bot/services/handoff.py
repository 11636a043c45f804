"""Giving a talk to a person of the shop, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.commerce.cases import Case, CaseKind
from bot.commerce.events import PersonDone, PersonLeft
from bot.services import cases
from bot.services.own_events import put_event
from bot.services.ports import Customer, Reply, UnitOfWork


def hand_off(uow: UnitOfWork, conversation: str, said: str, at: datetime, quiet: timedelta, owner: str = "") -> Case:
    """A person answers now; what the customer said is kept for them. After ``quiet`` the bot answers again, so that nobody
    meets silence for ever."""
    customer = uow.customers.get(conversation) or Customer(conversation)
    uow.customers.save(replace(customer, handed_off=True))
    uow.ledger.note(conversation, "handed_off", conversation, None, {"reason": said})
    case = cases.open_case(uow, conversation, CaseKind.PERSON, said, at, owner=owner)
    return keep_quiet(uow, case, at + quiet)


def keep_quiet(uow: UnitOfWork, case: Case, until: datetime) -> Case:
    """The bot answers at ``until`` at the earliest, also where it was to answer sooner before."""
    kept = replace(case, bot_back_at=until)
    uow.cases.save(kept)
    key = f"hand-back:{case.id}:{until.isoformat()}"
    uow.jobs.put(key, "hand_back", {"conversation": case.conversation, "case": case.id}, until)
    return kept


def write(uow: UnitOfWork, case: Case, text: str, key: str, at: datetime, quiet: timedelta) -> bool:
    """A person writes to the customer, who has the talk with them from then on. False where ``key`` was written before."""
    if not uow.outbox.put(f"{case.conversation}/case-{case.id}/{key}", case.conversation, Reply(text)):
        return False
    customer = uow.customers.get(case.conversation) or Customer(case.conversation)
    uow.customers.save(replace(customer, handed_off=True))
    uow.ledger.note("shop", "case.answered", case.order_number or case.conversation, None, {"case": case.id})
    keep_quiet(uow, case, at + quiet)
    return True


def hand_back(uow: UnitOfWork, conversation: str, who: str = "shop") -> bool:
    """The bot answers again; False where it did so all along."""
    customer = uow.customers.get(conversation)
    if customer is None or not customer.handed_off:
        return False
    uow.customers.save(replace(customer, handed_off=False))
    uow.ledger.note(who, "handed_back", conversation, None, None)
    return True


def finish(uow: UnitOfWork, case: Case, at: datetime) -> Case:
    """A person is done. The last one to be done with a customer gives the talk back to the bot, which says so."""
    closed = cases.close(uow, case, at)
    if not _with_person(uow, case.conversation) and hand_back(uow, case.conversation):
        tell_back(uow, case, PersonDone(case.id), at)
    return closed


def _with_person(uow: UnitOfWork, conversation: str) -> bool:
    return any(case.bot_back_at for case in uow.cases.open_of(conversation))


def hand_back_when_due(uow: UnitOfWork, case: Case, at: datetime) -> None:
    """The time is over. The case stays open: its customer still waits for a person."""
    waits = [each for each in uow.cases.open_of(case.conversation) if each.bot_back_at and each.bot_back_at > at]
    if not waits and hand_back(uow, case.conversation):
        tell_back(uow, case, PersonLeft(case.id), at)


def tell_back(uow: UnitOfWork, case: Case, event: PersonDone | PersonLeft, at: datetime) -> None:
    put_event(uow, case.conversation, f"{event.name}:{case.id}:{at.isoformat()}", event, at)
