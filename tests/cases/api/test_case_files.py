"""The API of case files: list, open, accept, admit."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from cases import services
from cases.models import CaseFile
from encounters.models import Encounter
from server.access.permissions import Role
from server.accounts.models import Team
from tests.conftest import Person

pytestmark = pytest.mark.django_db
Api = Callable[..., APIClient]


def address(file: CaseFile, part: str = "") -> str:
    return f"/api/v1/case-files/{file.container_id}{part}"


def test_a_coordinator_opens_a_case_file(team: Team, coordinator: Person, api_of: Api) -> None:
    client = api_of(coordinator)
    answer = client.post("/api/v1/case-files", {"team": str(team.id)}, format="json")
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == {"id", "team", "title_code", "stage"}
    assert (made["team"], made["stage"]) == (str(team.id), "intake")
    assert client.get("/api/v1/case-files").json() == {"results": [made], "next_cursor": None}


def test_the_detail_names_the_members_and_carries_its_version(
    case_file: CaseFile, attorney: Person, api_of: Api
) -> None:
    answer = api_of(attorney).get(address(case_file))
    assert answer["ETag"] == '"v1"'
    assert answer.json()["members"] == [
        {"username": "attorney", "may_admit": False},
        {"username": "coordinator", "may_admit": True},
    ]


def test_an_encounter_is_taken_in(
    in_intake: Encounter, case_file: CaseFile, coordinator: Person, api_of: Api
) -> None:
    client = api_of(coordinator)
    body = {"encounter": str(in_intake.id)}
    answer = client.post(address(case_file, "/encounters"), body, format="json")
    assert answer.status_code == 200
    in_intake.refresh_from_db()
    assert in_intake.container_id == case_file.container_id
    again = client.post(address(case_file, "/encounters"), body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already-in-case-file")


def test_a_member_is_admitted_and_named(
    case_file: CaseFile,
    coordinator: Person,
    team: Team,
    make_person: Callable[..., Person],
    api_of: Api,
) -> None:
    second = make_person("second-attorney", team, Role.ATTORNEY)
    body = {"username": " Second-Attorney "}
    answer = api_of(coordinator).post(address(case_file, "/members"), body, format="json")
    assert answer.status_code == 201
    assert {"username": "second-attorney", "may_admit": False} in answer.json()["members"]
    assert api_of(second).get(address(case_file)).status_code == 200


@pytest.mark.parametrize(
    ("username", "status", "code"),
    [
        ("attorney", 409, "already-case-member"),
        ("analyst", 409, "role-never-reads"),
        ("nobody-here", 400, "bad-input"),
        ("", 400, "bad-input"),
        ("x" * 41, 400, "bad-input"),
    ],
)
def test_who_cannot_be_admitted_is_told_why(
    username: str,
    status: int,
    code: str,
    case_file: CaseFile,
    coordinator: Person,
    analyst: Person,
    api_of: Api,
) -> None:
    answer = api_of(coordinator).post(
        address(case_file, "/members"), {"username": username}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 400:
        assert [error["field"] for error in answer.json()["errors"]] == ["username"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", {}, "team"),
        ("", {"team": "none"}, "team"),
        ("/encounters", {}, "encounter"),
        ("/encounters", {"encounter": "none"}, "encounter"),
        ("/members", {}, "username"),
    ],
)
def test_bad_input_names_its_field(
    path: str,
    body: dict[str, object],
    field: str,
    case_file: CaseFile,
    coordinator: Person,
    api_of: Api,
) -> None:
    where = address(case_file, path) if path else "/api/v1/case-files"
    answer = api_of(coordinator).post(where, body, format="json")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_pages_follow_each_other_without_a_gap(
    team: Team, coordinator: Person, api_of: Api
) -> None:
    made = {
        services.open_case_file(viewer=coordinator.locked, team_id=team.id).title_code
        for _ in range(5)
    }
    client, seen, cursor = api_of(coordinator), [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/case-files", query).json()
        seen += [row["title_code"] for row in page["results"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(made)


def test_files_of_two_teams_with_one_title_code_are_both_listed(
    team: Team, other_team: Team, coordinator: Person, outsider: Person, api_of: Api
) -> None:
    """A title code is unique in a team only: the key of a page holds the id too."""
    coordinator.user.memberships.create(team=other_team, role=Role.COORDINATOR.value)
    for each in (team, other_team):
        file = services.open_case_file(viewer=coordinator.locked, team_id=each.id)
        file.title_code = "cedar-harbor-41"
        file.save()
    client = api_of(coordinator)
    first = client.get("/api/v1/case-files", {"limit": 1}).json()
    second = client.get("/api/v1/case-files", {"limit": 1, "cursor": first["next_cursor"]}).json()
    assert len({row["id"] for row in first["results"] + second["results"]}) == 2
    assert second["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["nonsense", "W10=", "WyJhIl0=", "WyJhIiwgIm5vbmUiXQ=="])
def test_a_cursor_of_another_list_is_refused(
    cursor: str, coordinator: Person, team: Team, api_of: Api
) -> None:
    answer = api_of(coordinator).get("/api/v1/case-files", {"cursor": cursor})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor"]


def test_a_case_file_that_is_not_there_is_not_found(
    coordinator: Person, team: Team, api_of: Api
) -> None:
    assert api_of(coordinator).get(f"/api/v1/case-files/{uuid4()}").status_code == 404
