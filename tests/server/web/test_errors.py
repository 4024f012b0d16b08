"""What a person or a program sees when something fails."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from server.access.pages import page
from server.access.permissions import Permission, Role
from server.problems import CsrfFailed, NotFound, Problem, SessionLocked, Stale, TooManyGuesses
from server.web import errors
from tests.server.web import urls as platform


def failing(problem: Problem) -> Callable[..., HttpResponse]:
    @page(Permission.PUBLIC, methods=("GET", "POST"))
    def view(request: HttpRequest) -> HttpResponse:
        raise problem

    return view


@page(Permission.ORDER_RELEASE)
def for_analysts(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a report")


@page(Permission.PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("nobody foresaw this")


handler400, handler403 = platform.handler400, platform.handler403
handler404, handler500 = platform.handler404, platform.handler500
urlpatterns = [
    path("for-analysts/", for_analysts),
    path("missing/", failing(NotFound())),
    path("locked/", failing(SessionLocked())),
    path("stale/", failing(Stale())),
    path("waiting/", failing(TooManyGuesses(retry_after_s=30))),
    path("api/v1/stale/", failing(Stale())),
    path("broken/", broken),
    *platform.urlpatterns,
]


@pytest.fixture(autouse=True)
def failing_urls(platform_urls: None, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def test_what_is_not_allowed_and_what_does_not_exist_are_the_same_bytes(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(Role.OBSERVER)
    answers = [client.get(address) for address in ("/for-analysts/", "/missing/", "/nowhere")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.django_db
def test_an_error_page_holds_no_form_and_no_token(client: Client) -> None:
    content = client.get("/nowhere").content.decode()
    assert "<form" not in content
    assert "csrf" not in content.lower()
    assert "<title>Testigo</title>" in content


@pytest.mark.django_db
def test_an_error_page_speaks_the_readers_language(client: Client) -> None:
    content = client.get("/nowhere", headers={"Accept-Language": "es"}).content.decode()
    assert '<html lang="es"' in content
    assert "Aquí no hay nada que usted pueda abrir" in content


@pytest.mark.django_db
def test_the_api_answers_documents_for_addresses_that_do_not_exist(client: Client) -> None:
    answer = client.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"


@pytest.mark.django_db
def test_a_locked_session_is_asked_for_the_passphrase_and_comes_back(client: Client) -> None:
    answer = client.get("/locked/?tab=notes")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/unlock/?next=%2Flocked%2F%3Ftab%3Dnotes"


@pytest.mark.django_db
def test_after_a_form_a_locked_session_does_not_come_back_to_the_form_address(
    client: Client,
) -> None:
    assert client.post("/locked/").headers["Location"] == "/unlock/?next=%2F"


@pytest.mark.django_db
def test_an_expected_failure_is_a_page_with_its_title_and_status(client: Client) -> None:
    answer = client.get("/stale/")
    assert answer.status_code == 412
    content = answer.content.decode()
    assert "Somebody changed this after you read it." in content
    assert 'href="/handbook/problems#stale"' in content


@pytest.mark.django_db
def test_a_wait_is_told_in_the_header(client: Client) -> None:
    answer = client.get("/waiting/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")


@pytest.mark.django_db
def test_under_the_api_an_expected_failure_is_a_document(client: Client) -> None:
    answer = client.get("/api/v1/stale/")
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")


def test_a_fault_of_ours_is_a_page_that_touches_no_database(client: Client) -> None:
    # No django_db mark: a query would fail the test.
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "nobody foresaw" not in answer.content.decode()


def test_a_fault_of_ours_under_the_api_is_a_document() -> None:
    answer = errors.server_error(RequestFactory().get("/api/v1/me"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        500,
        "application/problem+json",
    )


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_so() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-out/")
    assert answer.status_code == 403
    assert "This page was too old to send" in answer.content.decode()


@pytest.mark.django_db
def test_a_program_without_the_token_gets_a_document() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/_allauth/browser/v1/auth/login"))
    assert answer.status_code == 403
    assert CsrfFailed.code in answer.content.decode()
