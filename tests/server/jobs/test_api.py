"""`GET /api/v1/jobs/{id}`."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from server.jobs import services

pytestmark = pytest.mark.django_db


def test_who_ordered_a_job_sees_how_far_it_is(api_of: Any, analyst: Any) -> None:
    job = services.enqueue(kind="draw", object_id=uuid.uuid4(), ordered_by=analyst.user.id)
    lease = services.claim(job.id, kinds=("draw",))
    assert lease is not None
    services.report_progress(lease, 40)
    answer = api_of(analyst).get(f"/api/v1/jobs/{job.id}")
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(job.id),
        "kind": "draw",
        "object_id": str(job.object_id),
        "state": "running",
        "progress": 40,
        "error_code": "",
    }


@pytest.mark.parametrize("person", ["coordinator", "outsider", "operator"])
def test_somebody_elses_job_looks_like_none(
    person: str, api_of: Any, analyst: Any, request: pytest.FixtureRequest
) -> None:
    job = services.enqueue(kind="draw", object_id=uuid.uuid4(), ordered_by=analyst.user.id)
    client: APIClient = api_of(request.getfixturevalue(person))
    theirs = client.get(f"/api/v1/jobs/{job.id}")
    absent = client.get(f"/api/v1/jobs/{uuid.uuid4()}")
    assert theirs.status_code == absent.status_code == 404
    assert theirs.content == absent.content


def test_the_clocks_own_jobs_are_nobodys(api_of: Any, analyst: Any) -> None:
    job = services.enqueue(kind="count", object_id=None, ordered_by=None)
    assert api_of(analyst).get(f"/api/v1/jobs/{job.id}").status_code == 404


def test_nobody_signed_in_sees_no_job(api_of: Any) -> None:
    assert api_of(None).get(f"/api/v1/jobs/{uuid.uuid4()}").status_code == 401
