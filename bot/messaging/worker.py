"""The worker process: threads that work the inbox, the outbox and the jobs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError

from bot.commerce.errors import ShopError
from bot.messaging.claims import Claims
from bot.messaging.jobs import JobWorker
from bot.messaging.sender import Sender
from bot.messaging.statuses import StatusKeeper
from bot.messaging.turns import LEASE_SECONDS, TurnWorker
from bot.messaging.words import Words
from bot.services.ordering import Shop
from bot.services.ports import Dialogue, Messenger
from bot.watchdog import watchdog

logger = logging.getLogger(__name__)
# How often the queues are looked at, for all threads at once: while there is talk, and when nobody has written for a while.
LOOK_SECONDS, SLEEPY_LOOK_SECONDS = 0.025, 0.1
SLEEPY_AFTER_SECONDS = 20.0
# A thread that nobody wakes looks by itself after this long.
REST_SECONDS = 2.0
JOB_SECONDS = 0.5
CATALOG_SECONDS = 5.0
INDEX_SECONDS = 1.0
PERIODIC_SECONDS = 30.0
# Statuses that come within this time share one transaction.
STATUS_SECONDS = 0.2
RENEW_SECONDS = 1.5
# Longer than a turn, or any other piece of work, takes that meets every time-out on its way.
LONGEST_SECONDS = 120.0


class Bell:
    """Wakes one thread that waits for work. A ring that nobody hears is lost: who rings, rings again while work waits."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def ring(self) -> None:
        with self._condition:
            self._condition.notify()

    def ring_all(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def wait(self, seconds: float) -> None:
        with self._condition:
            self._condition.wait(seconds)


class Worker:
    """``run`` works until ``stop``; what is in hand then is finished. State lives in the database alone."""

    def __init__(
        self, shop: Shop, dialogue: Dialogue, messenger: Messenger, words: Words, turns: int = 4, senders: int = 2
    ) -> None:
        self.shop = shop
        self.claims = Claims()
        self.stopped = threading.Event()
        self.receipts = ThreadPoolExecutor(2, thread_name_prefix="read-receipt")
        turn = TurnWorker(
            shop, dialogue, messenger, words, self.claims, beside=lambda work: self.receipts.submit(_logged, work)
        )
        sender = Sender(shop, messenger, self.claims)
        jobs = JobWorker(shop, self.claims)
        statuses = StatusKeeper(shop)
        self.turns_wait, self.replies_wait = Bell(), Bell()
        self.last_work = time.monotonic()
        paced = self.stopped.wait
        self.loops: list[tuple[str, Callable[[], bool], Callable[[float], object], float]] = [
            *((f"turns-{each}", lambda: self._turn(turn), self.turns_wait.wait, REST_SECONDS) for each in range(turns)),
            *((f"sender-{each}", sender.send_one, self.replies_wait.wait, REST_SECONDS) for each in range(senders)),
            ("look", self._look, paced, 0.0),
            ("jobs", jobs.work_one, paced, JOB_SECONDS),
            ("periodic", jobs.put_periodic, paced, PERIODIC_SECONDS),
            ("statuses", statuses.work_all, paced, STATUS_SECONDS),
            ("catalog", lambda: _kept_fresh(jobs), paced, CATALOG_SECONDS),
            ("index", jobs.keep_index, paced, INDEX_SECONDS),
            ("leases", self._renew, paced, RENEW_SECONDS),
        ]

    def run(self) -> None:
        threads = [threading.Thread(target=self._loop, args=loop, name=loop[0]) for loop in self.loops]
        for thread in threads:
            thread.start()
        logger.info("worker %s is ready", self.claims.name)
        for thread in threads:
            thread.join()
        self.receipts.shutdown(wait=False)

    def stop(self) -> None:
        self.stopped.set()

    def _loop(self, name: str, work: Callable[[], bool], rest: Callable[[float], object], seconds: float) -> None:
        while not self.stopped.is_set():
            try:
                with watchdog.watch(name, LONGEST_SECONDS):
                    worked = work()
            except OperationalError as error:
                logger.warning("%s: the database does not answer: %s", name, error.orig)
                worked = self.stopped.wait(1.0)
            except Exception:
                # The loop is the last to hear of it: a thread that ended would leave customers without answers.
                logger.exception("%s", name)
                worked = self.stopped.wait(1.0)
            if not worked:
                rest(seconds)
        for bell in (self.turns_wait, self.replies_wait):
            bell.ring_all()

    def _turn(self, turn: TurnWorker) -> bool:
        worked = turn.work_one()
        if worked:
            self.replies_wait.ring()
        return worked

    def _look(self) -> bool:
        """Rings for what is due; the thread that wakes claims it, in this worker or in another one."""
        with self.shop.unit_of_work(read_only=True) as uow:
            turns, replies = uow.inbox.any_due(), uow.outbox.any_due()
        if turns:
            self.turns_wait.ring()
        if replies:
            self.replies_wait.ring()
        if turns or replies:
            self.last_work = time.monotonic()
        sleepy = time.monotonic() - self.last_work > SLEEPY_AFTER_SECONDS
        self.stopped.wait(SLEEPY_LOOK_SECONDS if sleepy else LOOK_SECONDS)
        return True

    def _renew(self) -> bool:
        """What this worker has in hand stays its own while it lives; when it dies, others take over within LEASE_SECONDS."""
        marks = self.claims.marks()
        if not marks:
            return False
        with self.shop.unit_of_work() as uow:
            for queue in (uow.inbox, uow.outbox, uow.jobs):
                queue.renew(marks, LEASE_SECONDS)
            uow.commit()
        return False


def _logged(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        logger.exception("read receipt")


def _kept_fresh(jobs: JobWorker) -> bool:
    try:
        jobs.keep_catalog_fresh()
    except ShopError as error:
        logger.warning("catalog: %s; going on with the one known", error)
    return False
