"""The message templates that Meta has approved, and how it refuses the wrong use of one.

Error codes: 132001 for a name or language that is not approved, 132000 for the wrong number of parameters, 132005 for a
text that gets too long, 132012 for a parameter of the wrong kind, 132015 and 132016 for a template paused or disabled,
131050 for marketing to who has stopped it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.http import Document, Refusal
from bot.sandbox.meta.limits import MessageProblem
from bot.sandbox.state import Sandbox

COUNT, UNKNOWN, TOO_LONG, FORMAT, PAUSED, DISABLED, STOPPED = 132000, 132001, 132005, 132012, 132015, 132016, 131050
TITLES = {
    COUNT: "Number of parameters does not match the expected number of params",
    UNKNOWN: "Template name does not exist in the translation",
    TOO_LONG: "Translated text too long",
    FORMAT: "Parameter format does not match format in the created template",
    PAUSED: "Template is paused",
    DISABLED: "Template is disabled",
    STOPPED: "User has stopped marketing messages from your business",
}
STATUSES = {"APPROVED": 0, "PAUSED": PAUSED, "DISABLED": DISABLED, "PENDING": UNKNOWN, "REJECTED": UNKNOWN}
BODY = 1024
PLACE = re.compile(r"\{\{(\d+)\}\}")


@lru_cache(maxsize=4)
def _submitted(file: Path) -> Document:
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def demand_approved(sandbox: Sandbox, msisdn: str, content: Document) -> None:
    """Raises MessageProblem for what Meta would not send."""
    found = _wording(sandbox, content)
    if found is None:
        named = f"template name ({content['name']}) does not exist in {content['language']['code']}"
        raise MessageProblem(UNKNOWN, "template", named)
    status = _statuses(sandbox).get(content["name"], "APPROVED")
    if STATUSES[status]:
        raise MessageProblem(STATUSES[status], "template", f"template {content['name']} is {status.lower()}")
    _check_parameters(found, content)
    refuses = sandbox.store.one("SELECT 1 FROM at_meta WHERE name = ?", f"no marketing {msisdn}")
    if category(sandbox, content) == "marketing" and refuses is not None:
        raise MessageProblem(STOPPED, "to", "The user has stopped marketing messages from this business.")


def _check_parameters(wording: Document, content: Document) -> None:
    _check_body(wording["body"], _parameters(content))
    buttons = wording.get("buttons") or []
    for part in _parts(content, "button"):
        if int(part["index"]) >= len(buttons):
            raise MessageProblem(COUNT, "template", f"buttons: there is no button {part['index']}")
    if _parts(content, "header"):
        raise MessageProblem(COUNT, "template", "header: the template has none")


def _check_body(body: str, parameters: list[Document]) -> None:
    wanted = len(set(PLACE.findall(body)))
    if len(parameters) != wanted:
        counted = f"body: number of localizable_params ({len(parameters)}) does not match the expected ({wanted})"
        raise MessageProblem(COUNT, "template", counted)
    if any(each["type"] not in ("text", "currency", "date_time") for each in parameters):
        raise MessageProblem(FORMAT, "template", "body: a parameter must be text, currency or date_time")
    if len(_filled(body, parameters)) > BODY:
        raise MessageProblem(TOO_LONG, "template", f"body: more than {BODY} characters once filled")


def _parts(content: Document, kind: str) -> list[Document]:
    return [part for part in content.get("components", ()) if part["type"] == kind]


def _parameters(content: Document) -> list[Document]:
    """What fills the places of the body."""
    return [each for part in _parts(content, "body") for each in part.get("parameters", ())]


def _wording(sandbox: Sandbox, content: Document) -> Document | None:
    template = _submitted(sandbox.config.templates_file).get(content["name"]) or {}
    found = template.get(content["language"]["code"])
    return found if isinstance(found, dict) else None


def _filled(body: str, parameters: list[Document]) -> str:
    return PLACE.sub(lambda place: str(parameters[int(place[1]) - 1].get("text", "")), " ".join(body.split()))


def category(sandbox: Sandbox, content: Document) -> str:
    """utility or marketing, by which Meta bills it."""
    return str((_submitted(sandbox.config.templates_file).get(content["name"]) or {}).get("category", "utility"))


def drawn(sandbox: Sandbox, content: Document) -> Document:
    """What the phone shows: the approved words filled, and its quick replies, which come back as their words."""
    wording = _wording(sandbox, content) or {"body": f"[{content['name']}]"}
    filled = _filled(wording["body"], _parameters(content))
    shown: Document = {"kind": "template", "text": filled, "template": content["name"]}
    titles = wording.get("buttons") or []
    payloads = {
        int(part["index"]): part["parameters"][0]["payload"] for part in _parts(content, "button") if _has_payload(part)
    }
    choices = [{"id": payloads.get(place, title), "title": title} for place, title in enumerate(titles)]
    footer = {"footer": wording["footer"]} if wording.get("footer") else {}
    return {**shown, **footer, **({"choices": choices} if choices else {})}


def _has_payload(part: Document) -> bool:
    return any(each["type"] == "payload" for each in part.get("parameters", ()))


def _statuses(sandbox: Sandbox) -> dict[str, str]:
    rows = sandbox.store.all("SELECT name, value FROM at_meta WHERE name LIKE 'template %'")
    return {row["name"].removeprefix("template "): row["value"] for row in rows}


def set_status(sandbox: Sandbox, name: str, wanted: Any) -> Document:
    """What Meta does with a template; APPROVED until said otherwise. Raises Refusal."""
    if name not in _submitted(sandbox.config.templates_file):
        raise Refusal(404, "not_found", f"There is no template {name}.", "name")
    if wanted not in STATUSES:
        raise Refusal(400, "invalid_request", f"status must be one of {', '.join(STATUSES)}.", "status")
    sandbox.store.run("INSERT OR REPLACE INTO at_meta VALUES (?, ?)", f"template {name}", wanted)
    return {"name": name, "status": wanted}


def allow_marketing(sandbox: Sandbox, msisdn: str, allowed: Any) -> Document:
    """What the customer has chosen in WhatsApp itself: offers from this business, or none. Raises Refusal."""
    if not isinstance(allowed, bool):
        raise Refusal(400, "invalid_request", "allowed must be true or false.", "allowed")
    if allowed:
        sandbox.store.run("DELETE FROM at_meta WHERE name = ?", f"no marketing {msisdn}")
    else:
        sandbox.store.run("INSERT OR REPLACE INTO at_meta VALUES (?, ?)", f"no marketing {msisdn}", "1")
    return {"msisdn": msisdn, "allowed": allowed}
