"""The bubbles of a chat, as the phone shows them.

A bubble's ``seq`` grows with every change of it. ``source`` is the message as it went over the wire.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.http import Document, dump, load
from bot.sandbox.meta import templates
from bot.sandbox.phone import phones
from bot.sandbox.state import Sandbox

TICKS = ("sent", "delivered", "read")


def add(sandbox: Sandbox, msisdn: str, bubble: Document, source: Document) -> int:
    """Puts a bubble at the end of the chat; its seq. ``bubble`` has id, from, kind, text, and what the kind shows."""
    seq = phones.touch(sandbox, msisdn)
    sandbox.store.run(
        "INSERT INTO bubbles VALUES (?, ?, ?, ?, ?, ?)",
        bubble["id"],
        msisdn,
        seq,
        seq,
        dump(bubble).decode(),
        dump(source).decode(),
    )
    return seq


def source(sandbox: Sandbox, wamid: str) -> Document | None:
    """The wire form of a message, with the phone it belongs to under "msisdn" and its bubble's "seq"."""
    row = sandbox.store.one("SELECT * FROM bubbles WHERE id = ?", wamid)
    return None if row is None else {"msisdn": row["msisdn"], "seq": row["seq"], "message": load(row["source"])}


def after(sandbox: Sandbox, msisdn: str, seq: int) -> list[Document]:
    """Bubbles changed after this seq, in the order in which they came."""
    rows = sandbox.store.all("SELECT * FROM bubbles WHERE msisdn = ? AND seq > ? ORDER BY position", msisdn, seq)
    return [{"seq": row["seq"], **load(row["body"])} for row in rows]


def last_with_choice(sandbox: Sandbox, msisdn: str, choice_id: str) -> tuple[Document, Document] | None:
    """The newest bubble that offers this choice, and the choice."""
    for bubble in reversed(after(sandbox, msisdn, 0)):
        for choice in bubble.get("choices", ()):
            if bubble["from"] == "shop" and choice["id"] == choice_id:
                return bubble, choice
    return None


def last_choices(sandbox: Sandbox, msisdn: str) -> list[Document]:
    """What the newest bubble with choices offers."""
    offers = [bubble["choices"] for bubble in after(sandbox, msisdn, 0) if bubble.get("choices")]
    return list(offers[-1]) if offers else []


def _set_status(sandbox: Sandbox, msisdn: str, bubble: Document, status: str) -> None:
    bubble = {name: value for name, value in bubble.items() if name != "seq"}
    seq = phones.touch(sandbox, msisdn)
    body = dump({**bubble, "status": status}).decode()
    sandbox.store.run("UPDATE bubbles SET body = ?, seq = ? WHERE id = ?", body, seq, bubble["id"])


def ticked(sandbox: Sandbox, wamid: str | None) -> None:
    """The gateway has taken the customer's message: the second tick, unless the bubble has more already or is gone."""
    row = sandbox.store.one("SELECT msisdn, body FROM bubbles WHERE id = ?", wamid)
    if row is not None and load(row["body"])["status"] == "sent":
        with sandbox.store.transaction():
            _set_status(sandbox, row["msisdn"], load(row["body"]), "delivered")


def read_up_to(sandbox: Sandbox, msisdn: str, wamid: str) -> None:
    """The shop has read this message of the customer and all before it."""
    for bubble in after(sandbox, msisdn, 0):
        if bubble["from"] == "customer" and bubble["status"] != "read":
            _set_status(sandbox, msisdn, bubble, "read")
        if bubble["id"] == wamid:
            return


def of_shop(sandbox: Sandbox, message: Document) -> Document:
    """What the phone shows of a Cloud API message; the caller adds id, status and time."""
    kind = message["type"]
    drawn: Document = templates.drawn(sandbox, message[kind]) if kind == "template" else _DRAWN[kind](message[kind])
    if "context" in message:
        drawn["reply_to"] = message["context"]["message_id"]
    return drawn


def _text(content: Document) -> Document:
    return {"kind": "text", "text": content["body"]}


def _media(kind: str) -> Callable[[Document], Document]:
    def draw(content: Document) -> Document:
        link = content.get("link") or f"media:{content.get('id')}"
        drawn = {"kind": kind, "text": content.get("caption") or content.get("filename") or "", "link": link}
        return {**drawn, "caption": content["caption"]} if content.get("caption") else drawn

    return draw


def _location(content: Document) -> Document:
    words = ", ".join(content[name] for name in ("name", "address") if content.get(name))
    place = f"{content['latitude']},{content['longitude']}"
    return {"kind": "location", "text": words or place, "link": f"https://maps.google.com/?q={place}"}


def _interactive(content: Document) -> Document:
    drawn: Document = {"kind": "text", "text": content.get("body", {}).get("text", "")}
    header = content.get("header", {})
    if header.get("type") == "text":
        drawn["header"] = header["text"]
    elif header:
        drawn["link"] = header[header["type"]].get("link", "")
    if "footer" in content:
        drawn["footer"] = content["footer"]["text"]
    return {**drawn, **_ACTIONS.get(content["type"], _no_action)(content["action"])}


def _buttons(action: Document) -> Document:
    return {"kind": "buttons", "choices": [dict(button["reply"]) for button in action["buttons"]]}


def _list(action: Document) -> Document:
    choices = []
    for section in action["sections"]:
        titled = {"section": section["title"]} if section.get("title") else {}
        choices += [{**row, **titled} for row in section["rows"]]
    return {"kind": "list", "button": action["button"], "choices": choices}


def _link(action: Document) -> Document:
    return {"button": action["parameters"]["display_text"], "link": action["parameters"]["url"]}


def _ask_location(action: Document) -> Document:
    return {"kind": "location", "button": "Send location"}


def _no_action(action: Document) -> Document:
    return {}


def _reaction(content: Document) -> Document:
    return {"kind": "text", "text": content.get("emoji", ""), "reply_to": content["message_id"]}


_DRAWN: dict[str, Callable[[Document], Document]] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("document"),
    "document": _media("document"),
    "audio": _media("voice"),
    "sticker": _media("sticker"),
    "location": _location,
    "interactive": _interactive,
    "reaction": _reaction,
}

_ACTIONS = {"button": _buttons, "list": _list, "cta_url": _link, "location_request_message": _ask_location}
