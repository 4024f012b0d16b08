"""What a message can make a worker do. Whoever can write to the broker can write any message."""

import logging
import uuid
from typing import Any

import pytest

from server.celery import app
from server.jobs import services, tasks
from server.jobs.models import Job, JobState
from tests.server.jobs.conftest import Bench

pytestmark = pytest.mark.django_db
NOTE = "a text that must not reach a log"

FORGED: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((NOTE,), {}),
    ((str(uuid.uuid4()),), {}),
    ((["x"] * 3,), {}),
    (({"id": NOTE},), {}),
    ((17, NOTE), {}),
    ((None,), {}),
    ((str(uuid.uuid4()),), {"kind": NOTE}),
]


@pytest.mark.parametrize(("args", "kwargs"), FORGED)
@pytest.mark.parametrize("task", [tasks.run_job, tasks.sweep_jobs, tasks.start_periodic])
def test_a_forged_message_does_nothing_and_is_not_quoted(
    task: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    workbench: Bench,
    caplog: pytest.LogCaptureFixture,
) -> None:
    job = services.enqueue(kind="count", object_id=uuid.uuid4(), ordered_by=None)
    with caplog.at_level(logging.DEBUG):
        task.apply(args=args, kwargs=kwargs)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert workbench.done == []
    assert Job.objects.count() == 1
    assert NOTE not in caplog.text


def test_the_message_of_a_job_runs_it(workbench: Bench) -> None:
    job = services.enqueue(kind="count", object_id=uuid.uuid4(), ordered_by=None)
    tasks.run_job.apply(args=[str(job.id)])
    assert workbench.done == [("count", job.object_id)]


def test_only_these_tasks_can_be_named_in_a_message() -> None:
    own = {name for name in app.tasks if not name.startswith("celery.")}
    assert own == {"jobs.run", "jobs.sweep", "jobs.start_periodic"}


def test_messages_cannot_carry_pickled_objects() -> None:
    assert app.conf.accept_content == ["json"]
    assert not app.conf.worker_enable_remote_control
