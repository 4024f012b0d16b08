"""The start page, sign-in, account: what the platform shows by itself."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from server.access.permissions import ROLE_PERMISSIONS, Permission, Role
from server.web.home_cards import SECTIONS, sections_for
from server.web.navigation import NAVIGATION
from server.web.next_page import next_page


@pytest.mark.django_db
def test_nobody_signed_in_sees_what_the_product_is(client: Client) -> None:
    content = client.get("/").content.decode()
    assert 'href="/sign-in/"' in content
    assert "/encounters/" not in content


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_its_own_next_steps(role: Role, signed_in: Callable[..., Client]) -> None:
    content = signed_in(role).get("/").content.decode()
    own = next(section for section in SECTIONS if section.role is role)
    assert str(own.heading) in content
    assert all(f'href="{card.path}"' in content for card in own.cards)


@pytest.mark.parametrize("role", list(Role))
def test_navigation_and_cards_lead_only_where_the_role_may_go(role: Role) -> None:
    may = ROLE_PERMISSIONS[role]
    guarded = {entry.path: entry.permission for entry in NAVIGATION}
    for card in sections_for([role])[0].cards:
        assert guarded.get(card.path, Permission.SIGN_IN) in may


def test_a_page_that_two_roles_lead_to_is_shown_once() -> None:
    paths = [card.path for section in sections_for(Role) for card in section.cards]
    assert len(paths) == len(set(paths))


def test_the_navigation_leaves_out_what_the_role_does_not_include(
    signed_in: Callable[..., Client],
) -> None:
    content = signed_in(Role.ANALYST).get("/").content.decode()
    assert 'href="/reports/"' in content
    assert 'href="/cases/"' not in content


def test_a_locked_session_says_so_to_who_could_open_something(
    signed_in: Callable[..., Client],
) -> None:
    assert "Your session is locked" in signed_in(Role.ATTORNEY).get("/").content.decode()


def test_a_locked_session_is_no_matter_to_who_opens_nothing(
    signed_in: Callable[..., Client],
) -> None:
    assert "Your session is locked" not in signed_in(Role.ANALYST).get("/").content.decode()


def test_an_account_without_a_role_is_told_whom_to_ask(signed_in: Callable[..., Client]) -> None:
    assert "Ask your coordinator" in signed_in().get("/").content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "cases/", ""]
)
def test_sign_in_never_leads_to_another_site(wanted: str) -> None:
    assert next_page(RequestFactory().get("/sign-in/", {"next": wanted})) == "/"


def test_sign_in_comes_back_to_the_page_that_was_asked_for() -> None:
    assert next_page(RequestFactory().get("/sign-in/", {"next": "/cases/?a=1"})) == "/cases/?a=1"


def test_who_is_signed_in_goes_on_from_the_sign_in_page(signed_in: Callable[..., Client]) -> None:
    answer = signed_in(Role.OBSERVER).get("/sign-in/", {"next": "/encounters/"})
    assert answer.headers["Location"] == "/encounters/"


@pytest.mark.parametrize("path", ["/unlock/", "/account/"])
@pytest.mark.django_db
def test_own_pages_need_a_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={path}")


def test_the_account_page_names_the_roles_in_words(signed_in: Callable[..., Client]) -> None:
    content = signed_in(Role.OBSERVER, Role.ANALYST).get("/account/").content.decode()
    assert "Observer, Analyst" in content


@pytest.mark.django_db
def test_the_language_is_switched_and_comes_back_to_the_page(client: Client) -> None:
    answer = client.post("/language/", {"language": "es", "next": "/not-promised/"})
    assert answer.headers["Location"] == "/not-promised/"
    assert "Lo que Testigo no promete" in client.get("/not-promised/").content.decode()


def test_the_health_answer_reads_nothing(client: Client) -> None:
    # No django_db mark: a query would fail the test.
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_the_api_description_lists_the_own_account(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/me" in document["paths"]
