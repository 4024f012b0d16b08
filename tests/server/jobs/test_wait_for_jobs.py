"""`manage.py wait_for_jobs`."""

import threading
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from server.jobs import runner, services


@pytest.mark.django_db
def test_it_returns_at_once_when_nothing_waits() -> None:
    call_command("wait_for_jobs", seconds=0)


@pytest.mark.django_db
def test_a_job_left_over_is_an_error_with_its_count() -> None:
    services.enqueue(kind="count", object_id=uuid.uuid4(), ordered_by=None)
    with pytest.raises(CommandError, match="1 jobs still wait or run"):
        call_command("wait_for_jobs", seconds=0)


@pytest.mark.django_db
def test_the_named_command_runs_all_the_same_after_the_longest_wait() -> None:
    services.enqueue(kind="count", object_id=uuid.uuid4(), ordered_by=None)
    complaint = StringIO()
    answer = StringIO()
    call_command("wait_for_jobs", seconds=0, then="check", stdout=answer, stderr=complaint)
    assert "1 jobs still" in complaint.getvalue()
    assert answer.getvalue() != ""


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_work_that_is_under_way() -> None:
    job = services.enqueue(kind="count", object_id=uuid.uuid4(), ordered_by=None)

    def work() -> None:
        runner.run(job.id)
        connections.close_all()

    worker = threading.Timer(0.3, work)
    worker.start()
    call_command("wait_for_jobs", seconds=20)
    worker.join()
    job.refresh_from_db()
    assert job.state == "done"
