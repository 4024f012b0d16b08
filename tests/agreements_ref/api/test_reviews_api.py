"""`/api/v1/agreement-reviews` and `/api/v1/agreement-lists`."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from agreements_ref import services
from agreements_ref.models import ListSnapshot
from tests.agreements_ref.sheets import agreement, incoming
from tests.conftest import Person

OLD, NEW = "City of Palm Police", "Palm Police"
REVIEWS, LISTS = "/api/v1/agreement-reviews", "/api/v1/agreement-lists"


@pytest.fixture
def api(coordinator: Person, team: object, api_of: Callable[..., APIClient]) -> APIClient:
    services.import_list(
        incoming([agreement(OLD), agreement(OLD, "TFM", "soon")], date(2025, 6, 6))
    )
    services.import_list(
        incoming([agreement(NEW), agreement(OLD, "TFM", "soon")], date(2025, 6, 20))
    )
    return api_of(coordinator, unlocked=False)


def only(api: APIClient, kind: str) -> Any:
    (item,) = api.get(REVIEWS, {"kind": kind}).json()["results"]
    return item


def upload(api: APIClient, one: services.IncomingList, **fields: object) -> Any:
    file = SimpleUploadedFile(one.file_name, one.content)
    return api.post(LISTS, {"file": file, **fields}, format="multipart")


def test_a_rename_shows_both_rows_side_by_side(api: APIClient) -> None:
    item = only(api, "rename")
    assert (item["old_agency"]["name"], item["agency"]["name"]) == (OLD, NEW)
    (pair,) = item["pairs"]
    assert (pair["kind"], pair["program_model"]) == ("same-signed-date", "WSO")
    assert pair["gone"]["file"] == "participatingAgencies06062025am.xlsx"
    assert {"column": "LAW ENFORCEMENT AGENCY", "text": NEW} in pair["new"]["cells"]
    assert (item["state"], item["decisions"]) == ("open", [])


def test_items_are_filtered_by_state_and_paged_by_cursor(api: APIClient) -> None:
    first = api.get(REVIEWS, {"limit": 1}).json()
    rest = api.get(REVIEWS, {"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [one["kind"] for page in (first, rest) for one in page["results"]] == [
        "rename",
        "signed-date",
    ]
    assert rest["next_cursor"] is None
    assert api.get(REVIEWS, {"state": "decided"}).json()["results"] == []
    assert api.get(REVIEWS, {"cursor": "x"}).status_code == 400


def test_a_decision_and_its_undoing_are_read_by_everybody(
    api: APIClient, observer: Person, api_of: Callable[..., APIClient]
) -> None:
    path = f"{REVIEWS}/{only(api, 'rename')['id']}"
    said = {"outcome": "approved", "reason": "one document", "program_models": ["WSO"]}
    assert api.post(f"{path}/decision", said, format="json").json()["state"] == "approved"
    assert api.post(f"{path}/decision", said, format="json").status_code == 409
    reader = api_of(observer, unlocked=False)
    (decision,) = reader.get(path).json()["decisions"]
    assert decision["decided_by"] == "coordinator"
    assert (decision["reason"], decision["program_models"]) == ("one document", ["WSO"])
    assert reader.post(f"{path}/undo", {"reason": "no"}, format="json").status_code == 404
    undone = api.post(f"{path}/undo", {"reason": "two towns"}, format="json").json()
    assert undone["state"] == "open"
    assert undone["decisions"][0]["undone_reason"] == "two towns"


def test_a_wrong_reading_is_refused_with_its_field(api: APIClient) -> None:
    path = f"{REVIEWS}/{only(api, 'signed-date')['id']}/decision"
    said = {"outcome": "approved", "reason": "seen", "reading": "2031-01-01"}
    response = api.post(path, said, format="json")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["reading"]
    assert api.post(f"{REVIEWS}/{uuid4()}/decision", said, format="json").status_code == 404


def test_a_dry_run_says_what_would_happen_and_stores_nothing(api: APIClient) -> None:
    one = incoming([agreement(NEW), agreement("Kent Police", signed="soon")], date(2025, 7, 1))
    said = upload(api, one, dry_run="true")
    assert said.status_code == 200
    body = said.json()
    assert [entry["agency"] for entry in body["added"]] == ["Kent Police"]
    assert [entry["agency"] for entry in body["gone"]] == [OLD]
    assert body["outcomes"][1] == {"row": 3, "outcome": "accepted_with_remarks"}
    assert ("date-unreadable", 3) in [(line["code"], line["row"]) for line in body["remarks"]]
    assert any(proposal.startswith("signed-date") for proposal in body["proposals"])
    assert ListSnapshot.objects.count() == 2


def test_an_upload_is_stored_once_and_listed(api: APIClient) -> None:
    one = incoming([agreement(NEW), agreement("Kent Police")], date(2025, 7, 1))
    assert upload(api, one).status_code == 201
    assert upload(api, one).json()["state"] == "known"
    page = api.get(LISTS, {"limit": 2}).json()
    assert page["results"][0]["file_name"] == "participatingAgencies07012025am.xlsx"
    assert page["next_cursor"] is not None
    assert page["results"][0]["sha256"] == one.sha256


def test_a_file_that_is_no_list_is_a_problem_that_names_it(api: APIClient) -> None:
    response = api.post(LISTS, {"file": SimpleUploadedFile("a.xlsx", b"no")}, format="multipart")
    assert (response.status_code, response.json()["code"]) == (400, "list-unreadable")
    assert api.post(LISTS, {}, format="multipart").status_code == 400


def test_observers_import_nothing(
    api: APIClient, observer: Person, api_of: Callable[..., APIClient]
) -> None:
    one = incoming([agreement(NEW)], date(2025, 7, 1))
    assert upload(api_of(observer, unlocked=False), one).status_code == 404
    assert ListSnapshot.objects.count() == 2
