"""What a customer sends: from the few words of a script to Meta's webhook and a bubble on the phone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bot.sandbox.ghala import products
from bot.sandbox.http import Document, Refusal
from bot.sandbox.meta import envelope
from bot.sandbox.phone import bubbles, phones
from bot.sandbox.state import Sandbox

LONGEST_TEXT = 65_536
OPTIONS = ("id", "timestamp", "title", "name")

Written = tuple[Document, Document]


def receive(sandbox: Sandbox, msisdn: str, wanted: Document) -> Document:
    """{id, seq} of the customer's message, queued for the gateway. A known id is the same webhook once more."""
    wamid = _text(wanted, "id", 256) if "id" in wanted else sandbox.wamid(msisdn)
    known = bubbles.source(sandbox, wamid)
    if known is not None and known["msisdn"] != msisdn:
        raise Refusal(409, "id_taken", "This id belongs to a message of another phone.", "id")
    with sandbox.store.transaction():
        if known is None:
            seq, message = _keep(sandbox, msisdn, wamid, wanted)
        else:
            seq, message = known["seq"], known["message"]
        _queue(sandbox, msisdn, message)
    return {"id": wamid, "seq": seq}


def _keep(sandbox: Sandbox, msisdn: str, wamid: str, wanted: Document) -> tuple[int, Document]:
    content, shown = _written(sandbox, msisdn, wanted)
    timestamp = _timestamp(sandbox, wanted)
    message = {
        "from": msisdn,
        "from_user_id": phones.user_id(msisdn),
        "id": wamid,
        "timestamp": str(timestamp),
        **content,
    }
    phones.wrote(sandbox, msisdn, timestamp)
    if "name" in wanted:
        sandbox.store.run("UPDATE phones SET name = ? WHERE msisdn = ?", _text(wanted, "name", 100), msisdn)
    if "context" in content:
        shown = {**shown, "reply_to": content["context"]["id"]}
    bubble = {"id": wamid, "from": "customer", **shown, "status": "sent", "at": sandbox.stamp()}
    return bubbles.add(sandbox, msisdn, bubble, message), message


def _queue(sandbox: Sandbox, msisdn: str, message: Document) -> None:
    contents = {"contacts": [envelope.contact(sandbox, msisdn)], "messages": [message]}
    envelope.put(sandbox, sandbox.config.number_held_by, f"message:{msisdn}", "message", contents, message["id"])


def _timestamp(sandbox: Sandbox, wanted: Document) -> int:
    """Unix seconds."""
    value = wanted.get("timestamp")
    if value is None:
        return int(sandbox.now().timestamp())
    if isinstance(value, bool) or not str(value).isdigit() or len(str(value)) > 11:
        raise Refusal(400, "invalid_message", "timestamp must be in whole Unix seconds.", "timestamp")
    return int(value)


def _written(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    kinds = [name for name in _KINDS if name in wanted]
    unknown = set(wanted) - set(_KINDS) - set(OPTIONS)
    if unknown or len(kinds) != 1:
        refused = f"A message has exactly one of {', '.join(_KINDS)}."
        raise Refusal(400, "invalid_message", refused, min(unknown, default=None))
    return _KINDS[kinds[0]](sandbox, msisdn, wanted)


def _text(wanted: Document, name: str, longest: int) -> str:
    value = wanted[name]
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise Refusal(400, "invalid_message", f"{name} must be a string of 1 to {longest} characters.", name)
    return value


def _typed(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    body = _text(wanted, "text", LONGEST_TEXT)
    return {"type": "text", "text": {"body": body}}, {"kind": "text", "text": body}


def _tapped(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    choice_id = _text(wanted, "reply_id", 256)
    found = bubbles.last_with_choice(sandbox, msisdn, choice_id)
    if found is None:
        return _tapped_long_ago(sandbox, msisdn, wanted, choice_id)
    bubble, choice = found
    reply = {name: choice[name] for name in ("id", "title", "description") if name in choice}
    if bubble["kind"] == "template":
        content: Document = {"type": "button", "button": {"payload": choice_id, "text": choice["title"]}}
    else:
        kind = "list_reply" if bubble["kind"] == "list" else "button_reply"
        content = {"type": "interactive", "interactive": {"type": kind, kind: reply}}
    context = {"from": envelope.DISPLAY_PHONE_NUMBER, "id": bubble["id"]}
    return {**content, "context": context}, {"kind": "text", "text": choice["title"]}


def _tapped_long_ago(sandbox: Sandbox, msisdn: str, wanted: Document, choice_id: str) -> Written:
    """A button that this phone no longer shows, which only its title can stand for."""
    if "title" not in wanted:
        offered = ", ".join(choice["id"] for choice in bubbles.last_choices(sandbox, msisdn)) or "nothing"
        refused = f"The phone shows no choice {choice_id}; the last choices are: {offered}."
        raise Refusal(400, "unknown_reply", refused, "reply_id")
    title = _text(wanted, "title", 256)
    reply = {"type": "button_reply", "button_reply": {"id": choice_id, "title": title}}
    return {"type": "interactive", "interactive": reply}, {"kind": "text", "text": title}


def _attached(kind: str, mime_type: str, **extras: Any) -> Callable[[Sandbox], Document]:
    def attach(sandbox: Sandbox) -> Document:
        digest = sandbox.digest("media")
        media_id = "1" + str(int.from_bytes(digest[:8], "big")).zfill(20)[-15:]
        described = {"mime_type": mime_type, "sha256": hashlib.sha256(digest).hexdigest(), "id": media_id, **extras}
        return {"type": kind, kind: described}

    return attach


_image = _attached("image", "image/jpeg")
_voice = _attached("audio", "audio/ogg; codecs=opus", voice=True)
_sticker = _attached("sticker", "image/webp", animated=False)


def _pictured(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    picture = wanted["image"]
    if not isinstance(picture, dict) or set(picture) - {"caption"}:
        raise Refusal(400, "invalid_message", 'image must be an object, with a "caption" or empty.', "image")
    content, shown = _image(sandbox), {"kind": "image", "text": ""}
    if picture.get("caption") is not None:
        caption = _text(picture, "caption", 1024)
        content["image"]["caption"] = caption
        shown.update(text=caption, caption=caption)
    return content, shown


def _spoken(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    _demand_true(wanted, "voice")
    return _voice(sandbox), {"kind": "voice", "text": ""}


def _stuck(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    _demand_true(wanted, "sticker")
    return _sticker(sandbox), {"kind": "sticker", "text": ""}


def _demand_true(wanted: Document, name: str) -> None:
    if wanted[name] is not True:
        raise Refusal(400, "invalid_message", f"{name} must be true.", name)


def _pinned(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    place = wanted["location"]
    if not isinstance(place, dict) or set(place) - {"latitude", "longitude", "name", "address"}:
        raise Refusal(400, "invalid_message", "location must have latitude and longitude.", "location")
    content: Document = {"latitude": _degrees(place, "latitude", 90), "longitude": _degrees(place, "longitude", 180)}
    content.update({name: _text(place, name, 1000) for name in ("name", "address") if place.get(name) is not None})
    spot = f"{content['latitude']},{content['longitude']}"
    words = ", ".join(content[name] for name in ("name", "address") if name in content)
    shown = {"kind": "location", "text": words or spot, "link": f"https://maps.google.com/?q={spot}"}
    return {"type": "location", "location": content}, shown


def _degrees(place: Document, name: str, most: int) -> int | Decimal:
    value = place.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not -most <= value <= most:
        raise Refusal(400, "invalid_message", f"location.{name} must be a number from -{most} to {most}.", name)
    return value


def _picked(sandbox: Sandbox, msisdn: str, wanted: Document) -> Written:
    lines = wanted["order"]
    if not isinstance(lines, list) or not 1 <= len(lines) <= 30:
        raise Refusal(400, "invalid_message", "order must be a list of 1 to 30 lines.", "order")
    items = [_item(sandbox, line) for line in lines]
    words = "\n".join(f"{item['quantity']} × {item['product_retailer_id']}" for item in items)
    content = {"catalog_id": envelope.CATALOG_ID, "text": "", "product_items": items}
    return {"type": "order", "order": content}, {"kind": "order", "text": words}


def _item(sandbox: Sandbox, line: Any) -> Document:
    """A line as the catalog on the phone would send it; a product that we do not know costs nothing."""
    sku = line.get("sku") if isinstance(line, dict) else None
    quantity = line.get("quantity") if isinstance(line, dict) else None
    if not isinstance(sku, str) or isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise Refusal(400, "invalid_message", "Each line of order has a sku and a quantity from 1.", "order")
    product = products.find(sandbox, sku)
    price = product["price"] if product else 0
    return {"product_retailer_id": sku, "quantity": quantity, "item_price": price, "currency": products.CURRENCY}


_KINDS: dict[str, Callable[[Sandbox, str, Document], Written]] = {
    "text": _typed,
    "reply_id": _tapped,
    "image": _pictured,
    "voice": _spoken,
    "location": _pinned,
    "sticker": _stuck,
    "order": _picked,
}
