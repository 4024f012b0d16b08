"""Headers of every answer."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from server.access.permissions import Role
from server.web.headers import SecurityHeadersMiddleware

PATHS = [
    "/",
    "/sign-in/",
    "/not-promised/",
    "/handbook/",
    "/nothing",
    "/api/v1/nothing",
    "/healthz",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.django_db
def test_every_answer_allows_nothing_inline_and_nothing_foreign(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert {value for name, value in directives.items() if value != "'none'"} == {"'self'"}
    assert {"script-src", "style-src", "form-action", "connect-src"} <= directives.keys()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.django_db
def test_no_answer_is_kept(client: Client, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept() -> None:
    middleware = SecurityHeadersMiddleware(
        lambda request: HttpResponse(headers={"Cache-Control": "max-age=31536000, immutable"})
    )
    answer = middleware(RequestFactory().get("/static/web/base.css"))
    assert answer.headers["Cache-Control"] == "max-age=31536000, immutable"


@pytest.mark.django_db
def test_camera_place_and_microphone_are_off(client: Client) -> None:
    policy = client.get("/").headers["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(policy.split(", "))


def test_sign_out_clears_the_cache_and_never_the_storage(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(Role.OBSERVER)
    assert "Clear-Site-Data" not in client.get("/").headers
    answer = client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Location"] == "/"
    assert client.get("/account/").status_code == 302


def test_sign_out_through_the_api_clears_the_cache_too(signed_in: Callable[..., Client]) -> None:
    answer = signed_in(Role.OBSERVER).delete("/_allauth/browser/v1/auth/session")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
