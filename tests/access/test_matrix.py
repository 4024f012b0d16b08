"""The reviewed table holds for every route, method and role, and no route is without a line."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import resolve

from server.access.api import ResourceViewSet
from server.access.checks import routes
from tests.access.bodies import BODIES, HEADERS
from tests.access.matrix import Row, rows
from tests.access.world import ROLES, World

pytestmark = pytest.mark.django_db
ROWS = list(rows())
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# The same views, once for browsers and once for tokens: the table has the first.
SIGN_IN_OF_APPS = "_allauth/app/v1/"
# How a method without a line is refused by views that are not ours; `language/` goes back to where
# one came from, and sets nothing.
REFUSALS = {"_allauth": {400, 401, 404, 405, 409}, "language": {302}}
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def is_for_programs(path: str) -> bool:
    return path.startswith(("api/v1/", "_allauth/"))


def route_of(row: Row, ids: dict[str, str]) -> str:
    return str(resolve("/" + row.path.partition("?")[0].format(**ids)).route)


PLACEHOLDER_IDS = {
    name: "00000000-0000-4000-8000-000000000000"
    for row in ROWS
    for name in re.findall(r"{(\w+)}", row.path)
} | {"file": "table.csv"}
COVERED = {(row.method, route_of(row, PLACEHOLDER_IDS)) for row in ROWS if not row.locked}
OUR_ROUTES = sorted({route for route, _ in routes() if not route.startswith(SIGN_IN_OF_APPS)})


def ask(world: World, row: Row, role: str, *, unlocked: bool) -> Any:
    """Send the line's request as a role. API calls carry a token, everything else cookies."""
    name = f"{row.method} {row.path}"
    path = "/" + row.path.format(**world.ids)
    headers = HEADERS.get(name, lambda _: {})(world)
    body = BODIES[name](world) if row.method in WRITING else None
    api = row.path.startswith("api/v1/")
    client: Any = (world.api if api else world.browser)(role, unlocked=unlocked)
    if body is None:
        return client.generic(row.method, path, headers=headers)
    if api and any(isinstance(value, UploadedFile) for value in body.values()):
        return client.post(path, body, format="multipart", headers=headers)
    if is_for_programs(row.path):
        return client.generic(
            row.method,
            path,
            json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
    return client.post(path, body, headers=headers)


HAS_LOCKED_LINE = {(row.method, row.path) for row in ROWS if row.locked}
# A locked session has fewer rights, never more: those who see something are asked twice.
SEE_SOMETHING = ("author", "coordinator", "admitted")


def askers_of(row: Row) -> Iterator[tuple[str, bool]]:
    """Yield (role, whether the session is unlocked) for each asker that a line speaks of."""
    yield from ((role, not row.locked) for role in ROLES)
    if not row.locked and (row.method, row.path) not in HAS_LOCKED_LINE:
        yield from ((role, False) for role in SEE_SOMETHING)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_role_gets_what_the_table_says(row: Row, world: World) -> None:
    wrong = []
    for role, unlocked in askers_of(row):
        with transaction.atomic():
            answer = ask(world, row, role, unlocked=unlocked)
            transaction.set_rollback(True)
        asker = f"{'unlocked' if unlocked else 'locked'} {role}"
        if answer.status_code != row.statuses[role]:
            wrong.append(f"{asker}: {answer.status_code}, not {row.statuses[role]}")
        body = answer.getvalue().decode(errors="replace")
        wrong += [
            f"{asker}: the answer shows {thing}: {text}"
            for thing, text in world.hidden_from(role)
            if text in body
        ]
    assert wrong == []


@pytest.mark.parametrize("route", OUR_ROUTES)
def test_no_route_is_without_a_line(route: str) -> None:
    assert any(covered == route for _, covered in COVERED)


def test_no_line_stands_twice() -> None:
    names = [row.name for row in ROWS]
    assert sorted(set(names)) == sorted(names)


def test_no_line_speaks_of_a_route_that_is_not_there() -> None:
    assert {route for _, route in COVERED} <= set(OUR_ROUTES)


def test_the_sign_in_of_apps_has_the_routes_of_browsers() -> None:
    browser = "_allauth/browser/v1/"
    apps = {
        route.removeprefix(SIGN_IN_OF_APPS) for route, _ in routes() if SIGN_IN_OF_APPS in route
    }
    assert apps == {r.removeprefix(browser) for r in OUR_ROUTES if r.startswith(browser)}


def test_every_action_of_the_api_has_a_line() -> None:
    missing = [
        (method.upper(), route)
        for route, view in routes()
        if issubclass(getattr(view, "cls", object), ResourceViewSet)
        for method in view.actions
        if method != "head" and (method.upper(), route) not in COVERED
    ]
    assert missing == []


@pytest.mark.parametrize("route", OUR_ROUTES)
def test_a_method_without_a_line_is_refused(route: str, world: World) -> None:
    """So that a page or action that takes one more method needs a line too."""
    row = next(row for row in ROWS if route_of(row, PLACEHOLDER_IDS) == route)
    path = "/" + row.path.partition("?")[0].format(**world.ids)
    answers = {}
    for method in METHODS:
        if (method, route) not in COVERED:
            for role in ("coordinator", "analyst"):
                client: Any = (world.api if path.startswith("/api/v1/") else world.browser)(role)
                with transaction.atomic():
                    answer = client.generic(method, path, "{}", content_type="application/json")
                    transaction.set_rollback(True)
                answers[method, role] = answer.status_code
    allowed = REFUSALS.get(route.partition("/")[0], {405})
    assert {key: status for key, status in answers.items() if status not in allowed} == {}


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.path.startswith("api/v1/")], ids=lambda r: r.name
)
def test_asking_what_a_route_can_do_says_nothing(row: Row, world: World) -> None:
    path = "/" + row.path.partition("?")[0].format(**world.ids)
    statuses = [world.api(role).options(path).status_code for role in ("coordinator", "anonymous")]
    assert statuses in ([405, 401], [405, 405])


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.method == "GET" and row.path.startswith("api/v1/")],
    ids=lambda row: row.name,
)
def test_a_browser_reads_the_api_like_a_token(row: Row, world: World) -> None:
    path = "/" + row.path.format(**world.ids)
    for role in ("coordinator", "outsider", "anonymous"):
        by_cookie = world.browser(role, unlocked=not row.locked).get(path)
        by_token = world.api(role, unlocked=not row.locked).get(path)
        assert (role, by_cookie.status_code) == (role, by_token.status_code)
        assert (role, by_cookie.status_code) == (role, row.statuses[role])
