"""A page of 50 encounters: against the same rows through grants, and a trivial view."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from encounters.models import Encounter
from tests.benchmarks.measuring import processor_ms, report
from tests.conftest import Person

pytestmark = pytest.mark.benchmark

FEW, MANY = 10_000, 100_000
MOST_STATEMENTS = 6


class TrivialRow(serializers.Serializer[Any]):
    """Ten plain fields: what a page of rows costs with nothing behind it."""

    a, b, c, d, e = (serializers.CharField() for _ in range(5))
    f, g, h, i, j = (serializers.CharField() for _ in range(5))


ROWS = [dict.fromkeys("abcdefghij", "value") for _ in range(50)]


class TrivialView(APIView):
    """A view that does nothing but serialize 50 rows."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        return Response(TrivialRow(ROWS, many=True).data)


urlpatterns = [path("trivial", TrivialView.as_view())]


def _trivial_ms() -> float:
    """The trivial view behind the same middleware as every request, signed out."""
    client = APIClient()
    with override_settings(ROOT_URLCONF=__name__):
        return processor_ms(lambda: client.get("/trivial"))


def _orm_ms(person: Person) -> float:
    """The rows a person may see, through grants, read as any ORM code would."""
    viewer = person.locked
    return processor_ms(
        lambda: list(
            Encounter.objects.visible_to(viewer).order_by("-month_bucket", "-container_seq")[:50]
        )
    )


def _page_ms(person: Person, api_of: Callable[[Person], Any]) -> float:
    client = api_of(person)

    def read() -> None:
        response = client.get("/api/v1/encounters")
        assert len(response.json()["results"]) == 50

    return processor_ms(read)


@pytest.mark.parametrize("who", ["attorney", "coordinator"])
def test_a_page_costs_at_most_twice_its_floors_and_does_not_grow(
    who: str,
    request: pytest.FixtureRequest,
    fill: Callable[[int], None],
    api_of: Callable[[Person], Any],
) -> None:
    person: Person = request.getfixturevalue(who)
    fill(FEW)
    floor = _orm_ms(person) + _trivial_ms()
    few = _page_ms(person, api_of)
    fill(MANY)
    many = _page_ms(person, api_of)
    report(who, floor_ms=floor, few_ms=few, many_ms=many, ratio=few / floor, growth=many / few)
    assert few <= 2 * floor
    assert many <= 1.2 * few


def test_a_page_takes_at_most_six_statements_whatever_it_holds(
    coordinator: Person, fill: Callable[[int], None], api_of: Callable[[Person], Any]
) -> None:
    fill(3_000)
    client = api_of(coordinator)
    client.get("/api/v1/encounters")
    with CaptureQueriesContext(connection) as statements:
        client.get("/api/v1/encounters")
    assert len(statements) <= MOST_STATEMENTS, [one["sql"] for one in statements]
