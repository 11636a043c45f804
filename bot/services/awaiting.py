"""What a talk waits for now, by the names under which the HTTP API tells it."""

from __future__ import annotations

from enum import Enum

from bot.commerce.cart import Question
from bot.services.checkout import open_question
from bot.services.ports import UnitOfWork


class Awaited(str, Enum):
    """What the customer is asked to say; the values are fixed for those who ask over HTTP."""

    CONFIRM = "confirm"
    METHOD = "method"
    ADDRESS = "address"
    PLACE_CHECK = "place_check"
    WHICH = "which"
    QUANTITY = "quantity"
    UNIT = "unit"
    EITHER = "either"
    TIME = "time"
    RECEIVER = "receiver"
    PHONE = "phone"
    PERSON = "person"
    CLARIFICATION = "clarification"
    OTHER = "other"


OF_QUESTION = {
    Question.PRODUCT: Awaited.WHICH,
    Question.QUANTITY: Awaited.QUANTITY,
    Question.PLACE_CHECK: Awaited.PLACE_CHECK,
    Question.CONFIRM: Awaited.CONFIRM,
    Question.EXTRA: Awaited.OTHER,
    Question.ADDRESS: Awaited.ADDRESS,
    Question.METHOD: Awaited.METHOD,
    Question.PHONE: Awaited.PHONE,
}


def awaiting_of(uow: UnitOfWork, conversation: str) -> Awaited | None:
    """None where nothing is open, also for who never wrote."""
    question = open_question(uow, conversation)
    if question in (Question.PRODUCT, Question.QUANTITY):
        line = uow.carts.get(conversation).open_lines[0]
        if line.either and question is Question.PRODUCT:
            return Awaited.EITHER
        if line.unit and question is Question.QUANTITY:
            return Awaited.UNIT
    return OF_QUESTION[question] if question else None
