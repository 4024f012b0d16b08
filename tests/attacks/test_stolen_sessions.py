"""Half of a session is none: a session without its secret, a secret without a session (T18)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from cases.models import CaseFile
from encounters.models import Encounter
from server.accounts.sessions import SessionStore, row_name
from server.accounts.unlocking import COPY
from tests.conftest import Person, open_session

pytestmark = pytest.mark.django_db


def parts(client: Any, encounter: Encounter) -> tuple[int, str | None]:
    answer = client.get(f"/api/v1/encounters/{encounter.id}/sealed-parts")
    return answer.status_code, answer.json().get("code")


def browser(session_key: str | None, secret: str | None) -> Client:
    client = Client()
    if session_key is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_key
    if secret is not None:
        client.cookies[settings.UNLOCK_COOKIE_NAME] = secret
    return client


def program(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_X_SESSION_TOKEN=token)
    return client


@pytest.fixture
def session(case_file: CaseFile, attorney: Person) -> tuple[str, str]:
    """(key, secret) of an unlocked session of the attorney."""
    made, secret = open_session(attorney, unlocked=True)
    assert secret is not None
    return str(made.session_key), secret


@pytest.fixture
def other_session(attorney: Person) -> tuple[str, str]:
    """(key, secret) of a second unlocked session of the same person."""
    made, secret = open_session(attorney, unlocked=True)
    assert secret is not None
    return str(made.session_key), secret


def test_both_halves_open(in_case: Encounter, session: tuple[str, str]) -> None:
    assert parts(browser(*session), in_case)[0] == 200
    assert parts(program(".".join(session)), in_case)[0] == 200


def test_the_secret_without_the_session_opens_nothing(
    in_case: Encounter, session: tuple[str, str]
) -> None:
    _key, secret = session
    assert parts(browser(None, secret), in_case) == (401, "not-signed-in")
    for token in (secret, f".{secret}", f"x.{secret}"):
        assert parts(program(token), in_case) == (401, "not-signed-in")


def test_the_session_without_the_secret_opens_nothing(
    in_case: Encounter, session: tuple[str, str]
) -> None:
    key, _secret = session
    assert parts(browser(key, None), in_case) == (423, "session-locked")
    for token in (key, f"{key}."):
        assert parts(program(token), in_case) == (423, "session-locked")


def test_the_secret_of_another_session_opens_nothing(
    in_case: Encounter, session: tuple[str, str], other_session: tuple[str, str]
) -> None:
    for secret in (other_session[1], session[1][:-1], session[1] + "A", "A" * 43, "é" * 43):
        assert parts(program(f"{session[0]}.{secret}"), in_case) == (423, "session-locked")
    assert parts(browser(session[0], other_session[1]), in_case) == (423, "session-locked")


def test_a_row_of_the_session_table_is_no_way_in(
    in_case: Encounter, session: tuple[str, str]
) -> None:
    """What a copy of the database names a session is not what opens it."""
    key, secret = session
    assert parts(browser(row_name(key), secret), in_case) == (401, "not-signed-in")
    assert parts(program(f"{row_name(key)}.{secret}"), in_case) == (401, "not-signed-in")


def test_a_session_row_put_under_another_name_does_not_open(
    in_case: Encounter, session: tuple[str, str], observer: Person
) -> None:
    """The observer has database access, and puts the attorney's session where the own one was."""
    from django.contrib.sessions.models import Session

    own, _secret = open_session(observer, unlocked=True)
    stolen = Session.objects.get(session_key=row_name(session[0]))
    Session.objects.filter(session_key=row_name(str(own.session_key))).update(
        session_data=stolen.session_data
    )
    assert parts(browser(str(own.session_key), session[1]), in_case) == (401, "not-signed-in")


def test_a_copy_moved_into_ones_own_session_does_not_open(
    in_case: Encounter, session: tuple[str, str], observer: Person
) -> None:
    """With the field key as well: the copy names its person, and the secret is still needed."""
    stolen = SessionStore(session[0]).load()[COPY]
    own, secret = open_session(observer, unlocked=True)
    own[COPY] = stolen
    own.save()
    for offered in (secret, session[1]):
        client = browser(str(own.session_key), offered)
        assert client.get("/api/v1/me").json()["session"]["state"] == "signed-in"
        assert parts(client, in_case) == (423, "session-locked")


def test_a_locked_session_stays_locked_with_the_old_secret(
    in_case: Encounter, session: tuple[str, str]
) -> None:
    token = ".".join(session)
    assert program(token).post("/api/v1/session/lock").status_code == 200
    assert parts(program(token), in_case) == (423, "session-locked")


def test_a_session_that_was_signed_out_is_refused_at_once(
    in_case: Encounter, session: tuple[str, str]
) -> None:
    client = browser(*session)
    assert client.post("/sign-out/").status_code == 302
    assert parts(browser(*session), in_case) == (401, "not-signed-in")


def test_an_account_that_is_closed_is_refused_at_once(
    in_case: Encounter, session: tuple[str, str], attorney: Person
) -> None:
    attorney.user.is_active = False
    attorney.user.save()
    assert parts(browser(*session), in_case) == (401, "not-signed-in")
    assert parts(program(".".join(session)), in_case) == (401, "not-signed-in")


def test_a_browser_cannot_be_made_to_write_from_elsewhere(
    in_case: Encounter, session: tuple[str, str], browser_of: Callable[..., Client]
) -> None:
    """Cookies alone do not write: the page's token is needed too, and a token header is not it."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session[0]
    client.cookies[settings.UNLOCK_COOKIE_NAME] = session[1]
    address = f"/api/v1/encounters/{in_case.id}/addenda"
    body = {"text": "from elsewhere"}
    refused = client.post(address, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf-failed")
    headers = {"X-Session-Token": "nonsense"}
    refused = client.post(address, body, content_type="application/json", headers=headers)
    assert refused.status_code == 401
