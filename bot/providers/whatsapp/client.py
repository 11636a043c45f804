"""Sends replies: through Meta's Cloud API with the shop's own number, or through Ghala with Ghala's."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import quote

from bot.commerce import lengths
from bot.commerce.lengths import short
from bot.providers.ghala.wire import header_key
from bot.providers.http import HttpAnswer, HttpLine, NoAnswer, NotSent
from bot.providers.whatsapp.errors import problem_of
from bot.providers.whatsapp.wire import NoAddress, message_body, read_body
from bot.services.ports import (
    Customer,
    Json,
    Messenger,
    Reply,
    SendLater,
    SendRefused,
    SendUnknown,
    Sent,
    TemplateCall,
)
from bot.settings import SettingError, Settings

READ_MARK_SECONDS = (1.0, 2.0)
# What Meta says of a picture that it cannot use: a parameter, its value, fetching it, taking it in.
PICTURE_REFUSED = frozenset({100, 131009, 131052, 131053})

logger = logging.getLogger(__name__)


class CloudMessenger:
    """Implements ``bot.services.ports.Messenger`` over Meta's Graph API. One call, one try.

    Meta knows no idempotency key, so a send whose answer was lost is SendUnknown and must not simply be repeated.
    """

    repeats_safely = False

    def __init__(self, line: HttpLine, phone_number_id: str) -> None:
        self._line = line
        self._path = f"/{quote(phone_number_id, safe='')}/messages"

    def send(self, customer: Customer, reply: Reply | TemplateCall, key: str) -> Sent:
        return _with_or_without_picture(self._send, customer, reply, key, again=key)

    def _send(self, customer: Customer, reply: Reply | TemplateCall, key: str) -> Sent:
        body = _body(customer, reply, key)
        try:
            answer = self._line.once("POST", self._path, body=body)
        except NotSent as problem:
            raise SendLater(f"WhatsApp could not be reached: {problem}") from problem
        except NoAnswer as problem:
            raise SendUnknown(f"WhatsApp's answer was lost: {problem}") from problem
        return _sent(answer)

    def mark_read(self, provider_message_id: str, typing: bool) -> None:
        """Best effort: what goes wrong is logged, for a missing tick must not keep an answer from the customer."""
        try:
            body = read_body(provider_message_id, typing)
            answer = self._line.once("POST", self._path, body=body, timeout=READ_MARK_SECONDS)
        except (NotSent, NoAnswer) as problem:
            logger.warning("could not mark %s read: %s", provider_message_id, problem)
            return
        if answer.status != 200:
            logger.warning("could not mark %s read: %s", provider_message_id, problem_of(answer))


class GhalaMessenger:
    """Implements ``bot.services.ports.Messenger`` over Ghala's ``/whatsapp/messages``; Ghala drops a repeated key."""

    repeats_safely = True

    def __init__(self, line: HttpLine) -> None:
        self._line = line

    def send(self, customer: Customer, reply: Reply | TemplateCall, key: str) -> Sent:
        # Under the key of the refused message Ghala would answer with its refusal again.
        return _with_or_without_picture(self._send, customer, reply, key, again=f"{key}/words")

    def _send(self, customer: Customer, reply: Reply | TemplateCall, key: str) -> Sent:
        body = _body(customer, reply, key)
        try:
            answer = self._line.repeating("POST", "/whatsapp/messages", body=body, key=header_key(key))
        except NotSent as problem:
            raise SendLater(f"Ghala could not be reached: {problem}") from problem
        except NoAnswer as problem:
            raise SendUnknown(f"Ghala's answer was lost: {problem}") from problem
        return _sent(answer)

    def mark_read(self, provider_message_id: str, typing: bool) -> None:
        """Ghala's contract has no call for read marks or typing dots, so there is nothing to do."""


def messenger_of(settings: Settings) -> Messenger:
    """The shop's own number where it has a token for one, else Ghala's. Raises SettingError for a token alone."""
    if not settings.whatsapp_access_token:
        return GhalaMessenger(HttpLine(settings.ghala_api_url, settings.ghala_api_key))
    if not settings.whatsapp_phone_number_id:
        raise SettingError(
            "Setting WHATSAPP_PHONE_NUMBER_ID is missing. WHATSAPP_ACCESS_TOKEN is set, so it is needed."
        )
    line = HttpLine(settings.whatsapp_api_url, settings.whatsapp_access_token)
    return CloudMessenger(line, settings.whatsapp_phone_number_id)


def _with_or_without_picture(
    send: Callable[[Customer, Reply | TemplateCall, str], Sent],
    customer: Customer,
    reply: Reply | TemplateCall,
    key: str,
    again: str,
) -> Sent:
    """A product whose picture is refused is still worth its words, and a file the link to it."""
    try:
        return send(customer, reply, key)
    except SendRefused as refusal:
        if isinstance(reply, TemplateCall) or reply.in_words == reply or refusal.code not in PICTURE_REFUSED:
            raise
        logger.warning("the picture or file of %s is refused, its words go alone: %s", key, refusal)
        return send(customer, reply.in_words, again)


def _body(customer: Customer, reply: Reply | TemplateCall, key: str) -> Json:
    try:
        return message_body(customer, reply, key)
    except NoAddress as problem:
        raise SendRefused(str(problem)) from problem


def _sent(answer: HttpAnswer) -> Sent:
    if not 200 <= answer.status < 300:
        raise problem_of(answer)
    try:
        message_id = answer.json()["messages"][0]["id"]
    except (ValueError, LookupError, TypeError) as problem:
        raise SendUnknown(f"answered {answer.status} without a message id") from problem
    if not isinstance(message_id, str) or not message_id:
        raise SendUnknown(f"answered {answer.status} without a message id")
    return Sent(short(message_id, lengths.PROVIDER_MESSAGE))
