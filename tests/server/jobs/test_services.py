"""Ordering, claiming, ending and sweeping jobs."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from server.jobs import registry, services
from server.jobs.models import Job, JobState
from server.jobs.registry import Every
from server.jobs.services import Lease, LeaseLost
from tests.server.jobs.conftest import Bench

pytestmark = pytest.mark.django_db
Sent = list[tuple[uuid.UUID, str]]
KINDS = ("count", "draw")


def ordered(kind: str = "count") -> Job:
    return services.enqueue(kind=kind, object_id=uuid.uuid4(), ordered_by=None)


def taken(job: Job) -> Lease:
    lease = services.claim(job.id, kinds=KINDS)
    assert lease is not None
    return lease


def let_time_pass(job: Job) -> None:
    Job.objects.filter(id=job.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_the_message_leaves_only_after_the_commit(
    sent: Sent, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = ordered()
        assert sent == []
    assert sent == [(job.id, "count")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_transaction_is_rolled_back(sent: Sent) -> None:
    def order_and_break_off() -> None:
        with transaction.atomic():
            ordered()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        order_and_break_off()
    assert sent == []
    assert not Job.objects.exists()


def test_a_kind_that_nobody_registered_cannot_be_ordered() -> None:
    with pytest.raises(ValueError, match="no job kind"):
        services.enqueue(kind="unheard-of", object_id=None, ordered_by=None)


def test_two_workers_never_hold_one_job() -> None:
    job = ordered()
    taken(job)
    assert services.claim(job.id, kinds=KINDS) is None


def test_a_job_of_another_kind_stays() -> None:
    job = ordered("draw")
    assert services.claim(job.id, kinds=("count",)) is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_a_job_that_does_not_exist_cannot_be_claimed() -> None:
    assert services.claim(uuid.uuid4(), kinds=KINDS) is None


def test_a_lease_that_ran_out_goes_to_the_next_worker_and_the_first_one_keeps_nothing() -> None:
    job = ordered()
    first = taken(job)
    let_time_pass(job)
    second = taken(job)
    assert second.attempt == 2
    with pytest.raises(LeaseLost):
        services.report_progress(first, 50)
    with pytest.raises(LeaseLost):
        services.renew(first)
    assert not services.finish(first)
    assert services.finish(second)


def test_progress_is_stored_and_renews_the_lease() -> None:
    job = ordered()
    lease = taken(job)
    let_time_pass(job)
    services.report_progress(lease, 40)
    job.refresh_from_db()
    assert job.progress == 40
    assert job.lease_until is not None
    assert job.lease_until > timezone.now()


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_outside_the_scale_is_refused(percent: int) -> None:
    lease = taken(ordered())
    with pytest.raises(ValueError, match="0 to 100"):
        services.report_progress(lease, percent)


def test_a_finished_job_keeps_no_time() -> None:
    job = ordered()
    assert services.finish(taken(job))
    job.refresh_from_db()
    assert (job.state, job.progress) == (JobState.DONE, 100)
    assert job.lease_until is None
    assert job.lease_token is None


def test_a_job_that_is_over_is_not_run_again() -> None:
    done, failed = ordered(), ordered()
    services.finish(taken(done))
    services.fail(taken(failed), "bad-input")
    assert services.claim(done.id, kinds=KINDS) is None
    assert services.claim(failed.id, kinds=KINDS) is None
    failed.refresh_from_db()
    assert failed.error_code == "bad-input"


def test_a_job_given_back_waits_and_is_sent_again(sent: Sent) -> None:
    job = ordered()
    services.give_back(taken(job), "job-unexpected-failure")
    assert services.sweep() == 0
    let_time_pass(job)
    assert services.sweep() == 1
    assert sent == [(job.id, "count")]


def test_a_job_given_back_too_often_has_failed(settings: Settings) -> None:
    job = ordered()
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        services.give_back(taken(job), "job-unexpected-failure")
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "job-unexpected-failure")


def test_the_sweep_sends_a_job_whose_message_got_lost_once(sent: Sent) -> None:
    job = ordered()
    let_time_pass(job)
    assert services.sweep() == 1
    assert services.sweep() == 0
    assert sent == [(job.id, "count")]


def test_the_sweep_takes_a_dead_workers_job_back(sent: Sent) -> None:
    job = ordered()
    dead = taken(job)
    let_time_pass(job)
    assert services.sweep() == 1
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert not services.finish(dead)


def test_the_sweep_leaves_a_held_job_alone(sent: Sent) -> None:
    taken(ordered())
    assert services.sweep() == 0
    assert sent == []


def test_a_job_that_kills_every_worker_fails_at_last(settings: Settings) -> None:
    job = ordered()
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        taken(job)
        let_time_pass(job)
    assert services.claim(job.id, kinds=KINDS) is None
    assert services.sweep() == 0
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "job-gave-up")


def test_a_periodic_kind_waits_for_its_last_run_to_end(workbench: Bench) -> None:
    registry.register_periodic("count", Every(timedelta(days=1)))
    first = services.start_periodic("count")
    assert first is not None
    assert services.start_periodic("count") is None
    services.finish(taken(first))
    second = services.start_periodic("count")
    assert second is not None
    assert not Job.objects.filter(id=first.id).exists()


def test_a_kind_that_starts_by_no_clock_is_not_started_by_a_message() -> None:
    assert services.start_periodic("count") is None
    assert services.start_periodic("unheard-of") is None
    assert not Job.objects.exists()
