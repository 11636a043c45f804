"""Carries queued webhooks to the gateway, each lane in its order, until they are taken."""

from __future__ import annotations

import asyncio
import logging
import sqlite3

import aiohttp

from bot.sandbox.faults import SENDING_KINDS, Fault
from bot.sandbox.phone import bubbles
from bot.sandbox.signatures import ghala_headers, meta_headers
from bot.sandbox.state import Sandbox

ANSWER_SECONDS = 10.0

logger = logging.getLogger(__name__)


def signed_headers(sandbox: Sandbox, row: sqlite3.Row) -> dict[str, str]:
    """The headers of one webhook, signed now."""
    config, raw = sandbox.config, bytes(row["body"])
    headers = {"Content-Type": "application/json"}
    if row["side"] == "meta":
        return {**headers, **meta_headers(config.app_secret, raw)}
    timestamp = int(sandbox.now().timestamp())
    signature = ghala_headers(config.signature_scheme, config.webhook_secret, raw, timestamp)
    return {**headers, **signature, "X-Ghala-Delivery": str(row["delivery_id"])}


class Courier:
    """One background task for as long as the server runs; the queue itself lies in the store."""

    def __init__(self, sandbox: Sandbox, gateway_url: str) -> None:
        self._sandbox = sandbox
        self._gateway_url = gateway_url.rstrip("/")
        self._wake = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        sandbox.outgoing.wake = self._wake.set

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            try:
                while True:
                    self._wake.clear()
                    self._start_due(session)
                    await self._rest()
            finally:
                for task in self._under_way.values():
                    task.cancel()

    def _start_due(self, session: aiohttp.ClientSession) -> None:
        self._sandbox.outgoing.release_overdue()
        for row in self._sandbox.outgoing.heads():
            if row["lane"] not in self._under_way:
                self._under_way[row["lane"]] = asyncio.create_task(self._carry(session, row))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), self._sandbox.outgoing.seconds_to_next() + 0.01)
        except asyncio.TimeoutError:
            return

    async def _carry(self, session: aiohttp.ClientSession, row: sqlite3.Row) -> None:
        try:
            problem = await self._attempt(session, row)
            if problem is None:
                self._sandbox.outgoing.delivered(row["number"])
                bubbles.ticked(self._sandbox, row["bubble"])
            else:
                logger.info("webhook %s to %s put off: %s", row["event"], row["path"], problem)
                self._sandbox.outgoing.failed(row, problem)
        finally:
            del self._under_way[row["lane"]]
            self._wake.set()

    async def _attempt(self, session: aiohttp.ClientSession, row: sqlite3.Row) -> str | None:
        """None when the gateway took it, else what went wrong in words."""
        fault = self._sandbox.faults.strike("webhooks", "POST", row["path"], row["event"], SENDING_KINDS)
        if fault is not None and fault.kind in ("error", "rate_limit"):
            return f"fault: {fault.kind}"
        try:
            status = await self._post(session, row, fault)
        except (aiohttp.ClientError, asyncio.TimeoutError) as problem:
            return f"{type(problem).__name__}: {problem}"
        if fault is not None and fault.kind == "lost_answer":
            return "fault: lost_answer"
        return None if 200 <= status < 300 else f"answered {status}"

    async def _post(self, session: aiohttp.ClientSession, row: sqlite3.Row, fault: Fault | None) -> int:
        raw = bytes(row["body"])
        if fault is not None and fault.kind == "garbage":
            raw = raw[: len(raw) // 2]
        headers = signed_headers(self._sandbox, row)
        async with session.post(self._gateway_url + row["path"], data=raw, headers=headers) as answer:
            await answer.read()
            return answer.status
