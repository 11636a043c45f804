"""Running the jobs that are due."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.messaging.backoff import pause_after
from bot.messaging.claims import Claims
from bot.services.catalog_indexes import keep_index
from bot.services.catalog_sync import is_stale, sync_catalog
from bot.services.jobs import GIVEN_UP, HANDLERS, put_periodic
from bot.services.later import NotYet
from bot.services.ordering import Shop
from bot.services.ports import Job

logger = logging.getLogger(__name__)
LEASE_SECONDS = 6.0
# With pauses of at most ten minutes: about a day.
GIVE_UP_AFTER = 150
LONGEST_PAUSE = 600.0


@dataclass(frozen=True)
class JobWorker:
    shop: Shop
    claims: Claims

    def work_one(self) -> bool:
        """False when no job was due."""
        with self.shop.unit_of_work(read_only=True) as uow:
            if not uow.jobs.any_due():
                return False
        with self.claims.take() as mark:
            return self._work_claimed(mark)

    def _work_claimed(self, mark: str) -> bool:
        with self.shop.unit_of_work() as uow:
            job = uow.jobs.claim(mark, LEASE_SECONDS)
            uow.commit()
        if job is None:
            return False
        try:
            HANDLERS[job.kind](self.shop, job)
        except Exception as error:  # noqa: BLE001 - a job is never lost: it runs again, and after a day a person must look
            self._failed(job, error)
        else:
            with self.shop.unit_of_work() as uow:
                uow.jobs.finish(job.id)
                uow.commit()
        return True

    def _failed(self, job: Job, error: Exception) -> None:
        attempts = job.attempts + 1
        expected = isinstance(error, NotYet)
        logger.log(
            logging.INFO if expected else logging.ERROR,
            "job %s (%s), try %s: %s",
            job.id,
            job.kind,
            attempts,
            error,
            exc_info=not expected,
        )
        if attempts >= GIVE_UP_AFTER and job.kind in GIVEN_UP:
            GIVEN_UP[job.kind](self.shop, job)
        after = error.after if isinstance(error, NotYet) else None
        with self.shop.unit_of_work() as uow:
            if attempts >= GIVE_UP_AFTER:
                uow.jobs.bury(job.id, str(error))
            else:
                uow.jobs.put_back(
                    job.id, self.shop.clock() + (after or pause_after(attempts, 10, LONGEST_PAUSE)), str(error)
                )
            uow.commit()

    def put_periodic(self) -> bool:
        """Always False: the jobs put wait their turn like all others."""
        put_periodic(self.shop)
        return False

    def keep_catalog_fresh(self) -> None:
        """Raises ServiceDown or ServiceRefused; the catalog as last known stays in use."""
        if is_stale(self.shop):
            logger.info("catalog: %s products", sync_catalog(self.shop))

    def keep_index(self) -> bool:
        """Always False: there is nothing more to do before the catalog changes again."""
        if keep_index(self.shop, self.claims.name):
            logger.info("catalog: its index is made anew")
        return False
