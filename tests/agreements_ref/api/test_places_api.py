"""`/api/v1/places/{county_fips}/in-effect`."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from agreements_ref import services
from tests.agreements_ref.sheets import agreement, incoming
from tests.conftest import Person

PATH = "/api/v1/places/12003/in-effect"


@pytest.fixture
def api(observer: Person, api_of: Callable[..., APIClient]) -> APIClient:
    rows = [
        agreement(program_model="JEM"),
        agreement("Macclenny Police", "TFM", "soon", agency_type="Municipality"),
        agreement("Highway Patrol", "TFM", agency_type="State Agency", county=None),
        agreement("Gulf Police", "TFM", agency_type="Municipality", county=None),
    ]
    services.import_list(incoming(rows, date(2025, 6, 6)))
    return api_of(observer, unlocked=False)


def get(api: APIClient, **query: str) -> Any:
    response = api.get(PATH, query)
    assert response.status_code == 200, response.content
    return response.json()


def test_one_call_names_the_groups_and_answers_the_questions(api: APIClient) -> None:
    answer = get(api, on="2025-06-06")
    (sheriff,) = answer["county_agencies"]
    (police,) = answer["municipal"]
    assert answer["county"]["name"] == "Baker County"
    assert (sheriff["in_effect"], sheriff["is_sheriffs"]) == (["JEM"], True)
    assert [one["agency"]["name"] for one in answer["state_wide"]] == ["Highway Patrol"]
    assert [one["agency"]["name"] for one in answer["unplaced"]] == ["Gulf Police"]
    assert answer["summary"] == {
        "sheriffs": [sheriff["agency"]["id"]],
        "sheriffs_in_effect": ["JEM"],
        "municipal_in_effect": [police["agency"]["id"]],
        "agencies_in_effect": 2,
        "agreements_in_effect": 2,
    }
    assert answer["coverage"]["says"] == "as ICE's list of 2025-06-06 said"


def test_each_agency_comes_with_the_rows_behind_it(api: APIClient) -> None:
    (sheriff,) = get(api, on="2025-06-06")["county_agencies"]
    assert {(line["role"], line["row"]) for line in sheriff["evidence"]} == {
        ("first_listing", 2),
        ("last_listing", 2),
        ("signed_date", 2),
    }


def test_the_answer_uses_only_what_was_known_then(api: APIClient) -> None:
    answer = get(api, on="2025-06-06", known_on="2025-06-05")
    assert answer["coverage"]["has_data"] is False
    assert answer["county_agencies"] == []


def test_a_county_that_is_not_there_is_not_found(api: APIClient) -> None:
    response = api.get("/api/v1/places/99999/in-effect", {"on": "2025-06-06"})
    assert response.status_code == 404


@pytest.mark.parametrize("query", [{}, {"on": "June"}])
def test_a_missing_or_unreadable_day_is_named(api: APIClient, query: dict[str, str]) -> None:
    response = api.get(PATH, query)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["on"]
