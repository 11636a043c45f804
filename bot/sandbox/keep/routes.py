"""Keeping as a test, over HTTP: the chat of a phone becomes a conversation test."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
from sanic import Sanic

from bot.sandbox.http import Answer, Call, Refusal
from bot.sandbox.keep import file
from bot.sandbox.keep.talk import talk_of
from bot.sandbox.phone import phones
from bot.sandbox.routes import mount
from bot.sandbox.state import Sandbox

ASK_SECONDS = 5.0


def mount_all(app: Sanic, sandbox: Sandbox) -> None:
    mount(app, sandbox, "POST", "/phone/<msisdn:str>/kept", keep)


async def keep(sandbox: Sandbox, call: Call) -> Answer:
    """201 with the file and what was replaced. ``speaks`` is asked of the gateway where it is not given."""
    msisdn, wanted = phones.checked(call.params["msisdn"]), call.document()
    name = file.named(wanted.get("name"))
    kind = file.one_of(wanted.get("kind"), file.KINDS, "kind")
    replace = wanted.get("replace", False) is True
    talk = talk_of(sandbox, msisdn)
    if not talk.steps:
        raise Refusal(409, "nothing_said", "Nothing was said on this phone yet, so there is nothing to keep.")
    given = wanted.get("speaks")
    tongue = file.one_of(given, file.TONGUES, "speaks") if given else await _tongue(sandbox, msisdn)
    content = file.written(name, kind, tongue, talk)
    path = file.keep(sandbox.config.kept_folder, name, content, replace)
    return Answer(
        201,
        {
            "file": _shown(path),
            "run": f'make test ARGS="tests/conversations -k {name}"',
            "content": content,
            "speaks": tongue,
            "replaced": talk.replaced,
            "warnings": talk.warnings,
        },
    )


def _shown(path: Path) -> str:
    """As seen from the folder that the sandbox runs in, if it lies there."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if here in path.parents else path.as_posix()


async def _tongue(sandbox: Sandbox, msisdn: str) -> str:
    """What the customer spoke, by what the gateway understood of the texts; English where it says nothing."""
    if sandbox.config.gateway_url is None:
        return "en"
    rows = sandbox.store.all("SELECT id, body FROM bubbles WHERE msisdn = ? ORDER BY position", msisdn)
    typed = [str(row["id"]) for row in rows if json.loads(row["body"])["from"] == "customer"]
    timeout = aiohttp.ClientTimeout(total=ASK_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            found = [
                await _language(session, f"{sandbox.config.gateway_url.rstrip('/')}/api/turns/{id_}") for id_ in typed
            ]
    except (aiohttp.ClientError, asyncio.TimeoutError) as problem:
        raise Refusal(
            502, "gateway_unreachable", f"The gateway does not say which language it was: {problem}"
        ) from problem
    spoken = set(found) & {"en", "sw"}
    return "mixed" if len(spoken) > 1 else next(iter(spoken), "en")


async def _language(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as answer:
        return str((await answer.json()).get("language") or "") if answer.status == 200 else ""
