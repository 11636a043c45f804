"""Meta's Graph API, as far as a shop needs it: sending messages, marking them read, fetching what customers attach."""

from __future__ import annotations

import base64
import hashlib
import re

from sanic import Sanic
from sanic.request import Request

from bot.sandbox.api import ApiSide, bearer_is
from bot.sandbox.http import Answer, Call, Document, Refusal
from bot.sandbox.meta import sending
from bot.sandbox.meta.limits import MessageProblem
from bot.sandbox.state import Sandbox

ROOT = re.compile(r"^/graph/v\d+\.\d+")
MEDIA_ID = re.compile(r"[1-9]\d{15}")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class GraphRefusal(Refusal):
    """An error in Meta's form; programs are to branch on ``number``."""

    def __init__(self, status: int, number: int, message: str, details: str = "", subcode: int | None = None) -> None:
        super().__init__(status, str(number), message)
        self.number, self.details, self.subcode = number, details, subcode

    def answer(self) -> Answer:
        trace = "A" + hashlib.sha256(f"{self.number}{self.details}".encode()).hexdigest()[:22]
        error: Document = {"message": self.message, "type": "OAuthException", "code": self.number, "fbtrace_id": trace}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return Answer(self.status, {"error": error}, self.headers)


class GraphSide(ApiSide):
    name = "graph"
    root = "/graph/<version:v\\d+\\.\\d+>"

    def authorise(self, call: Call) -> None:
        if not bearer_is(call, self.sandbox.config.access_token):
            raise GraphRefusal(401, 190, "Invalid OAuth access token - Cannot parse access token")

    def too_many(self, seconds: float) -> Answer:
        details = "Cloud API message throughput has been reached."
        return GraphRefusal(429, 130429, "(#130429) Rate limit hit", details).answer()

    def out_of_order(self, status: int) -> Answer:
        details = "Message failed to send because of an unknown error. Try again later."
        return GraphRefusal(status, 131000, "(#131000) Something went wrong", details).answer()

    def _path(self, request: Request) -> str:
        return ROOT.sub("", request.path)

    def mount_all(self, app: Sanic) -> None:
        self.mount(app, "POST", "/<number_id:str>/messages", messages)
        self.mount(app, "GET", "/<media_id:str>", media_shown)
        self.mount(app, "GET", "/<media_id:str>/content", media_content)


def messages(sandbox: Sandbox, call: Call) -> Answer:
    """Sends one message, or marks one read when the body has a "status"."""
    if call.params["number_id"] != sandbox.config.phone_number_id:
        raise _no_such_object(call.params["number_id"])
    body = _body(call)
    try:
        if "status" in body:
            sending.mark_read(sandbox, body)
            return Answer(200, {"success": True})
        return Answer(200, sending.send(sandbox, {"type": "text", **body}, "meta"))
    except MessageProblem as problem:
        title = f"(#{problem.code}) {sending.TITLES[problem.code]}"
        raise GraphRefusal(400, problem.code, title, problem.details) from problem


def _body(call: Call) -> Document:
    try:
        return call.document()
    except Refusal as refusal:
        raise GraphRefusal(400, 100, "(#100) Invalid parameter", refusal.message) from refusal


def _no_such_object(wanted: str) -> GraphRefusal:
    message = (
        f"Unsupported request. Object with ID '{wanted}' does not exist, cannot be loaded due to missing permissions,"
        " or does not support this operation."
    )
    return GraphRefusal(400, 100, message, subcode=33)


def media_shown(sandbox: Sandbox, call: Call) -> Answer:
    """Where a customer's attachment can be fetched, with the same token. Every one is the same picture of a dot."""
    media_id = _media_id(call)
    described = {
        "messaging_product": "whatsapp",
        "id": media_id,
        "url": f"{sandbox.config.public_url}/graph/{call.params['version']}/{media_id}/content",
        "mime_type": "image/png",
        "sha256": hashlib.sha256(DOT).hexdigest(),
        "file_size": len(DOT),
    }
    return Answer(200, described)


def media_content(sandbox: Sandbox, call: Call) -> Answer:
    _media_id(call)
    return Answer(200, DOT, {}, "image/png")


def _media_id(call: Call) -> str:
    if not MEDIA_ID.fullmatch(call.params["media_id"]):
        raise _no_such_object(call.params["media_id"])
    return call.params["media_id"]
