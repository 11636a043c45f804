"""The two APIs that the sandbox stands in for: who may call, what a call leaves behind, and how trouble strikes it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, cast

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.sandbox.faults import Fault
from bot.sandbox.http import Answer, Call, Document, Refusal, canonical, dump, load
from bot.sandbox.state import Sandbox

KEY_HEADER = "Idempotency-Key"
KEY_LENGTH = 128
LOGGED_BODY_LENGTH = 20_000

Handler = Callable[[Sandbox, Call], Answer]
Route = Callable[..., Awaitable[HTTPResponse]]


class ApiSide(ABC):
    """One API under one root. Handlers are plain functions that run in a single transaction."""

    name: str
    root: str

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    @abstractmethod
    def authorise(self, call: Call) -> None:
        """Raises Refusal when the caller's key is not ours."""

    @abstractmethod
    def too_many(self, seconds: float) -> Answer:
        """How this API says that calls come too fast."""

    @abstractmethod
    def out_of_order(self, status: int) -> Answer:
        """How this API says that it is unwell."""

    def pause_seconds(self) -> float:
        return 0.0

    def mount(self, app: Sanic, method: str, path: str, handler: Handler, key: str = "unused") -> None:
        """``key`` tells what the idempotency key is to this call: "required", "optional" or "unused"."""

        async def route(request: Request, **params: str) -> HTTPResponse:
            return await self._serve(request, params, handler, key)

        app.add_route(route, self.root + path, methods=[method], name=f"{self.name} {method} {path}")

    async def _serve(self, request: Request, params: dict[str, str], handler: Handler, key: str) -> HTTPResponse:
        call = call_of(request, params, self._path(request))
        fault = self.sandbox.faults.strike(self.name, call.method, call.path)
        kind = fault.kind if fault else ""
        await asyncio.sleep(self.pause_seconds() + (fault.seconds if fault and kind == "delay" else 0.0))
        answer = self._without_effect(fault) or self._with_effect(call, handler, key)
        self._record(call, answer, kind)
        if kind in ("lost_answer", "drop"):
            return hung_up(request)
        if kind == "garbage":
            answer = Answer(200, b'{"garb\xffage": <html>', {}, "application/json")
        return sent(answer)

    def _path(self, request: Request) -> str:
        return request.path[len(self.root) :]

    def _without_effect(self, fault: Fault | None) -> Answer | None:
        if fault is None or fault.kind not in ("error", "rate_limit", "drop"):
            return None
        return self.too_many(fault.seconds) if fault.kind == "rate_limit" else self.out_of_order(fault.status)

    def _with_effect(self, call: Call, handler: Handler, key: str) -> Answer:
        try:
            self.authorise(call)
            with self.sandbox.store.transaction():
                return handler(self.sandbox, call) if key == "unused" else self._once(call, handler, key)
        except Refusal as refusal:
            return refusal.answer()

    def _once(self, call: Call, handler: Handler, need: str) -> Answer:
        key = call.headers.get(KEY_HEADER.lower(), "")
        if not key and need == "optional":
            return handler(self.sandbox, call)
        if not 1 <= len(key) <= KEY_LENGTH:
            wanted = f"The {KEY_HEADER} header is required, 1 to {KEY_LENGTH} characters."
            raise Refusal(400, "idempotency_key_required", wanted, KEY_HEADER)
        digest = hashlib.sha256(f"{call.method} {call.path} ".encode() + canonical(call.document())).hexdigest()
        return self._first_answer(key, digest) or self._remembered(key, digest, call, handler)

    def _first_answer(self, key: str, digest: str) -> Answer | None:
        row = self.sandbox.store.one("SELECT * FROM answers WHERE key = ?", key)
        if row is None:
            return None
        if not hmac.compare_digest(str(row["digest"]), digest):
            raise Refusal(409, "idempotency_conflict", "This key was used before for a different call.", KEY_HEADER)
        return Answer(row["status"], load(row["body"]))

    def _remembered(self, key: str, digest: str, call: Call, handler: Handler) -> Answer:
        try:
            answer = handler(self.sandbox, call)
        except Refusal as refusal:
            # A malformed or throttled call never counts as the first one; what the shop itself refused does.
            if refusal.status not in (409, 422):
                raise
            answer = refusal.answer()
        self.sandbox.store.run(
            "INSERT INTO answers VALUES (?, ?, ?, ?)", key, digest, answer.status, dump(answer.body).decode()
        )
        return answer

    def _record(self, call: Call, answer: Answer, fault: str) -> None:
        self.sandbox.store.run(
            "INSERT INTO calls (target, method, path, idempotency_key, status, body, fault)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            self.name,
            call.method,
            call.path,
            call.headers.get(KEY_HEADER.lower()),
            answer.status,
            dump(_readable(call)).decode(),
            fault or None,
        )


def _readable(call: Call) -> Any:
    try:
        return load(call.body) if call.body else None
    except ValueError:
        return call.body[:LOGGED_BODY_LENGTH].decode("utf-8", "replace")


def call_of(request: Request, params: dict[str, str], path: str) -> Call:
    query = {name: values[0] for name, values in request.get_args(keep_blank_values=True).items()}
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(request.method, path, params, query, headers, request.body)


def sent(answer: Answer) -> HTTPResponse:
    if answer.status == 304:
        return HTTPResponse(status=304, headers=dict(answer.headers))
    return HTTPResponse(answer.raw(), answer.status, dict(answer.headers), answer.content_type)


def hung_up(request: Request) -> HTTPResponse:
    """Cuts the connection, so that the caller never learns what became of its call."""
    # Sanic promises less than asyncio and uvloop both give.
    cast(asyncio.Transport, request.transport).abort()
    return HTTPResponse(status=200)


def bearer_is(call: Call, secret: str) -> bool:
    given = call.headers.get("authorization", "")
    return hmac.compare_digest(given.encode(errors="surrogateescape"), f"Bearer {secret}".encode())


def calls_after(sandbox: Sandbox, seq: int) -> list[Document]:
    """The calls that both APIs received, oldest first; ``fault`` names the trouble that struck one, if any."""
    rows = sandbox.store.all("SELECT * FROM calls WHERE seq > ? ORDER BY seq", seq)
    return [{**dict(row), "body": load(row["body"])} for row in rows]
