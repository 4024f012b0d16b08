"""What a worker can be made to do: forged messages, and a worker that holds no keys (T14)."""

import json
from typing import Any
from uuid import uuid4

import pytest

from encounters.patterns import services as patterns
from encounters.patterns.models import Block, ReleaseFile, ReportRelease
from server.accounts.models import Coalition
from server.celery import app
from server.jobs import registry, runner, tasks
from server.jobs.models import Job, JobState
from server.jobs.registry import Queue
from tests.attacks.conftest import Installation, run
from tests.conftest import Person


@pytest.fixture
def release(coalition: Coalition, analyst: Person) -> ReportRelease:
    """A release that was ordered: its job waits."""
    from datetime import date

    ordered, _is_new = patterns.order_release(
        viewer=analyst.locked,
        coalition_id=coalition.id,
        cutoff=date(2019, 9, 30),
        today=date(2026, 1, 5),
        period_start="2019-04",
    )
    return ordered


UNKNOWN_ID = "8d2f4c1e-0000-4000-8000-000000000007"
FORGED: list[tuple[Any, ...]] = [
    (UNKNOWN_ID,),
    ("form_blocks",),
    (["form_blocks"],),
    ({"id": "form_blocks"},),
    (17,),
    (None,),
    (),
    ("' OR 1=1 --",),
    (UNKNOWN_ID, "form_blocks"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", FORGED, ids=repr)
def test_a_forged_message_runs_nothing(arguments: tuple[Any, ...], release: ReportRelease) -> None:
    for task in (tasks.run_job, tasks.start_periodic):
        task.apply(args=arguments).get()
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert ReportRelease.objects.get().state == "ordered"


@pytest.mark.django_db
def test_a_message_with_the_id_of_another_object_runs_nothing(release: ReportRelease) -> None:
    """Only ids of jobs are looked up: what the job works on stands in its row alone."""
    for other in (release.id, release.plan_id, release.plan.coalition_id, release.ordered_by_id):
        tasks.run_job.apply(args=[str(other)]).get()
    assert Job.objects.get().attempts == 0


@pytest.mark.django_db
def test_a_job_of_a_kind_that_nobody_registered_is_left(release: ReportRelease) -> None:
    """Somebody with the database writes a dotted name into the row: names are never imported."""
    Job.objects.update(kind="os.system")
    tasks.run_job.apply(args=[str(release.job_id)]).get()
    assert (Job.objects.get().state, Job.objects.get().attempts) == (JobState.QUEUED, 0)


@pytest.mark.django_db
def test_a_job_that_is_done_is_not_run_again_by_a_repeated_message(
    release: ReportRelease,
) -> None:
    Job.objects.update(state=JobState.DONE)
    tasks.run_job.apply(args=[str(release.job_id)]).get()
    assert ReportRelease.objects.get().state == "ordered"
    assert not Block.objects.exists()


@pytest.mark.django_db
def test_a_job_pointed_at_another_object_makes_no_release(release: ReportRelease) -> None:
    """Somebody with the database turns the waiting job into the one that writes files."""
    Job.objects.update(kind="render_release")
    tasks.run_job.apply(args=[str(release.job_id)]).get()
    assert not ReleaseFile.objects.exists()
    assert ReportRelease.objects.get().state == "ordered"


@pytest.mark.django_db
def test_a_key_less_process_leaves_every_kind_that_needs_keys(
    release: ReportRelease, settings: Any
) -> None:
    settings.KEYLESS = True
    assert runner.run(release.job_id or uuid4()) is False
    kinds = {kind.name for kind in registry.kinds() if kind.queue is Queue.REPORTS}
    assert runner.runnable_kinds() == kinds == {"render_release"}


@pytest.mark.processes
def test_the_key_less_worker_reads_tier_1_alone(installation: Installation) -> None:
    tried = run(
        "tests.attacks.keyless",
        installation.folder,
        installation.known["encounter"],
        TESTIGO_KEYLESS="1",
    )
    assert tried.returncode == 0, tried.stderr.decode()[-4000:]
    assert json.loads(tried.stdout) == {
        "keys": ["", ""],
        "tier_1": "NC",
        "tier_2_refused": True,
        "sessions_refused": True,
        "projection_refused": True,
        "ran_a_job_that_needs_keys": False,
        "state_of_that_job": "queued",
        "attempts_at_it": 0,
        "kinds": ["render_release"],
    }


def test_messages_carry_json_and_name_our_tasks_alone() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert {name for name in app.tasks if not name.startswith("celery.")} == {
        "jobs.run",
        "jobs.sweep",
        "jobs.start_periodic",
    }
