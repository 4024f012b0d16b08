"""A long job keeps its lease; a hanging one loses it."""

import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from server.jobs import services
from server.jobs.heartbeat import Heartbeat
from server.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def a_lease() -> services.Lease:
    job = services.enqueue(kind="count", object_id=uuid.uuid4(), ordered_by=None)
    lease = services.claim(job.id, kinds=("count",))
    assert lease is not None
    return lease


def seconds_left(lease: services.Lease) -> float:
    until = Job.objects.get(id=lease.job_id).lease_until
    assert until is not None
    return (until - timezone.now()).total_seconds()


def test_a_running_job_keeps_its_lease(settings: Settings) -> None:
    settings.JOB_LEASE_SECONDS = 0.3
    lease = a_lease()
    with Heartbeat(lease):
        time.sleep(0.9)
        assert seconds_left(lease) > 0
    time.sleep(0.4)
    assert seconds_left(lease) < 0


def test_a_job_over_its_time_is_not_kept(settings: Settings) -> None:
    settings.JOB_LEASE_SECONDS = 0.3
    settings.CELERY_TASK_TIME_LIMIT = 0
    lease = a_lease()
    with Heartbeat(lease) as heartbeat:
        heartbeat.join(2)
        assert not heartbeat.is_alive()
    assert seconds_left(lease) <= timedelta(seconds=0.3).total_seconds()


def test_a_lost_lease_ends_the_heartbeat(settings: Settings) -> None:
    settings.JOB_LEASE_SECONDS = 0.3
    lease = a_lease()
    Job.objects.filter(id=lease.job_id).update(lease_token=uuid.uuid4())
    with Heartbeat(lease) as heartbeat:
        heartbeat.join(2)
        assert not heartbeat.is_alive()
