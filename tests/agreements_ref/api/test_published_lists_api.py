"""`/api/v1/published-lists`, its changes and growth."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from agreements_ref import services
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.conftest import Person

PATH = "/api/v1/published-lists"


@pytest.fixture
def api(observer: Person, api_of: Callable[..., APIClient]) -> APIClient:
    services.import_lists(
        [
            incoming([agreement("Baker County Jail")], date(2025, 6, 6)),
            incoming([agreement("Baker County Jail", "JEM")], date(2025, 6, 20)),
            pending([request()], date(2025, 6, 21)),
        ]
    )
    return api_of(observer, unlocked=False)


def names(api: APIClient) -> list[Any]:
    response = api.get(PATH)
    assert response.status_code == 200
    return list(response.json()["results"])


def test_lists_are_named_by_their_bytes_signed_agreements_first(api: APIClient) -> None:
    assert [(one["kind"], one["list_date"]) for one in names(api)] == [
        ("participating", "2025-06-20"),
        ("participating", "2025-06-06"),
        ("pending", "2025-06-21"),
    ]


def test_two_lists_are_compared(api: APIClient) -> None:
    later, earlier, _ = (one["sha256"] for one in names(api))
    found = api.get(f"{PATH}/changes", {"earlier": earlier, "later": later}).json()
    assert [one["program_model"] for one in found["added"]] == ["JEM"]
    assert [one["program_model"] for one in found["gone"]] == ["WSO"]
    assert [(one["gone"], one["added"]) for one in found["models"]] == [(["WSO"], ["JEM"])]


def test_growth_is_counted_by_model(api: APIClient) -> None:
    found = api.get(f"{PATH}/growth").json()["results"]
    assert [one["by_model"] for one in found] == [
        {"JEM": 0, "TFM": 0, "WSO": 1},
        {"JEM": 1, "TFM": 0, "WSO": 0},
    ]


def test_a_wrong_pair_is_refused_by_field(api: APIClient) -> None:
    later, _, requests = (one["sha256"] for one in names(api))
    for query, field in (
        ({"later": later}, "earlier"),
        ({"earlier": later, "later": "abc"}, "later"),
        ({"earlier": later, "later": requests}, "later"),
    ):
        response = api.get(f"{PATH}/changes", query)
        assert response.status_code == 400
        assert [error["field"] for error in response.json()["errors"]] == [field]
    response = api.get(f"{PATH}/changes", {"earlier": later, "later": "0" * 64})
    assert response.status_code == 404
