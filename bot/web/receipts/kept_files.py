"""Files that take long to draw and are the same each time, kept once they are drawn."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

MOST_BYTES = 16 * 1024 * 1024

# A receipt's hash, the language, and the kind of file.
Key = tuple[str, str, str]


class KeptFiles:
    """Drawn one at a time in a thread of their own, so that who asks for many keeps nobody else from being served."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        # The one asked for last stands at the end. Only the drawing thread touches it.
        self._files: OrderedDict[Key, bytes] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="gateway-draw")

    async def get(self, key: Key, draw: Callable[[], bytes]) -> bytes:
        """Raises what ``draw`` raises, which is then tried anew the next time."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._kept_or_drawn, key, draw)

    def _kept_or_drawn(self, key: Key, draw: Callable[[], bytes]) -> bytes:
        kept = self._files.pop(key, None)
        file = draw() if kept is None else kept
        self._files[key] = file
        held = sum(len(each) for each in self._files.values())
        while held > self._most_bytes:
            _, oldest = self._files.popitem(last=False)
            held -= len(oldest)
        return file

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
