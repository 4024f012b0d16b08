"""`/api/v1/agreements` and `/api/v1/agreements/download`."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from agreements_ref import services
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.conftest import Person

BAKER = "Baker County Sheriff's Office"
BAY = "Bay County Sheriff's Office"
EVIL = "=cmd|' /C calc'!A0 Police"
FIRST = incoming(
    [agreement(BAKER), agreement(BAKER, "JEM"), agreement(EVIL, "TFM", "soon", county=None)],
    date(2025, 6, 6),
)
SECOND = incoming(
    [agreement(BAKER), agreement(BAY, "TFM", date(2025, 6, 10)), agreement(EVIL, "TFM", "soon")],
    date(2025, 6, 20),
)


@pytest.fixture
def api(observer: Person, api_of: Callable[..., APIClient]) -> APIClient:
    services.import_lists([FIRST, SECOND, pending([request(BAY)], date(2025, 6, 6))])
    return api_of(observer, unlocked=False)


def rows(api: APIClient, **query: str) -> list[Any]:
    response = api.get("/api/v1/agreements", query)
    assert response.status_code == 200, response.content
    return list(response.json()["results"])


def download(api: APIClient, **query: str) -> Any:
    response = api.get("/api/v1/agreements/download", query)
    assert response.status_code == 200, b"".join(response)
    return response


def table(api: APIClient, **query: str) -> list[dict[str, str]]:
    text = download(api, format="csv", **query).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def said(found: list[Any]) -> list[tuple[str, str, str]]:
    return [(one["agency"]["name"], one["program_model"], one["status"]) for one in found]


def test_what_was_said_of_a_day_is_listed_by_agency_and_model(api: APIClient) -> None:
    assert said(rows(api, on="2025-06-20")) == [
        (EVIL, "TFM", "in_effect"),
        (BAKER, "WSO", "in_effect"),
        (BAY, "TFM", "in_effect"),
        (BAY, "WSO", "pending"),
    ]


def test_without_a_day_every_stretch_is_listed(api: APIClient) -> None:
    found = [one for one in rows(api) if one["program_model"] == "JEM"]
    assert [(one["status"], one["first_day"], one["last_day"]) for one in found] == [
        ("in_effect", "2025-03-03", "2025-06-06"),
        ("uncertain", "2025-06-07", "2025-06-19"),
    ]


def test_a_row_names_the_rows_of_lists_behind_it(api: APIClient) -> None:
    (wso,) = rows(api, on="2025-06-20", model="WSO", status="in_effect")
    assert wso["signed_on"] == "2025-03-03"
    assert wso["is_open"] is True
    assert wso["first_listing"] == {
        "file": FIRST.file_name,
        "sha256": sha256(FIRST.content).hexdigest(),
        "list_date": "2025-06-06",
        "known_from": "2025-06-06T12:00:00Z",
        "row": 2,
    }
    assert wso["last_listing"]["sha256"] == sha256(SECOND.content).hexdigest()
    assert wso["signed_listing"]["row"] == 2


def test_the_register_of_an_earlier_day_leaves_later_lists_aside(api: APIClient) -> None:
    found = rows(api, known_on="2025-06-06", on="2025-06-20")
    assert (BAKER, "JEM", "in_effect") in said(found)
    assert not [one for one in found if "06202025" in one["last_listing"]["file"]]


def test_filters_narrow_what_is_listed(api: APIClient) -> None:
    assert rows(api, state="TX") == []
    assert {one["program_model"] for one in rows(api, state="FL", model="TFM")} == {"TFM"}
    assert {one["status"] for one in rows(api, status="pending")} == {"pending"}


def test_pages_by_cursor_show_every_row_once(api: APIClient) -> None:
    everything = rows(api)
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = api.get("/api/v1/agreements", {"limit": "2", **cursor}).json()
        seen += page["results"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == everything
    assert len(everything) > 4


def test_the_file_has_what_the_pages_have(api: APIClient) -> None:
    response = download(api, format="json")
    document = json.loads(response.getvalue())
    assert document["agreements"] == rows(api)
    assert [one["kind"] for one in document["lists"]] == ["participating"] * 2 + ["pending"]
    assert [one["data_rows"] for one in document["lists"]] == [3, 3, 1]
    today = datetime.now(UTC).date().isoformat()
    assert response["Content-Disposition"] == (
        f'attachment; filename="agreements-known-on-{today}.json"'
    )


def test_a_table_carries_provenance_in_every_row(api: APIClient) -> None:
    found = table(api, known_on="2025-06-20")
    assert len(found) == len(rows(api, known_on="2025-06-20"))
    assert {one["known_on"] for one in found} == {"2025-06-20"}
    assert all(len(one["first_listing_sha256"]) == 64 for one in found)
    assert {one["last_listing_list_date"] for one in found} == {"2025-06-06", "2025-06-20"}


def test_a_name_like_a_formula_stays_text_in_a_table(api: APIClient) -> None:
    raw = download(api, format="csv").getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    names = {one["agency"] for one in table(api)}
    assert f"'{EVIL}" in names
    assert EVIL not in names


def test_a_file_is_sent_whatever_the_client_accepts(api: APIClient) -> None:
    response = api.get("/api/v1/agreements/download", {"format": "csv"}, HTTP_ACCEPT="text/csv")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_the_number_of_statements_does_not_grow_with_the_rows(api: APIClient) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows(api, limit="200")
        return len(captured)

    few = statements()
    towns = [agreement(f"Town {number} Police", "TFM", county=None) for number in range(60)]
    services.import_list(incoming(towns, date(2025, 7, 1)))
    assert statements() == few


@pytest.mark.parametrize("path", ["agreements", "agreements/download"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("on", "June"), ("known_on", "x"), ("state", "XX"), ("model", "ABC"), ("status", "gone")],
)
def test_bad_input_names_the_field(api: APIClient, path: str, field: str, value: str) -> None:
    response = api.get(f"/api/v1/{path}", {field: value})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_format_that_is_not_offered_and_a_day_to_come_are_refused(api: APIClient) -> None:
    later = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    for query, field in (({"format": "xml"}, "format"), ({"known_on": later}, "known_on")):
        response = api.get("/api/v1/agreements/download", query)
        assert response.status_code == 400
        assert [error["field"] for error in response.json()["errors"]] == [field]
