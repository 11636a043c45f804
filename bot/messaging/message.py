"""One WhatsApp message, by the kinds that WhatsApp has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.commerce.money import CURRENCY
from bot.services.ports import Json

LONGEST_TEXT = 4096

# What a message without text means to the dialogue; no customer can type these intents.
KINDS = {
    "image": "EXTERNAL_picture",
    "video": "EXTERNAL_picture",
    "document": "EXTERNAL_picture",
    "audio": "EXTERNAL_voice",
    "sticker": "EXTERNAL_sticker",
    "location": "EXTERNAL_place",
    "order": "EXTERNAL_catalog_order",
    "edit": "EXTERNAL_edited",
    # Somebody opened the chat for the first time and waits to be greeted.
    "request_welcome": "greet",
}
# The words under these count as if typed.
CAPTIONED = ("image", "video", "document")
# They ask for nothing: answering them would only cost. What is said in a group is not said to us alone.
SILENT = {"reaction", "system", "ephemeral", "revoke", "call_permission_reply", "group"}
# Of what is interactive, those that are taps.
TAPS = ("button_reply", "list_reply")


@dataclass(frozen=True)
class Message:
    """One WhatsApp message; ``reply_id`` is the id of a tapped button or row."""

    kind: str
    text: str = ""
    reply_id: str = ""
    entities: Json = field(default_factory=dict)


def read_message(body: Json) -> Message:
    """Never raises: what cannot be read is of kind ``unsupported``."""
    message = _object(body.get("message"))
    if message.get("group_id"):
        return Message("group")
    kind = str(message.get("type") or "unsupported")
    content = _object(message.get(kind))
    read = READERS.get(kind)
    return _about(message, read(content) if read else _without_words(kind, content))


def _about(message: Json, read: Message) -> Message:
    """Words written below one of the catalog's products are about that product."""
    sku = _object(_object(message.get("context")).get("referred_product")).get("product_retailer_id")
    return replace(read, entities={**read.entities, "referred_sku": str(sku)}) if sku and read.kind == "text" else read


def pinned(spot: str) -> Message:
    """A place that was typed as its coordinates."""
    return Message("location", entities={"address": f"pin {spot}", "pin": spot})


def moved_to(body: Json) -> str:
    """The digits of the number to which the sender says, by WhatsApp's own message, to have changed; empty for all others."""
    system = _object(_object(body.get("message")).get("system"))
    changed = str(system.get("type")) in ("user_changed_number", "customer_changed_number")
    written = str(system.get("wa_id") or system.get("new_wa_id") or "")
    return written if changed and written.isascii() and written.isdigit() else ""


def tapped_id(body: Json) -> str:
    """The id of the button or row that was tapped; empty for what is no tap."""
    return read_message(body).reply_id


def _typed(content: Json) -> Message:
    text = _words(content.get("body"))
    return Message("text", text) if text.strip() else Message("unsupported")


def _picked(content: Json) -> Message:
    """One of the buttons or rows under a message; a form that was filled in is none, nor is leave to call."""
    kind, answered = str(content.get("type")), _answered(content)
    if kind not in TAPS:
        return Message(kind if kind in SILENT else "unsupported")
    return Message("tap", str(answered.get("title") or ""), str(answered.get("id") or ""))


def _replied(content: Json) -> Message:
    """A template's quick reply."""
    return Message("tap", str(content.get("text") or ""), str(content.get("payload") or ""))


def _without_words(kind: str, content: Json) -> Message:
    """But for its caption."""
    return Message(
        kind if kind in KINDS or kind in SILENT else "unsupported",
        _words(content.get("caption")),
        entities={"picture": str(content["id"])} if kind == "image" and content.get("id") else {},
    )


def _answered(interactive: Json) -> Json:
    return _object(interactive.get(str(interactive.get("type"))))


def _object(found: Any) -> Json:
    return found if isinstance(found, dict) else {}


def _words(found: Any) -> str:
    """WhatsApp itself lets nobody write more than is kept."""
    return found[:LONGEST_TEXT] if isinstance(found, str) else ""


def _place(content: Json) -> Json:
    """The pin tells where the place lies, whatever it is called."""
    named = [str(content[part]) for part in ("name", "address") if content.get(part)]
    spot = f"{content.get('latitude')},{content.get('longitude')}"
    return {"address": f"{', '.join(named)} (pin {spot})" if named else f"pin {spot}", "pin": spot}


def _ordered(content: Json) -> list[Json]:
    """Our prices count, never the ones in the message. A line without a product names nothing that could be looked for."""
    items = content.get("product_items")
    found: list[Any] = items if isinstance(items, list) else []
    return [
        {
            "sku": str(item.get("product_retailer_id")),
            "quantity": item.get("quantity"),
            # To say where ours is another one.
            "price": item.get("item_price") if item.get("currency") in (None, "", CURRENCY) else None,
        }
        for item in found
        if isinstance(item, dict) and item.get("product_retailer_id")
    ]


# The kinds that say something; the others have at most a caption.
READERS: Mapping[str, Callable[[Json], Message]] = {
    "text": _typed,
    "interactive": _picked,
    "button": _replied,
    "location": lambda content: Message("location", entities=_place(content)),
    "order": lambda content: Message("order", _words(content.get("text")), entities={"lines": _ordered(content)}),
}
