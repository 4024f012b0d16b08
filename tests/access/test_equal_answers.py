"""Not allowed and not existing look alike: status, bytes, headers, number of statements."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.access.matrix import Row, rows
from tests.access.test_matrix import ask
from tests.access.world import SEEN_BY, World

pytestmark = pytest.mark.django_db
IDS = re.compile(r"{(?!file)(\w+)}")
DETAIL = [row for row in rows() if IDS.search(row.path)]


def observed(world: World, row: Row, role: str) -> dict[str, Any]:
    """Return everything that an asker can see of an answer, and what the database did for it."""
    cache.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as statements:
        answer = ask(world, row, role, unlocked=not row.locked)
        transaction.set_rollback(True)
    return {
        "status": answer.status_code,
        "body": answer.getvalue(),
        "headers": sorted(answer.headers.items()),
        "cookies": answer.cookies.output(),
        "statements": len(statements),
    }


def absent(world: World) -> World:
    """Return the world as it looks when every id in an address is one that nothing has."""
    return replace(world, ids={**{name: str(uuid4()) for name in world.ids}, "file": "table.csv"})


# One of each way of being refused: no grant, another's record, no such permission, another team.
ASKERS = ("observer", "attorney", "admitted", "analyst", "operator", "outsider")


def refused(row: Row) -> list[str]:
    """Return the roles that are refused without knowing from elsewhere that the thing is there."""
    things = IDS.findall(row.path)
    return [
        role
        for role, status in row.statuses.items()
        if role in ASKERS
        and status in (404, 423)
        and not any(role in SEEN_BY.get(thing, ()) for thing in things)
    ]


@pytest.mark.parametrize("row", DETAIL, ids=lambda row: row.name)
def test_what_is_refused_looks_like_what_is_not_there(row: Row, world: World) -> None:
    """Also where a locked session is refused before anything is looked at (423)."""
    for role in refused(row):
        real = observed(world, row, role)
        nothing = observed(absent(world), row, role)
        assert (role, real) == (role, nothing)


def test_the_comparison_sees_a_difference(world: World) -> None:
    """An answer for somebody who may see the record differs in every respect."""
    row = next(row for row in DETAIL if row.name == "GET api/v1/encounters/{intake}")
    real = observed(world, row, "coordinator")
    nothing = observed(absent(world), row, "coordinator")
    assert {name for name in real if real[name] != nothing[name]} >= {
        "status",
        "body",
        "headers",
        "statements",
    }


@pytest.mark.parametrize(
    "row",
    [row for row in DETAIL if row.method in ("POST", "PATCH")],
    ids=lambda row: row.name,
)
def test_a_bad_body_does_not_tell_them_apart(
    row: Row, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.access import test_matrix

    name = f"{row.method} {row.path}"
    monkeypatch.setitem(test_matrix.BODIES, name, lambda _: {"nonsense": ["x"]})
    for role in refused(row):
        real = observed(world, row, role)
        nothing = observed(absent(world), row, role)
        assert (role, real) == (role, nothing)


def test_a_file_that_is_not_in_the_release_looks_like_a_release_that_is_not_there(
    world: World,
) -> None:
    client = world.api("analyst")
    own = client.get(f"/api/v1/releases/{world.ids['release']}/files/none.csv")
    absent_one = client.get(f"/api/v1/releases/{uuid4()}/files/none.csv")
    assert own.status_code == absent_one.status_code == 404
    assert own.content == absent_one.content


def test_naming_somebody_elses_object_in_a_body_is_like_naming_nothing(world: World) -> None:
    """Somebody else's encounter for one's own case file: the same 404 as for no encounter."""
    made = world.api("outsider").post(
        "/api/v1/case-files", {"team": _team_of(world, "outsider")}, format="json"
    )
    address = f"/api/v1/case-files/{made.json()['id']}/encounters"
    answers = [
        world.api("outsider").post(address, {"encounter": wanted}, format="json")
        for wanted in (world.ids["intake"], world.ids["in_case"], str(uuid4()))
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, answers[-1].content)
    }


def test_a_name_of_another_team_is_like_no_name(world: World) -> None:
    address = f"/api/v1/case-files/{world.ids['case']}/members"
    answers = [
        world.api("coordinator").post(address, {"username": name}, format="json")
        for name in ("outsider-person", "nobody-here")
    ]
    assert answers[0].status_code == answers[1].status_code == 400
    assert answers[0].content == answers[1].content


def test_logging_for_another_team_is_like_logging_for_none(world: World) -> None:
    body = {"kind": "traffic_stop", "basis": "observed", "state": "NC", "county_fips": "37071"}
    answers = [
        world.api("author").post("/api/v1/encounters", {**body, "team": team}, format="json")
        for team in (_team_of(world, "outsider"), str(uuid4()))
    ]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].content == answers[1].content


def _team_of(world: World, role: str) -> str:
    (team_id,) = {held.team_id for held in world.people[role].locked.team_roles}
    return str(team_id)
