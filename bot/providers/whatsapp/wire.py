"""A reply as the JSON of the WhatsApp Cloud API, always within its limits (Meta's message reference, v23.0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from bot.providers.whatsapp.titles import ELLIPSIS, RowTitle, beginning, distinct_titles, units
from bot.services.ports import Choice, Customer, Json, Reply, TemplateCall

TEXT, BODY, CAPTION = 4096, 1024, 1024
BUTTON_TITLE, BUTTON_ID, BUTTONS = 20, 256, 3
LIST_BUTTON, ROW_TITLE, ROW_DESCRIPTION, ROW_ID, ROWS = 20, 24, 72, 200, 10
CALLBACK = 512
DEFAULT_LIST_BUTTON = "Choose"
# Between what a title leaves out and what its choice says.
BESIDE = " · "
DEGREES = ("latitude", "longitude")
NO_DIGIT = re.compile(r"\D")
LINK = re.compile(r"https?://\S", re.IGNORECASE)


class NoAddress(ValueError):
    """The customer has neither a phone number nor a business-scoped user id."""


def message_body(customer: Customer, reply: Reply | TemplateCall, key: str) -> Json:
    """What to POST to ``/messages``. ``key`` comes back in status webhooks. Raises NoAddress."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **address(customer),
        **(_template(reply) if isinstance(reply, TemplateCall) else _content(reply)),
        "biz_opaque_callback_data": key[:CALLBACK],
    }


def read_body(provider_message_id: str, typing: bool) -> Json:
    """Marks a message read and, where wanted, shows the typing dots until the next message or for 25 seconds."""
    dots = {"typing_indicator": {"type": "text"}} if typing else {}
    return {"messaging_product": "whatsapp", "status": "read", "message_id": provider_message_id, **dots}


def address(customer: Customer) -> Json:
    """``to`` with the digits of the phone, else ``recipient`` with the business-scoped user id."""
    known = customer.conversation.removeprefix("wa:") if customer.conversation.startswith("wa:") else ""
    digits = NO_DIGIT.sub("", customer.phone) or (known if known.isdigit() else "")
    if digits:
        return {"to": digits}
    if customer.user_id or known:
        return {"recipient": customer.user_id or known}
    raise NoAddress(f"no phone number and no user id is known for {customer.conversation}")


def _template(call: TemplateCall) -> Json:
    """Quick replies need no parameters: a tap then comes back as their words."""
    parameters = [{"type": "text", "text": each} for each in call.parameters]
    components = [{"type": "body", "parameters": parameters}] if parameters else []
    content = {
        "name": call.name,
        "language": {"policy": "deterministic", "code": call.language},
        "components": components,
    }
    return {"type": "template", "template": content}


def _content(reply: Reply) -> Json:
    if reply.attached:
        return _attached(reply)
    if not reply.choices:
        return _image(reply) if reply.image_url else _text(reply)
    kept = reply.choices[:ROWS]
    interactive = _buttons(reply, kept) if _fit_buttons(kept) else _list(reply, kept)
    return {"type": "interactive", "interactive": interactive}


def _attached(reply: Reply) -> Json:
    """A document (a link that Meta fetches, a name) or a place. Words go along only where WhatsApp shows them."""
    kind, content = next(iter(reply.attached.items()))
    if kind == "location":
        return {"type": kind, kind: {**content, **{name: _degrees(content[name]) for name in DEGREES}}}
    caption = {"caption": cut(reply.text, CAPTION)} if reply.text.strip() else {}
    return {"type": kind, kind: {**content, **caption}}


def _degrees(number: float | str) -> str:
    """Text, as Meta's description of a place has it; never as ``1e-05``."""
    return format(Decimal(str(number)), "f")


def _text(reply: Reply) -> Json:
    body = cut(reply.text, TEXT)
    return {"type": "text", "text": {"body": body, "preview_url": bool(LINK.search(body))}}


def _image(reply: Reply) -> Json:
    caption = {"caption": cut(reply.text, CAPTION)} if reply.text.strip() else {}
    return {"type": "image", "image": {"link": reply.image_url, **caption}}


def _fit_buttons(choices: Sequence[Choice]) -> bool:
    titles = [choice.title.strip() for choice in choices]
    fitting = all(0 < units(title) <= BUTTON_TITLE for title in titles)
    return len(choices) <= BUTTONS and fitting and len(set(titles)) == len(titles)


def _buttons(reply: Reply, choices: Sequence[Choice]) -> Json:
    header = {"header": {"type": "image", "image": {"link": reply.image_url}}} if reply.image_url else {}
    buttons = [
        {"type": "reply", "reply": {"id": choice.id.strip()[:BUTTON_ID], "title": choice.title.strip()}}
        for choice in choices
    ]
    return {"type": "button", **header, "body": {"text": cut(reply.text, BODY)}, "action": {"buttons": buttons}}


def _list(reply: Reply, choices: Sequence[Choice]) -> Json:
    """A list's header can only be text, so a picture is left out."""
    titles = distinct_titles([choice.title for choice in choices], ROW_TITLE)
    rows = [_row(choice, title) for choice, title in zip(choices, titles, strict=True)]
    return {
        "type": "list",
        "body": {"text": cut(reply.text, BODY)},
        "action": {
            "button": cut(reply.button.strip() or DEFAULT_LIST_BUTTON, LIST_BUTTON, units),
            "sections": [{"rows": rows}],
        },
    }


def _row(choice: Choice, title: RowTitle) -> Json:
    """A name too long for its title is said in full below it, or what the title leaves out of it; what the choice itself says
    there, such as its price, is never cut for it."""
    said = cut(choice.description.strip(), ROW_DESCRIPTION, units) if choice.description.strip() else ""
    room = ROW_DESCRIPTION - (units(BESIDE + said) if said else 0)
    name = choice.title.strip()
    rest = name if units(name) <= room else cut(title.rest, room, units)
    description = BESIDE.join([*([rest] if title.rest and room > 0 else []), *([said] if said else [])])
    below = {"description": description} if description else {}
    return {"id": choice.id.strip()[:ROW_ID], "title": title.title, **below}


def cut(text: str, limit: int, length: Callable[[str], int] = len) -> str:
    """At most ``limit`` characters, the last one an ellipsis where it was cut; never empty, which Meta refuses."""
    if not text.strip():
        return ELLIPSIS
    return text if length(text) <= limit else beginning(text, limit - 1, length) + ELLIPSIS
