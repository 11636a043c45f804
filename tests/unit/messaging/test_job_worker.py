"""Running the jobs that are due: once, again when it must, taken over when its worker died."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.messaging.claims import Claims
from bot.messaging.jobs import GIVE_UP_AFTER, JobWorker
from bot.services import jobs
from bot.services.ports import Job
from bot.storage import tables
from tests.small_shop import SmallShop


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs of the kind "test" that were done; its handler raises what stands in the payload first."""
    seen: list[Job] = []

    def handle(_shop: Any, job: Job) -> None:
        if job.attempts < job.payload.get("failures", 0):
            raise jobs.NotYet("not yet")
        seen.append(job)

    monkeypatch.setitem(jobs.HANDLERS, "test", handle)
    return seen


def put_job(small: SmallShop, key: str = "k", seconds: float = 0, kind: str = "test", **payload: Any) -> bool:
    with small.uow() as uow:
        fresh = uow.jobs.put(key, kind, payload, small.clock() + timedelta(seconds=seconds))
        uow.commit()
    return bool(fresh)


def worker(small: SmallShop) -> JobWorker:
    return JobWorker(small.shop, Claims("bench"))


def test_a_job_is_done_when_due_and_once(small: SmallShop, done: list[Job]) -> None:
    assert put_job(small, seconds=10)
    assert not put_job(small, seconds=0)
    assert not worker(small).work_one()
    small.clock.move(10)
    assert worker(small).work_one()
    assert not worker(small).work_one()
    assert not put_job(small)
    assert len(done) == 1


def test_a_job_that_is_not_ready_comes_again_later(small: SmallShop, done: list[Job]) -> None:
    put_job(small, failures=2)
    for pause in (0, 10, 20):
        small.clock.move(pause)
        assert worker(small).work_one()
        assert not worker(small).work_one()
    assert [job.attempts for job in done] == [2]


@pytest.mark.filterwarnings("default")
def test_a_job_nobody_knows_how_to_do_is_kept_and_in_the_end_left_to_a_person(small: SmallShop) -> None:
    put_job(small, kind="unheard of")
    for _ in range(GIVE_UP_AFTER):
        assert worker(small).work_one()
        small.clock.move(601)
    assert [row.state for row in small.rows(tables.jobs)] == ["dead"]


def test_a_job_of_a_worker_that_died_is_taken_over_when_its_lease_ran_out(small: SmallShop, done: list[Job]) -> None:
    put_job(small)
    with small.uow() as uow:
        assert uow.jobs.claim("died", 6)
        uow.commit()
    assert not worker(small).work_one()
    small.clock.move(6.1)
    assert worker(small).work_one()
    assert len(done) == 1


def test_only_claims_in_hand_are_renewed(small: SmallShop, done: list[Job]) -> None:
    put_job(small)
    claims = Claims("living")
    with claims.take() as mark, small.uow() as uow:
        uow.jobs.claim(mark, 6)
        uow.commit()
    assert claims.marks() == []
    small.clock.move(6.1)
    with small.uow() as uow:
        uow.jobs.renew(claims.marks(), 6)
        uow.commit()
    assert worker(small).work_one()


def test_a_renewed_claim_stays_its_own(small: SmallShop, done: list[Job]) -> None:
    put_job(small)
    with small.uow() as uow:
        uow.jobs.claim("mine", 6)
        uow.commit()
    small.clock.move(5)
    with small.uow() as uow:
        uow.jobs.renew(["mine", "another"], 6)
        uow.commit()
    small.clock.move(5)
    assert not worker(small).work_one()


def test_two_processes_never_share_a_mark() -> None:
    one, other = Claims(), Claims()
    with one.take() as first, one.take() as second, other.take() as third:
        assert len({first, second, third}) == 3
        assert max(map(len, (first, second, third))) <= 64
        assert set(one.marks()) == {first, second}
