"""One attempt at one job, and what stands in the row and in the log afterwards."""

import logging
import uuid
from uuid import UUID

import pytest
from pytest_django import Settings

from server.jobs import runner, services
from server.jobs.models import Job, JobState
from server.jobs.registry import ReportProgress
from server.problems import BadInput
from tests.server.jobs.conftest import Bench

pytestmark = pytest.mark.django_db
NOTE = "Maria was taken from the house on Elm Street"


def ordered(kind: str = "count") -> Job:
    return services.enqueue(kind=kind, object_id=uuid.uuid4(), ordered_by=None)


def test_a_job_runs_once_however_often_its_message_comes(workbench: Bench) -> None:
    job = ordered()
    assert runner.run(job.id)
    assert not runner.run(job.id)
    assert workbench.done == [("count", job.object_id)]
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_the_handler_reports_progress_into_the_row(workbench: Bench) -> None:
    job = ordered()
    seen: list[int] = []

    def work(object_id: UUID | None, progress: ReportProgress) -> None:
        progress(30)
        seen.append(Job.objects.get(id=job.id).progress)

    workbench.work = work
    runner.run(job.id)
    assert seen == [30]


def test_an_expected_failure_ends_the_job_with_its_code(workbench: Bench) -> None:
    def work(object_id: UUID | None, progress: ReportProgress) -> None:
        raise BadInput()

    workbench.work = work
    job = ordered()
    runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "bad-input")


def test_an_unexpected_stop_gives_the_job_back_and_quotes_nothing(
    workbench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def work(object_id: UUID | None, progress: ReportProgress) -> None:
        raise KeyError(NOTE)

    workbench.work = work
    job = ordered()
    with caplog.at_level(logging.DEBUG):
        runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert job.error_code == "job-unexpected-failure"
    assert str(job.id) in caplog.text
    assert "KeyError" in caplog.text
    assert "test_runner.py" in caplog.text
    assert NOTE not in caplog.text


def test_the_end_of_the_process_gives_the_job_back_and_goes_on(workbench: Bench) -> None:
    def work(object_id: UUID | None, progress: ReportProgress) -> None:
        raise SystemExit(1)

    workbench.work = work
    job = ordered()
    with pytest.raises(SystemExit):
        runner.run(job.id)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_handler_that_lost_its_lease_changes_nothing_more(workbench: Bench) -> None:
    job = ordered()

    def work(object_id: UUID | None, progress: ReportProgress) -> None:
        Job.objects.filter(id=job.id).update(lease_token=uuid.uuid4())
        progress(50)

    workbench.work = work
    runner.run(job.id)
    job.refresh_from_db()
    assert (job.state, job.progress) == (JobState.RUNNING, 0)
    assert workbench.done == []


def test_a_worker_without_keys_runs_reports_alone(workbench: Bench, settings: Settings) -> None:
    settings.KEYLESS = True
    keyed, drawn = ordered("count"), ordered("draw")
    assert not runner.run(keyed.id)
    assert runner.run(drawn.id)
    keyed.refresh_from_db()
    assert (keyed.state, keyed.attempts) == (JobState.QUEUED, 0)
