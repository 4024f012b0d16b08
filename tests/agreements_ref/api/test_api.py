"""`/api/v1/agencies` and `/api/v1/counties`."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from agreements_ref import services
from agreements_ref.models import Agency
from tests.agreements_ref.sheets import agreement, incoming
from tests.conftest import Person

BAKER = "Baker County Sheriff's Office"


@pytest.fixture
def api(observer: Person, api_of: Callable[..., APIClient]) -> APIClient:
    """An observer in a locked session: public reference data needs no key."""
    rows = [
        agreement(BAKER),
        agreement(BAKER, "JEM", "soon"),
        agreement("Bay County Sheriff's Office", county="Bay County"),
        agreement("Kent Police Department", state="TEXAS", county=None, agency_type="Municipality"),
    ]
    services.import_list(incoming(rows, date(2025, 6, 6)))
    return api_of(observer, unlocked=False)


def get(api: APIClient, path: str, **query: str) -> Any:
    response = api.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def test_agencies_are_listed_by_state_and_name(api: APIClient) -> None:
    page = get(api, "agencies")
    assert [one["name"] for one in page["results"]] == [
        BAKER,
        "Bay County Sheriff's Office",
        "Kent Police Department",
    ]
    assert page["results"][0] == {
        "id": str(Agency.objects.get(name=BAKER).id),
        "state": "FL",
        "name": BAKER,
        "level": "county",
        "county_fips": "12003",
    }
    assert page["next_cursor"] is None


def test_agencies_are_filtered_and_paged_by_cursor(api: APIClient) -> None:
    assert len(get(api, "agencies", state="FL", q="Sheriff’s")["results"]) == 2
    assert get(api, "agencies", state="", q="kent")["results"][0]["level"] == "city"
    first = get(api, "agencies", limit="2")
    rest = get(api, "agencies", limit="2", cursor=first["next_cursor"])
    assert len(first["results"]) == 2
    assert [one["name"] for one in rest["results"]] == ["Kent Police Department"]
    assert rest["next_cursor"] is None


def test_an_agency_shows_its_spellings(api: APIClient) -> None:
    agency = Agency.objects.get(name=BAKER)
    shown = get(api, f"agencies/{agency.id}")
    assert shown["spellings"] == [
        {
            "spelling": BAKER,
            "file": "participatingAgencies06062025am.xlsx",
            "row": 2,
            "list_date": "2025-06-06",
        }
    ]


def test_what_was_in_effect_is_answered_with_evidence(api: APIClient) -> None:
    path = f"agencies/{Agency.objects.get(name=BAKER).id}/in-effect"
    answer = get(api, path, on="2025-06-01")
    assert (answer["in_effect"], answer["uncertain"]) == (["WSO"], ["JEM"])
    assert answer["coverage"]["has_data"] is True
    earlier = get(api, path, on="2025-06-01", known_on="2025-06-05")
    assert (earlier["in_effect"], earlier["coverage"]["has_data"]) == ([], False)


def test_counties_of_a_state_come_with_their_zones(api: APIClient) -> None:
    counties = {one["fips"]: one for one in get(api, "counties", state="FL")["results"]}
    assert len(counties) == 67
    assert counties["12003"] == {
        "fips": "12003",
        "state": "FL",
        "name": "Baker County",
        "time_zones": ["America/New_York"],
    }
    assert len(counties["12045"]["time_zones"]) == 2


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("agencies", {"state": "XX"}, "state"),
        ("agencies", {"limit": "0"}, "limit"),
        ("agencies", {"cursor": "nonsense"}, "cursor"),
        ("agencies/{id}/in-effect", {}, "on"),
        ("agencies/{id}/in-effect", {"on": "06/06/2025"}, "on"),
        ("agencies/{id}/in-effect", {"on": "2025-06-06", "known_on": "x"}, "known_on"),
        ("counties", {}, "state"),
        ("counties", {"state": "XX"}, "state"),
    ],
)
def test_bad_input_names_the_field(
    api: APIClient, path: str, query: dict[str, str], field: str
) -> None:
    path = path.replace("{id}", str(Agency.objects.get(name=BAKER).id))
    response = api.get(f"/api/v1/{path}", query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_an_agency_that_is_not_there_is_not_found(api: APIClient) -> None:
    for path in (f"agencies/{uuid4()}", f"agencies/{uuid4()}/in-effect?on=2025-06-06"):
        assert api.get(f"/api/v1/{path}").status_code == 404


@pytest.mark.usefixtures("db")
def test_nobody_reads_the_register_without_signing_in(api_of: Callable[..., APIClient]) -> None:
    for path in ("agencies", f"agencies/{uuid4()}", "counties?state=FL"):
        assert api_of(None).get(f"/api/v1/{path}").status_code == 401
