"""Ordering, claiming, finishing and re-sending jobs. Every change of state is a conditional update
whose row count is checked, so two workers never both believe they hold one job.
"""

import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from server.jobs import registry
from server.jobs.models import Job, JobState
from server.jobs.problems import GaveUp
from server.jobs.sending import send

log = logging.getLogger(__name__)

SWEEP_MOST = 500


class LeaseLost(RuntimeError):
    """Another attempt holds the job now; this one stops and keeps nothing."""


@dataclass(frozen=True)
class Lease:
    """One attempt at one job, held until its lease runs out or is renewed."""

    job_id: UUID
    kind: str
    object_id: UUID | None
    attempt: int
    token: UUID


def enqueue(*, kind: str, object_id: UUID | None, ordered_by: UUID | None) -> Job:
    """Order a piece of work. Its message leaves when the surrounding transaction commits.

    ordered_by: the id of the person who may watch it, or None for the installation itself.
    Raises: ValueError for a kind that nobody registered.
    """
    if registry.find(kind) is None:
        raise ValueError(f"no job kind {kind!r} is registered")
    job = Job.objects.create(
        kind=kind,
        object_id=object_id,
        ordered_by_id=ordered_by,
        lease_until=timezone.now() + _resend_after(),
    )
    transaction.on_commit(partial(send, job.id, kind))
    return job


@transaction.atomic
def start_periodic(kind: str) -> Job | None:
    """Order a kind that starts by the clock, unless it still waits or runs from the time before.

    Rows of earlier runs that ended well are removed. Returns None when nothing was ordered, also
    for a name that starts by no clock.
    """
    if kind not in registry.periodic():
        return None
    own = Job.objects.filter(kind=kind, object_id=None, ordered_by=None)
    own.filter(state=JobState.DONE).delete()
    if own.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
        return None
    return enqueue(kind=kind, object_id=None, ordered_by=None)


def claim(job_id: UUID, *, kinds: Collection[str]) -> Lease | None:
    """Take a job that waits, or whose lease has run out; None when there is nothing to take.

    kinds: the names of the kinds that this process may run; a job of another kind stays.
    """
    now = timezone.now()
    token = uuid.uuid4()
    waiting = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(
        waiting, id=job_id, kind__in=kinds, attempts__lt=settings.JOB_MAX_ATTEMPTS
    ).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        progress=0,
        lease_token=token,
        lease_until=now + _lease(),
        error_code="",
    )
    if taken != 1:
        return None
    job = Job.objects.get(id=job_id)
    return Lease(job.id, job.kind, job.object_id, job.attempts, token)


def renew(lease: Lease) -> None:
    """Hold the job for another lease. Raises: LeaseLost."""
    if _held(lease).update(lease_until=timezone.now() + _lease()) != 1:
        raise LeaseLost(str(lease.job_id))


def report_progress(lease: Lease, percent: int) -> None:
    """Store how far the job is, 0 to 100, and renew the lease. Raises: LeaseLost, ValueError."""
    if not 0 <= percent <= 100:
        raise ValueError(f"progress is {percent}; use 0 to 100")
    if _held(lease).update(progress=percent, lease_until=timezone.now() + _lease()) != 1:
        raise LeaseLost(str(lease.job_id))


def finish(lease: Lease) -> bool:
    """Mark the job done; False when another attempt holds it by now."""
    return _end(lease, state=JobState.DONE, progress=100, error_code="")


def fail(lease: Lease, code: str) -> bool:
    """End the job for an expected reason: `code` is a problem code. Nothing tries it again."""
    return _end(lease, state=JobState.FAILED, error_code=code)


def give_back(lease: Lease, code: str) -> bool:
    """Put the job back after an unexpected stop; after the last attempt it has failed instead."""
    if lease.attempt >= settings.JOB_MAX_ATTEMPTS:
        return fail(lease, code)
    pause = _resend_after() * 2 ** (lease.attempt - 1)
    return (
        _held(lease).update(
            state=JobState.QUEUED,
            lease_token=None,
            lease_until=timezone.now() + pause,
            error_code=code,
        )
        == 1
    )


def sweep() -> int:
    """Send again what nobody works on: waiting jobs whose message got lost, leases that ran out.

    Returns how many messages were sent. Safe to run twice at once.
    """
    now = timezone.now()
    overdue = Job.objects.filter(lease_until__lt=now)
    _give_up(overdue.filter(state=JobState.RUNNING, attempts__gte=settings.JOB_MAX_ATTEMPTS))
    sent = 0
    idle = overdue.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).order_by("lease_until")
    for job in idle[:SWEEP_MOST]:
        if _put_back(job, now):
            send(job.id, job.kind)
            sent += 1
    return sent


def _put_back(job: Job, now: datetime) -> bool:
    unchanged = Job.objects.filter(
        id=job.id, state=job.state, lease_token=job.lease_token, lease_until=job.lease_until
    )
    return (
        unchanged.update(state=JobState.QUEUED, lease_token=None, lease_until=now + _resend_after())
        == 1
    )


def _give_up(jobs: QuerySet[Job]) -> None:
    ended = jobs.update(
        state=JobState.FAILED, lease_token=None, lease_until=None, error_code=GaveUp.code
    )
    if ended:
        log.error("%d jobs failed: their workers died at every attempt", ended)


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(id=lease.job_id, state=JobState.RUNNING, lease_token=lease.token)


def _end(lease: Lease, **values: object) -> bool:
    return _held(lease).update(lease_token=None, lease_until=None, **values) == 1


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _resend_after() -> timedelta:
    return timedelta(seconds=settings.JOB_RESEND_SECONDS)
