"""Files once drawn are kept, as many as there is room for."""

from __future__ import annotations

import asyncio

from bot.web.receipts.kept_files import KeptFiles


def test_what_was_not_asked_for_the_longest_time_is_drawn_anew_when_the_room_is_full() -> None:
    drawn: list[str] = []

    async def ask(files: KeptFiles, *names: str) -> None:
        for name in names:

            def draw(name: str = name) -> bytes:
                drawn.append(name)
                return name.encode() * 10

            assert await files.get((name, "en", "pdf"), draw) == name.encode() * 10

    async def play() -> None:
        files = KeptFiles(most_bytes=25)
        await ask(files, "a", "b", "a", "c", "a", "b")
        files.close()

    asyncio.run(play())
    assert drawn == ["a", "b", "c", "b"]


def test_what_could_not_be_drawn_is_tried_again() -> None:
    async def play() -> None:
        files, tries = KeptFiles(), list[int]()

        def draw() -> bytes:
            tries.append(1)
            if len(tries) == 1:
                raise ValueError("no ink")
            return b"file"

        for expected in (None, b"file", b"file"):
            try:
                assert await files.get(("h", "en", "pdf"), draw) == expected
            except ValueError:
                assert expected is None
        assert len(tries) == 2
        files.close()

    asyncio.run(play())
