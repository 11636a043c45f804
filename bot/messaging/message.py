"""One WhatsApp message, by the kinds that WhatsApp has."""

from __future__ import annotations

from dataclasses import dataclass, field
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
}
# The words under these count as if typed.
CAPTIONED = ("image", "video", "document")
# They ask for nothing: answering them would only cost.
SILENT = {"reaction", "system", "ephemeral"}


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
    kind = str(message.get("type") or "unsupported")
    content = _object(message.get(kind))
    if kind == "text":
        text = _words(content.get("body"))
        return Message("text", text) if text.strip() else Message("unsupported")
    if kind == "interactive":
        return Message("tap", str(_answered(content).get("title") or ""), tapped_id(body))
    if kind == "button":
        return Message("tap", str(content.get("text") or ""), tapped_id(body))
    if kind == "location":
        return Message(kind, entities=_place(content))
    if kind == "order":
        return Message(kind, entities={"lines": _ordered(content)})
    return Message(
        kind if kind in KINDS or kind in SILENT else "unsupported",
        _words(content.get("caption")),
        entities={"picture": str(content["id"])} if kind == "image" and content.get("id") else {},
    )


def pinned(spot: str) -> Message:
    """A place that was typed as its coordinates."""
    return Message("location", entities={"address": f"pin {spot}", "pin": spot})


def tapped_id(body: Json) -> str:
    """The id of the button or row that was tapped; empty for what is no tap."""
    message = _object(body.get("message"))
    content = _object(message.get(str(message.get("type"))))
    found = {"interactive": _answered(content).get("id"), "button": content.get("payload")}
    return str(found.get(str(message.get("type"))) or "")


def _answered(interactive: Json) -> Json:
    return _object(interactive.get(str(interactive.get("type"))))


def _object(found: Any) -> Json:
    return found if isinstance(found, dict) else {}


def _words(found: Any) -> str:
    """WhatsApp itself lets nobody write more than is kept."""
    return found[:LONGEST_TEXT] if isinstance(found, str) else ""


def _place(content: Json) -> Json:
    named = [str(content[part]) for part in ("name", "address") if content.get(part)]
    spot = f"{content.get('latitude')},{content.get('longitude')}"
    return {"address": ", ".join(named) or f"pin {spot}", "pin": spot}


def _ordered(content: Json) -> list[Json]:
    """Our prices count, never the ones in the message."""
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
        if isinstance(item, dict)
    ]
