"""Several claimers at the same inbox at once, and what they must never see."""

from __future__ import annotations

import threading
from collections import defaultdict

from tests.small_shop import SmallShop


class Watch:
    """Who holds which conversation right now, and in what order its messages were taken."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: set[str] = set()
        self.taken: dict[str, list[str]] = defaultdict(list)
        self.wrong: list[str] = []

    def begin(self, conversation: str, message_id: str) -> None:
        with self.lock:
            if conversation in self.held:
                self.wrong.append(f"{conversation} was held twice")
            self.held.add(conversation)
            self.taken[conversation].append(message_id)

    def end(self, conversation: str) -> None:
        with self.lock:
            self.held.discard(conversation)


def claim_until_empty(small: SmallShop, claimers: int, conversations: int, messages: int) -> None:
    """Fills the inbox, lets ``claimers`` threads empty it, and asserts order and that no conversation was held twice."""
    names = [f"wa:25470000{number:04d}" for number in range(conversations)]
    for place in range(messages):
        for name in names:
            small.write(f"text {place}", f"{name}/{place}", conversation=name, seconds=place)
    watch, together = Watch(), threading.Barrier(claimers)
    threads = [threading.Thread(target=_claim, args=(small, watch, together, str(each))) for each in range(claimers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert watch.wrong == []
    assert watch.taken == {name: [f"{name}/{place}" for place in range(messages)] for name in names}


def _claim(small: SmallShop, watch: Watch, together: threading.Barrier, mark: str) -> None:
    together.wait(timeout=30)
    while True:
        with small.uow(read_only=True) as uow:
            if not uow.inbox.depth().get("waiting"):
                return
        with small.uow() as uow:
            entries = uow.inbox.claim(mark, 60)
            uow.commit()
        for entry in entries:
            watch.begin(entry.conversation, entry.provider_id)
            with small.uow() as uow:
                uow.inbox.finish([entry], None)
                # Before the commit: whoever claims after it may begin at once.
                watch.end(entry.conversation)
                uow.commit()
