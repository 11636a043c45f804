"""Sending WhatsApp messages through Ghala's own number: Meta's body and limits, Ghala's errors."""

from __future__ import annotations

from bot.sandbox.http import Answer, Call, Refusal
from bot.sandbox.meta import sending
from bot.sandbox.meta.limits import MessageProblem
from bot.sandbox.phone.phones import PAIR_SECONDS
from bot.sandbox.state import Sandbox


def sent(sandbox: Sandbox, call: Call) -> Answer:
    try:
        return Answer(200, sending.send(sandbox, call.document(), "ghala"))
    except MessageProblem as problem:
        raise _in_ghalas_words(problem) from problem


def _in_ghalas_words(problem: MessageProblem) -> Refusal:
    if problem.code == sending.PAIR_RATE:
        return Refusal(429, "rate_limited", problem.details, "to", {"Retry-After": str(PAIR_SECONDS)})
    if problem.code == sending.WINDOW_CLOSED:
        return Refusal(409, "outside_messaging_window", problem.details, "type")
    return Refusal(422, "invalid_message", problem.details, problem.where)
