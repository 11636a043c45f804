"""Requests that are answered with an error, and how every error looks on the wire."""

from __future__ import annotations

import logging
from http import HTTPStatus

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

logger = logging.getLogger(__name__)

CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    417: "expectation_failed",
    503: "unavailable",
}


class Refusal(Exception):
    """Answered as ``{"error": {"code", "message"}}``; ``code`` for programs, the message for people. ``scope`` is what a token
    lacks."""

    def __init__(self, status: int, code: str, message: str, field: str = "", scope: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field
        self.scope = scope


def refused(status: int, code: str, message: str, field: str = "") -> HTTPResponse:
    named = {"field": field} if field else {}
    return json({"error": {"code": code, "message": message, **named}}, status=status)


def install(app: Sanic) -> None:
    """No error leaves the gateway in another shape, and none with a stack trace."""
    app.error_handler.add(Refusal, answer_refusal)
    app.error_handler.add(SanicException, _answer_sanic)
    app.error_handler.add(Exception, _answer_unexpected)


def answer_refusal(request: Request, problem: Refusal) -> HTTPResponse:
    answer = refused(problem.status, problem.code, problem.message, problem.field)
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.scope:
        answer.headers["WWW-Authenticate"] = f'Bearer error="{problem.code}", scope="{problem.scope}"'
    return answer


def _answer_sanic(request: Request, problem: SanicException) -> HTTPResponse:
    status = getattr(problem, "status_code", None) or 500
    if status >= 500 and status != 503:
        return _answer_unexpected(request, problem)
    words = str(problem) if status in (400, 413) else HTTPStatus(status).phrase
    answer = refused(status, CODES.get(status, "refused"), f"{words}.")
    answer.headers.update(getattr(problem, "headers", None) or {})
    return answer


def _answer_unexpected(request: Request, problem: Exception) -> HTTPResponse:
    route = request.route.path if request.route else "an unknown route"
    logger.error("%s %s failed", request.method, route, exc_info=problem)
    return refused(500, "internal_error", "Something went wrong here; it has been logged. Please try again.")
