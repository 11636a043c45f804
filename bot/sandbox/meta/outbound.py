"""What Meta allows a business to send, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.sandbox.http import Document
from bot.sandbox.meta import interactive, limits, media
from bot.sandbox.meta.limits import BAD_VALUE, MISSING, MessageProblem

ENVELOPE = ("messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data")
TEMPLATE_NAME = re.compile(r"[a-z0-9_]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
PARAMETERS = ("text", "currency", "date_time", "image", "video", "document", "payload", "location", "coupon_code")


def check(message: Document) -> None:
    """Raises MessageProblem for the first thing that Meta would refuse; the recipient is not looked at."""
    limits.one_of(message, "messaging_product", "", ("whatsapp",))
    limits.only(message, "", (*ENVELOPE, *KINDS))
    if "recipient_type" in message:
        limits.one_of(message, "recipient_type", "", ("individual",))
    kind = limits.one_of(message, "type", "", tuple(KINDS))
    limits.optional_words(message, "biz_opaque_callback_data", "", limits.CALLBACK_DATA)
    if "context" in message:
        limits.words(limits.mapping(message, "context"), "message_id", "context", 256)
    KINDS[kind](limits.mapping(message, kind))


def _check_text(content: Document) -> None:
    limits.only(content, "text", ("body", "preview_url"))
    limits.words(content, "body", "text", limits.TEXT_BODY, limits.INVALID)
    limits.flag(content, "preview_url", "text")


def _check_media(kind: str, *extras: str) -> Callable[[Document], None]:
    return lambda content: media.check(content, kind, extras)


def _check_location(content: Document) -> None:
    limits.only(content, "location", ("latitude", "longitude", "name", "address"))
    limits.degrees(content, "latitude", "location", 90)
    limits.degrees(content, "longitude", "location", 180)
    limits.optional_words(content, "name", "location", 1000)
    limits.optional_words(content, "address", "location", 1000)


def _check_reaction(content: Document) -> None:
    limits.words(content, "message_id", "reaction", 256)
    if not isinstance(content.get("emoji"), str):
        raise MessageProblem(MISSING, "reaction['emoji']", "The parameter reaction['emoji'] is required.")


def _check_template(content: Document) -> None:
    limits.only(content, "template", ("name", "language", "components"))
    name = limits.words(content, "name", "template", limits.TEMPLATE_NAME)
    if not TEMPLATE_NAME.fullmatch(name):
        raise MessageProblem(BAD_VALUE, "template['name']", "A template's name has only a-z, 0-9 and underscores.")
    language = limits.mapping(content, "language", "template")
    if not LANGUAGE.fullmatch(limits.words(language, "code", "template['language']", 10)):
        raise MessageProblem(BAD_VALUE, "template['language']['code']", "Not a language code such as en or en_US.")
    if "components" in content:
        for position, part in enumerate(limits.sequence(content, "components", "template", 0, 20)):
            _check_component(part, f"template['components'][{position}]")


def _check_component(part: object, where: str) -> None:
    component = limits.entry(part, where)
    kind = limits.one_of(component, "type", where, ("header", "body", "button"))
    if kind == "button":
        limits.one_of(component, "sub_type", where, ("quick_reply", "url", "copy_code", "catalog", "flow"))
        if str(component.get("index", "")) not in "0123456789" or component.get("index") in (None, ""):
            raise MessageProblem(BAD_VALUE, f"{where}['index']", "A button's index is a number from 0 to 9.")
    if "parameters" in component:
        for position, parameter in enumerate(limits.sequence(component, "parameters", where, 0, 100)):
            _check_parameter(limits.entry(parameter, f"{where}[{position}]"), f"{where}['parameters'][{position}]")


def _check_parameter(parameter: Document, where: str) -> None:
    kind = limits.one_of(parameter, "type", where, PARAMETERS)
    if kind in ("text", "payload", "coupon_code"):
        text = limits.words(parameter, kind, where, limits.TEXT_BODY)
        if kind == "text" and re.search(r"[\n\t]| {5}", text):
            broken = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces."
            raise MessageProblem(BAD_VALUE, where, broken)
    elif kind in ("image", "video", "document"):
        media.check(limits.mapping(parameter, kind, where), f"{where}['{kind}']", ("filename",))
    else:
        limits.mapping(parameter, kind, where)


KINDS: dict[str, Callable[[Document], None]] = {
    "text": _check_text,
    "image": _check_media("image", "caption"),
    "video": _check_media("video", "caption"),
    "document": _check_media("document", "caption", "filename"),
    "audio": _check_media("audio"),
    "sticker": _check_media("sticker"),
    "location": _check_location,
    "reaction": _check_reaction,
    "template": _check_template,
    "interactive": interactive.check,
}
