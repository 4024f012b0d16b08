"""`/api/v1/releases`: ordering, watching, fetching; nothing for anybody else."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from encounters.patterns.models import ReleaseFile, ReportRelease
from server.access.permissions import Role
from server.accounts import services as accounts
from server.accounts.models import Coalition, Team
from tests.conftest import Person
from tests.encounters.patterns.conftest import FIRST_CUT, SECOND_CUT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.encounters.patterns.urls")]
Make = Callable[..., ReportRelease]
RELEASES = "/api/v1/releases"


@pytest.fixture
def stranger(make_person: Callable[..., Person], other_team: Team) -> Person:
    """An analyst of another coalition."""
    person = make_person("stranger", other_team, Role.ANALYST)
    accounts.create_coalition(
        name="Coast coalition", is_practice=False, teams=[other_team], analysts=[person.user]
    )
    return person


@pytest.fixture
def client(api_of: Callable[..., APIClient], analyst: Person, coalition: Coalition) -> APIClient:
    return api_of(analyst, unlocked=False)


def _order(client: APIClient, coalition: Coalition, /, **more: Any) -> Any:
    body = {"coalition": str(coalition.id), "cutoff": "2026-04-30", "period_start": "2026-01"}
    headers = {"Idempotency-Key": "order-number-one"}
    return client.post(RELEASES, body | more, format="json", headers=headers)


def test_an_order_is_accepted_and_names_its_job(client: APIClient, coalition: Coalition) -> None:
    answer = _order(client, coalition)
    assert answer.status_code == 202
    sent = answer.json()
    assert answer["Location"] == f"{RELEASES}/{sent['id']}"
    assert (sent["state"], sent["progress"], sent["files"]) == ("ordered", 0, [])
    assert sent["job"]["kind"] == "form_blocks"
    watched = client.get(f"/api/v1/jobs/{sent['job']['id']}")
    assert watched.status_code == 200
    again = _order(client, coalition)
    assert again.json()["id"] == sent["id"]
    assert ReportRelease.objects.count() == 1


def test_a_release_lists_its_files_and_no_exact_total(
    client: APIClient, make: Make, record_stops: Callable[..., Any]
) -> None:
    record_stops(121)
    release = make()
    answer = client.get(f"{RELEASES}/{release.id}").json()
    assert (answer["state"], answer["progress"]) == ("released", 100)
    assert answer["release_id"] == release.release_id
    assert set(answer) == {
        "id",
        "coalition",
        "question",
        "sequence",
        "cutoff",
        "state",
        "progress",
        "refusal",
        "release_id",
        "job",
        "files",
    }
    stored = {file.name: bytes(file.content) for file in ReleaseFile.objects.all()}
    assert {file["name"] for file in answer["files"]} == set(stored)
    for file in answer["files"]:
        got = client.get(file["url"])
        assert got.status_code == 200
        assert got.content == stored[file["name"]]
        assert got["Content-Type"] == file["media_type"]
        assert got["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in got["Content-Security-Policy"]
        assert got["Content-Disposition"] == (
            f'attachment; filename="{release.release_id}.{file["name"]}"'
        )


def test_a_file_is_given_out_whatever_the_client_would_rather_have(
    client: APIClient, make: Make, record_stops: Callable[..., Any]
) -> None:
    record_stops(60)
    release = make()
    got = client.get(
        f"{RELEASES}/{release.id}/files/state-model.en.csv", headers={"Accept": "text/csv"}
    )
    assert got.status_code == 200


def test_lists_go_by_cursor_from_the_latest_data_cut(
    client: APIClient, make: Make, record_stops: Callable[..., Any]
) -> None:
    record_stops(60)
    first = make(FIRST_CUT)
    second = make(SECOND_CUT)
    page = client.get(RELEASES, {"limit": 1}).json()
    assert [row["id"] for row in page["results"]] == [str(second.id)]
    rest = client.get(RELEASES, {"limit": 1, "cursor": page["next_cursor"]}).json()
    assert [row["id"] for row in rest["results"]] == [str(first.id)]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwgImIiXQ=="])
def test_a_cursor_of_another_list_is_refused(client: APIClient, cursor: str) -> None:
    answer = client.get(RELEASES, {"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cutoff", "2026-04-29"),
        ("cutoff", "yesterday"),
        ("period_start", "January"),
        ("question", "holds"),
        ("coalition", "ours"),
    ],
)
def test_bad_input_names_its_field(
    client: APIClient, coalition: Coalition, name: str, value: str
) -> None:
    answer = _order(client, coalition, **{name: value})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [name]
    assert not ReportRelease.objects.exists()


def test_a_second_order_has_to_wait(client: APIClient, coalition: Coalition) -> None:
    _order(client, coalition)
    answer = client.post(
        RELEASES, {"coalition": str(coalition.id), "cutoff": "2026-07-31"}, format="json"
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "release-under-way"


def test_an_analyst_of_another_coalition_sees_nothing(
    api_of: Callable[..., APIClient],
    stranger: Person,
    make: Make,
    record_stops: Callable[..., Any],
    coalition: Coalition,
) -> None:
    record_stops(60)
    release = make()
    client = api_of(stranger)
    assert client.get(RELEASES).json() == {"results": [], "next_cursor": None}
    for there, absent in (
        (f"{RELEASES}/{release.id}", f"{RELEASES}/{uuid.uuid4()}"),
        (
            f"{RELEASES}/{release.id}/files/pattern-release.json",
            f"{RELEASES}/{uuid.uuid4()}/files/pattern-release.json",
        ),
    ):
        theirs, nothing = client.get(there), client.get(absent)
        assert theirs.status_code == nothing.status_code == 404
        assert theirs.content == nothing.content
    assert _order(client, coalition).status_code == 404


@pytest.mark.parametrize(
    "person", ["observer", "coordinator", "attorney", "operator", "outsider", None]
)
def test_no_other_role_gets_anything(
    person: str | None,
    api_of: Callable[..., APIClient],
    make: Make,
    record_stops: Callable[..., Any],
    coalition: Coalition,
    request: pytest.FixtureRequest,
) -> None:
    record_stops(60)
    release = make()
    client = api_of(request.getfixturevalue(person) if person else None)
    wanted = 404 if person else 401
    for path in (
        RELEASES,
        f"{RELEASES}/{release.id}",
        f"{RELEASES}/{release.id}/files/pattern-release.json",
    ):
        assert client.get(path).status_code == wanted
    assert _order(client, coalition).status_code == wanted


def test_the_description_of_the_api_has_every_operation() -> None:
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator(urlconf="tests.encounters.patterns.urls").get_schema(public=True)
    operations = {
        operation["operationId"]: operation
        for methods in schema["paths"].values()
        for operation in methods.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    assert {
        "releases_list",
        "releases_create",
        "releases_retrieve",
        "release_files_retrieve",
    } <= set(operations)
    assert "202" in operations["releases_create"]["responses"]
    assert "404" in operations["releases_retrieve"]["responses"]
