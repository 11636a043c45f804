"""What every route of the gateway works with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from sanic.request import Request

from bot.services.ports import Clock, Incoming, UnitOfWork, UnitOfWorkFactory
from bot.settings import Settings
from bot.web.metrics import Measures
from bot.web.receipts.kept_files import KeptFiles

T = TypeVar("T")


@dataclass
class Gateway:
    """``unit_of_work`` writes, ``reading`` only reads. Database work runs in threads, never on the event loop.

    SQLite has one writer at a time, so its writes queue up in one thread instead of for the lock.
    """

    settings: Settings
    unit_of_work: UnitOfWorkFactory
    reading: UnitOfWorkFactory
    clock: Clock
    measures: Measures = field(default_factory=Measures)
    files: KeptFiles = field(default_factory=KeptFiles)
    writers: ThreadPoolExecutor = field(init=False)
    readers: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        writers = 1 if self.settings.database_url.startswith("sqlite") else 8
        self.writers = ThreadPoolExecutor(writers, thread_name_prefix="gateway-write")
        self.readers = ThreadPoolExecutor(4, thread_name_prefix="gateway-read")

    async def store(self, incoming: Sequence[Incoming]) -> int:
        """How many were new. When this returns they are durable."""
        stored = await self._in(self.writers, lambda: self._store(incoming))
        self.measures.stored(incoming, stored)
        return stored

    def _store(self, incoming: Sequence[Incoming]) -> int:
        with self.unit_of_work() as uow:
            stored = uow.inbox.store(incoming)
            uow.commit()
        return stored

    async def read(self, question: Callable[[UnitOfWork], T]) -> T:
        def answer() -> T:
            with self.reading(read_only=True) as uow:
                return question(uow)

        return await self._in(self.readers, answer)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """For work that opens units of work of its own."""
        return await self._in(self.readers, work)

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    def close(self) -> None:
        self.files.close()
        for pool in (self.writers, self.readers):
            pool.shutdown(wait=True)


def gateway_of(request: Request) -> Gateway:
    gateway: Gateway = request.app.ctx.gateway
    return gateway
