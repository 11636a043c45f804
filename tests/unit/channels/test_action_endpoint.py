"""What becomes of a turn when the action server is slow, dies, or is not there: over real connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError

from bot.channels.action_endpoint import ActionEndpoint
from bot.channels.interruption import TurnInterrupted

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SECONDS = 0.3


def answering(status: str, body: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return serve


async def never_answers(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def ends_without_an_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


async def ends_in_the_middle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    await writer.drain()
    writer.close()


def run_action(serve: Serve | None) -> Any:
    async def ask() -> Any:
        over = asyncio.Event()

        async def one_call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await (serve or never_answers)(reader, writer)
            writer.close()
            over.set()

        server = await asyncio.start_server(one_call, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        if serve is None:
            server.close()
            await server.wait_closed()
        endpoint = ActionEndpoint(f"http://127.0.0.1:{port}/webhook", "a key", seconds=SECONDS)
        try:
            return await endpoint.request(json={"next_action": "order_form"})
        finally:
            if endpoint._session is not None:
                await endpoint._session.close()
            if serve is not None:
                await over.wait()
            server.close()

    return asyncio.run(ask())


def test_an_answer_is_given_back() -> None:
    assert run_action(answering("200 OK", b'{"events": []}')) == {"events": []}


@pytest.mark.parametrize(
    ("serve", "crashed"),
    [
        (never_answers, False),
        (None, False),
        (answering("500 Internal Server Error", b"{}"), False),
        (answering("200 OK", b"<html>"), False),
        (ends_without_an_answer, True),
        (ends_in_the_middle, True),
    ],
)
def test_what_is_no_answer_ends_the_turn_and_tells_whether_the_server_died_in_it(
    serve: Serve | None, crashed: bool
) -> None:
    with pytest.raises(TurnInterrupted, match="order_form") as interruption:
        run_action(serve)
    assert interruption.value.crashed is crashed
    assert interruption.value.away is (serve is None)


def test_an_action_that_declines_is_rasas_own_matter() -> None:
    with pytest.raises(ClientResponseError):
        run_action(answering("400 Bad Request", b'{"error": "no"}'))
