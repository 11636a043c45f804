"""Calling a person of the shop, with all they need to go on from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.commerce.cases import Case, CaseKind
from bot.commerce.events import CaseOpened
from bot.services import checkout
from bot.services.own_events import put_event
from bot.services.ports import Customer, UnitOfWork
from bot.services.talks import transcript

# A picture sent this long before a complaint belongs to it, and so does one sent this long after.
PICTURE_BEFORE, PICTURE_AFTER = timedelta(minutes=15), timedelta(hours=24)
LONGEST_SAID = 4000
# Of these the owner is told each time, not only when the case is new.
TOLD_AGAIN = (CaseKind.PERSON, CaseKind.QUESTION, CaseKind.INSTRUCTIONS, CaseKind.MONEY)
TAKE_PICTURES = (CaseKind.PROBLEM, CaseKind.REFUND, CaseKind.RATING)


def call_for_refused(uow: UnitOfWork, conversation: str, number: str, code: str, at: datetime, owner: str) -> Case:
    """An order that the shop's system did not take, for a reason that no customer can mend."""
    why = f"order refused: {code}" if code else "order refused"
    return open_case(uow, conversation, CaseKind.PROBLEM, why, at, number, owner)


def open_case(
    uow: UnitOfWork,
    conversation: str,
    kind: CaseKind,
    said: str,
    at: datetime,
    order_number: str = "",
    owner: str = "",
) -> Case:
    """A new case, or the open one of this kind about this order with ``said`` added to it. The shop's ``owner`` (digits of a
    phone) is told of a new one, of everybody who asks for a person, of all that is to be passed on to a rider, and of
    all money that nobody could count."""
    same = [case for case in uow.cases.open_of(conversation) if (case.kind, case.order_number) == (kind, order_number)]
    if same:
        case = replace(same[0], said=f"{same[0].said}\n{said}".strip()[:LONGEST_SAID])
        uow.cases.save(case)
    else:
        question = checkout.open_question(uow, conversation)
        case = uow.cases.add(
            Case(
                id=0,
                conversation=conversation,
                kind=kind,
                said=said[:LONGEST_SAID],
                opened_at=at,
                order_number=order_number,
                question=question.value if question else "",
                pictures=_pictures_before(uow, conversation, at) if kind in TAKE_PICTURES else (),
            )
        )
        uow.ledger.note(conversation, "case.opened", order_number or conversation, None, {"kind": kind.value})
    if owner and (not same or kind in TOLD_AGAIN):
        tell_owner(uow, case, owner, at)
    return case


def _pictures_before(uow: UnitOfWork, conversation: str, at: datetime) -> tuple[str, ...]:
    lines = transcript(uow, conversation, 10)
    return tuple(line.picture for line in lines if line.picture and line.at >= at - PICTURE_BEFORE)


def take_picture(uow: UnitOfWork, conversation: str, picture: str, at: datetime, owner: str = "") -> Case | None:
    """Puts a picture to the complaint it belongs to; None where there is none."""
    fresh = [case for case in uow.cases.open_of(conversation) if case.opened_at >= at - PICTURE_AFTER]
    case = next((case for case in fresh if case.kind in TAKE_PICTURES), None)
    if case is None or not picture:
        return None
    if picture not in case.pictures:
        case = replace(case, pictures=(*case.pictures, picture))
        uow.cases.save(case)
        uow.ledger.note(conversation, "case.picture", case.order_number or conversation, None, {"picture": picture})
        if owner:
            tell_owner(uow, case, owner, at)
    return case


def tell_owner(uow: UnitOfWork, case: Case, owner: str, at: datetime) -> None:
    """Through the same inbox as all news, into the owner's own chat with the shop."""
    conversation = f"wa:{owner}"
    if uow.customers.get(conversation) is None:
        uow.customers.save(Customer(conversation, phone=f"+{owner}"))
    event_id = f"case:{case.id}:{len(case.said)}:{len(case.pictures)}"
    put_event(uow, conversation, event_id, CaseOpened(case.id), at)


def close(uow: UnitOfWork, case: Case, at: datetime) -> Case:
    """A person has dealt with it. An order's flag stays: it is lifted by who has counted the money."""
    if not case.is_open:
        return case
    closed = replace(case, closed_at=at)
    uow.cases.save(closed)
    uow.ledger.note("shop", "case.closed", case.order_number or case.conversation, None, {"case": case.id})
    return closed
