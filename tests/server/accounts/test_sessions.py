"""What a session row gives away, how long it lasts, and what locks it."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from server.accounts import services, viewers
from server.accounts.models import User
from server.accounts.sessions import SessionStore, row_name
from server.accounts.unlocking import COPY, reopen
from server.vault import personal_keys
from tests.conftest import PASSPHRASE, Person, open_session

pytestmark = pytest.mark.django_db
UNLOCK = settings.UNLOCK_COOKIE_NAME
BrowserOf = Callable[..., Client]
ApiOf = Callable[..., APIClient]


def state(client: Client | APIClient) -> str:
    answer = client.get("/api/v1/me")
    return answer.json()["session"]["state"] if answer.status_code == 200 else "signed-out"


def test_a_row_is_no_way_in_and_does_not_say_whose_it_is(observer: Person) -> None:
    session, secret = open_session(observer, unlocked=True)
    row = Session.objects.get()
    assert row.session_key == row_name(str(session.session_key)) != session.session_key
    for word in (str(observer.user.pk), "testigo", "_auth_user_id", secret):
        assert str(word) not in row.session_data
    assert not SessionStore(row.session_key).items()
    assert (row.expire_date.minute, row.expire_date.second) == (0, 0)


def test_a_row_under_another_name_does_not_open(observer: Person, attorney: Person) -> None:
    mine, _ = open_session(observer, unlocked=False)
    theirs, _ = open_session(attorney, unlocked=False)
    content = Session.objects.get(session_key=row_name(str(theirs.session_key))).session_data
    Session.objects.filter(session_key=row_name(str(mine.session_key))).update(session_data=content)
    assert not SessionStore(mine.session_key).items()


def test_nothing_that_opens_lies_in_any_table(client: Client, observer: Person) -> None:
    answer = client.post(
        "/_allauth/browser/v1/auth/login",
        {"username": observer.username, "password": PASSPHRASE},
        content_type="application/json",
    )
    secret = answer.cookies[UNLOCK].value
    seed = reopen(client.session, secret, observer.user.pk)
    assert seed is not None
    sought = [PASSPHRASE.encode(), secret.encode(), seed.private_key.reveal()]
    sought += [needle.hex().encode() for needle in sought]
    stored = json.dumps(dict(client.session.items())).encode()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                for value in row:
                    stored += b"\n" + (
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else str(value).encode()
                    )
    assert len(stored) > 5000
    for needle in sought:
        assert needle not in stored


def test_nothing_that_opens_is_logged(
    client: Client, observer: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    for passphrase in (PASSPHRASE, "a wrong passphrase"):
        client.post(
            "/_allauth/browser/v1/auth/login",
            {"username": observer.username, "password": passphrase},
            content_type="application/json",
        )
        client.logout()
    assert PASSPHRASE not in caplog.text
    assert "a wrong passphrase" not in caplog.text


@pytest.mark.parametrize("value", ["", "x", "A" * 43, None])
def test_without_the_right_cookie_a_session_is_locked(
    browser_of: BrowserOf, observer: Person, value: str | None
) -> None:
    client = browser_of(observer)
    assert state(client) == "unlocked"
    if value is None:
        del client.cookies[UNLOCK]
    else:
        client.cookies[UNLOCK] = value
    assert state(client) == "signed-in"


def test_the_copy_of_another_person_does_not_open(observer: Person, attorney: Person) -> None:
    session, secret = open_session(observer, unlocked=True)
    assert reopen(session, secret, observer.user.pk) is not None
    assert reopen(session, secret, attorney.user.pk) is None


@pytest.mark.parametrize("part", ["id", "user", "key", "wrapped"])
def test_a_changed_copy_does_not_open(observer: Person, part: str) -> None:
    session, secret = open_session(observer, unlocked=True)
    session[COPY] = session[COPY] | {part: "00"}
    assert reopen(session, secret, observer.user.pk) is None


def test_twelve_hours_are_the_limit(
    browser_of: BrowserOf, api_of: ApiOf, observer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, app = browser_of(observer), api_of(observer)
    start = time.time()
    monkeypatch.setattr(viewers.time, "time", lambda: start + viewers.LONGEST_SESSION_S - 5)
    assert state(browser) == state(app) == "unlocked"
    monkeypatch.setattr(viewers.time, "time", lambda: start + viewers.LONGEST_SESSION_S + 5)
    assert state(browser) == state(app) == "signed-out"
    monkeypatch.undo()
    assert state(browser) == "signed-out"


def test_an_expired_row_is_no_session(browser_of: BrowserOf, observer: Person) -> None:
    client = browser_of(observer)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert state(client) == "signed-out"


def test_locking_leaves_nothing_for_the_cookie_to_open(
    browser_of: BrowserOf, observer: Person
) -> None:
    client = browser_of(observer)
    secret = client.cookies[UNLOCK].value
    answer = client.post("/api/v1/session/lock")
    assert answer.json() == {"state": "signed-in"}
    assert answer.cookies[UNLOCK].value == ""
    client.cookies[UNLOCK] = secret
    assert state(client) == "signed-in"


def test_a_locked_browser_is_unlocked_by_the_passphrase(
    browser_of: BrowserOf, observer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser_of(observer, unlocked=False)
    assert state(client) == "signed-in"
    runs: list[int] = []
    derive = personal_keys.derive
    monkeypatch.setattr(personal_keys, "derive", lambda *args: (runs.append(1), derive(*args))[1])
    answer = client.post(
        "/api/v1/session/unlock", {"passphrase": PASSPHRASE}, content_type="application/json"
    )
    assert answer.json() == {"state": "unlocked"}
    assert len(runs) == 1
    assert state(client) == "unlocked"


def test_a_locked_token_is_unlocked_and_changes(api_of: ApiOf, observer: Person) -> None:
    client = api_of(observer, unlocked=False)
    answer = client.post("/api/v1/session/unlock", {"passphrase": PASSPHRASE}, format="json")
    token = answer.json()["session_token"]
    assert state(client) == "signed-in"
    client.credentials(HTTP_X_SESSION_TOKEN=token)
    assert state(client) == "unlocked"
    assert not client.cookies
    answer = client.post("/api/v1/session/lock")
    assert answer.json()["session_token"] == token.partition(".")[0]
    assert state(client) == "signed-in"


def test_a_wrong_passphrase_unlocks_nothing_and_waits(api_of: ApiOf, observer: Person) -> None:
    client = api_of(observer, unlocked=False)
    for _ in range(3):
        answer = client.post(
            "/api/v1/session/unlock", {"passphrase": "a wrong passphrase"}, format="json"
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "wrong-passphrase")
    answer = client.post("/api/v1/session/unlock", {"passphrase": PASSPHRASE}, format="json")
    assert answer.status_code == 429
    assert answer.json()["retry_after_s"] <= 5
    assert state(client) == "signed-in"


def test_unlocking_needs_a_passphrase(api_of: ApiOf, observer: Person) -> None:
    answer = api_of(observer).post("/api/v1/session/unlock", {}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "passphrase"


def test_nobody_is_asked_to_sign_in(api_of: ApiOf) -> None:
    client = api_of(None)
    for token in (None, "x", "x.y", ""):
        if token is not None:
            client.credentials(HTTP_X_SESSION_TOKEN=token)
        answer = client.get("/api/v1/me")
        assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


def test_me_says_who_and_where(api_of: ApiOf, analyst: Person, coalition: Any) -> None:
    answer = api_of(analyst).get("/api/v1/me").json()
    assert answer["username"] == "analyst"
    assert [(role["team_name"], role["role"]) for role in answer["roles"]] == [
        ("Valley observers", "analyst")
    ]
    assert [row["name"] for row in answer["coalitions"]] == ["Valley coalition"]


def test_an_account_without_a_team_sees_itself(
    make_person: Callable[..., Person], api_of: ApiOf
) -> None:
    answer = api_of(make_person("newcomer")).get("/api/v1/me")
    assert answer.status_code == 200
    assert answer.json()["roles"] == []


def test_knowing_the_viewer_takes_one_statement(
    observer: Person, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        viewers.viewer_of(observer.user, None)


def test_a_request_without_a_session_asks_the_database_nothing(
    client: Client, db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/api/v1/me").status_code == 401


def test_a_changed_passphrase_ends_every_session_and_keeps_the_key(
    browser_of: BrowserOf, api_of: ApiOf, coordinator: Person
) -> None:
    browser, app = browser_of(coordinator), api_of(coordinator)
    key = coordinator.viewer.unlocked.private_key  # type: ignore[union-attr]
    services.change_passphrase(
        user=coordinator.user, current=PASSPHRASE, new="another dozen characters"
    )
    assert state(browser) == state(app) == "signed-out"
    changed = Person(User.objects.get(pk=coordinator.user.pk), "another dozen characters")
    assert changed.viewer.unlocked.private_key == key  # type: ignore[union-attr]
    assert state(browser_of(changed)) == "unlocked"


def test_no_address_and_no_agent_is_stored(client: Client, observer: Person) -> None:
    client.post(
        "/_allauth/browser/v1/auth/login",
        {"username": observer.username, "password": PASSPHRASE},
        content_type="application/json",
        headers={"User-Agent": "agent-canary"},
        REMOTE_ADDR="203.0.113.77",
    )
    kept = json.dumps(dict(client.session.items()))
    assert "203.0.113.77" not in kept
    assert "agent-canary" not in kept
