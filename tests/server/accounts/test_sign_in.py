"""Signing in by the headless endpoints: two clients, one passphrase, an authenticator."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.test import Client

from server.accounts.models import User
from server.accounts.sessions import SessionStore
from server.accounts.unlocking import COPY
from server.vault import personal_keys
from tests.conftest import PASSPHRASE, Person

pytestmark = pytest.mark.django_db
UNLOCK = settings.UNLOCK_COOKIE_NAME


@pytest.fixture(autouse=True)
def _early_in_a_time_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes last 30 s: no test shall begin a second before one ends."""
    now = time.time
    early = 1 - now() % 30
    monkeypatch.setattr(time, "time", lambda: now() + early)


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def post(client: Client, path: str, body: dict[str, Any], token: str | None = None) -> Any:
    headers = {"X-Session-Token": token} if token else {}
    return client.post(f"/_allauth/{path}", body, content_type="application/json", headers=headers)


def sign_in(client: Client, kind: str, username: str, passphrase: str) -> Any:
    return post(client, f"{kind}/v1/auth/login", {"username": username, "password": passphrase})


def state(client: Client, token: str | None = None) -> str:
    headers = {"X-Session-Token": token} if token else {}
    answer = client.get("/api/v1/me", headers=headers)
    return answer.json()["session"]["state"] if answer.status_code == 200 else "signed-out"


def enrol(client: Client, token: str | None = None, kind: str = "browser") -> str:
    """Step up and switch the authenticator on; return its secret."""
    headers = {"X-Session-Token": token} if token else {}
    address = f"/_allauth/{kind}/v1/account/authenticators/totp"
    stepped = post(client, f"{kind}/v1/auth/reauthenticate", {"password": PASSPHRASE}, token)
    assert stepped.status_code == 200
    headers = {"X-Session-Token": stepped.json()["meta"]["session_token"]} if token else {}
    secret: str = client.get(address, headers=headers).json()["meta"]["secret"]
    answer = client.post(
        address, {"code": code_of(secret)}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 200, answer.content
    return secret


def test_a_browser_signs_in_and_is_unlocked(client: Client, observer: Person) -> None:
    answer = sign_in(client, "browser", observer.username, PASSPHRASE)
    assert answer.status_code == 200
    assert state(client) == "unlocked"
    cookie = answer.cookies[UNLOCK]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["domain"] == ""
    assert cookie["max-age"] == ""
    assert COPY in client.session


def test_the_cookie_is_secure_where_the_site_is(
    client: Client, observer: Person, settings: Any
) -> None:
    settings.UNLOCK_COOKIE_NAME = "__Host-testigo-unlock"
    settings.UNLOCK_COOKIE_SECURE = True
    answer = sign_in(client, "browser", observer.username, PASSPHRASE)
    assert answer.cookies["__Host-testigo-unlock"]["secure"] is True


def test_the_user_name_has_no_capitals(client: Client, observer: Person) -> None:
    assert sign_in(client, "browser", "OBSERVER", PASSPHRASE).status_code == 200


def test_an_app_signs_in_and_its_token_unlocks(client: Client, observer: Person) -> None:
    answer = sign_in(client, "app", observer.username, PASSPHRASE)
    token = answer.json()["meta"]["session_token"]
    assert state(client, token) == "unlocked"
    assert UNLOCK not in client.cookies
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert state(client, token.partition(".")[0]) == "signed-in"
    assert state(client, token[:-1] + ("A" if token[-1] != "A" else "B")) == "signed-in"


def test_a_wrong_passphrase_and_an_unknown_name_answer_alike(
    client: Client, observer: Person
) -> None:
    wrong = sign_in(client, "browser", observer.username, "not the passphrase")
    unknown = sign_in(client, "browser", "nobody-here", "not the passphrase")
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.content == unknown.content
    assert wrong.headers.keys() == unknown.headers.keys()
    assert UNLOCK not in client.cookies


def test_one_argon2id_a_sign_in_whether_the_name_exists_or_not(
    client: Client, observer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[dict[str, int]] = []
    derive = personal_keys.derive

    def counted(passphrase: Any, salt: Any, parameters: Any) -> Any:
        calls.append(parameters)
        return derive(passphrase, salt, parameters)

    monkeypatch.setattr(personal_keys, "derive", counted)
    sign_in(client, "browser", observer.username, PASSPHRASE)
    assert len(calls) == 1
    sign_in(Client(), "browser", "nobody-here", PASSPHRASE)
    assert len(calls) == 2
    sign_in(Client(), "browser", observer.username, "not the passphrase")
    assert len(calls) == 3
    assert calls[0] == calls[1] == calls[2]
    state(client)
    assert len(calls) == 3


def test_a_closed_account_is_like_none(client: Client, observer: Person) -> None:
    User.objects.filter(pk=observer.user.pk).update(is_active=False)
    assert sign_in(client, "browser", observer.username, PASSPHRASE).status_code == 400


@pytest.mark.parametrize("kind", ["browser", "app"])
def test_an_authenticator_is_asked_for_and_the_session_stays_unlocked(
    kind: str, observer: Person
) -> None:
    first = Client()
    token = None
    answer = sign_in(first, kind, observer.username, PASSPHRASE)
    if kind == "app":
        token = answer.json()["meta"]["session_token"]
    secret = enrol(first, token, kind)

    client = Client()
    answer = sign_in(client, kind, observer.username, PASSPHRASE)
    assert answer.status_code == 401
    pending = [flow for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]
    assert pending[0]["id"] == "mfa_authenticate"
    token = answer.json()["meta"].get("session_token")
    assert state(client, token) == "signed-out"
    answer = post(client, f"{kind}/v1/auth/2fa/authenticate", {"code": code_of(secret)}, token)
    assert answer.status_code == 200, answer.content
    if kind == "app":
        before = token
        token = answer.json()["meta"]["session_token"]
        assert token.partition(".")[0] != before.partition(".")[0]
        assert state(client, before) == "signed-out"
    assert state(client, token) == "unlocked"


def test_a_code_is_used_once(client: Client, observer: Person) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    secret = enrol(client)
    code = code_of(secret)
    for wanted in (200, 400):
        again = Client()
        sign_in(again, "browser", observer.username, PASSPHRASE)
        answer = post(again, "browser/v1/auth/2fa/authenticate", {"code": code})
        assert answer.status_code == wanted


def test_an_older_code_is_not_used_again_after_a_newer_one(
    client: Client, observer: Person
) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    secret = enrol(client)
    codes = [code_of(secret, step) for step in (-1, 0, 1)]
    for code, wanted in [(code, 200) for code in codes] + [(code, 400) for code in codes[:2]]:
        again = Client()
        sign_in(again, "browser", observer.username, PASSPHRASE)
        answer = post(again, "browser/v1/auth/2fa/authenticate", {"code": code})
        assert answer.status_code == wanted


def test_guessing_codes_is_slowed_down(client: Client, observer: Person) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    secret = enrol(client)
    guesser = Client()
    sign_in(guesser, "browser", observer.username, PASSPHRASE)
    wrong = "000000" if code_of(secret) != "000000" else "111111"
    statuses = [
        post(guesser, "browser/v1/auth/2fa/authenticate", {"code": wrong}).status_code
        for _ in range(4)
    ]
    assert statuses == [400, 400, 400, 429]
    late = post(guesser, "browser/v1/auth/2fa/authenticate", {"code": code_of(secret)})
    assert late.status_code == 429


def test_a_printed_sign_in_code_takes_the_place_of_the_authenticator(
    client: Client, observer: Person
) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    enrol(client)
    codes = client.get("/_allauth/browser/v1/account/authenticators/recovery-codes").json()
    code = codes["data"]["unused_codes"][0]
    for wanted in (200, 400):
        again = Client()
        sign_in(again, "browser", observer.username, PASSPHRASE)
        answer = post(again, "browser/v1/auth/2fa/authenticate", {"code": code})
        assert answer.status_code == wanted


def test_an_authenticator_of_another_person_does_not_open(
    client: Client, observer: Person, attorney: Person
) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    secret = enrol(client)
    theirs = Authenticator.objects.get(user=observer.user, type="totp")
    assert secret not in str(theirs.data)
    Authenticator.objects.create(user=attorney.user, type="totp", data=theirs.data)
    other = Client()
    sign_in(other, "browser", attorney.username, PASSPHRASE)
    answer = post(other, "browser/v1/auth/2fa/authenticate", {"code": code_of(secret)})
    assert answer.status_code == 400
    assert state(other) == "signed-out"


def test_no_moment_of_use_is_kept_with_an_authenticator(client: Client, observer: Person) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    secret = enrol(client)
    again = Client()
    sign_in(again, "browser", observer.username, PASSPHRASE)
    post(again, "browser/v1/auth/2fa/authenticate", {"code": code_of(secret)})
    assert state(again) == "unlocked"
    for row in Authenticator.objects.all():
        assert row.last_used_at is None
        assert (row.created_at.hour, row.created_at.minute, row.created_at.second) == (0, 0, 0)


def test_changing_the_second_factor_needs_the_passphrase_again(
    client: Client, observer: Person
) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    address = "/_allauth/browser/v1/account/authenticators/totp"
    secret = client.get(address).json()["meta"]["secret"]
    answer = client.post(address, {"code": code_of(secret)}, content_type="application/json")
    assert answer.status_code == 401
    assert not Authenticator.objects.exists()


def test_a_step_up_stores_nothing_of_the_request(client: Client, observer: Person) -> None:
    answer = sign_in(client, "browser", observer.username, PASSPHRASE)
    secret = answer.cookies[UNLOCK].value
    before = set(client.session.keys())
    answer = client.post(
        "/_allauth/browser/v1/auth/reauthenticate",
        {"password": PASSPHRASE, "marked": "body-canary"},
        content_type="application/json",
        headers={"User-Agent": "agent-canary"},
        REMOTE_ADDR="203.0.113.77",
    )
    assert answer.status_code == 200
    # A refused change is not kept for later either.
    client.delete("/_allauth/browser/v1/account/authenticators/totp")
    kept = str(dict(client.session.items()))
    for canary in ("body-canary", "agent-canary", "203.0.113.77", PASSPHRASE, secret):
        assert canary not in kept
    assert set(client.session.keys()) == before


@pytest.mark.parametrize(
    "path",
    [
        "auth/signup",
        "auth/password/request",
        "auth/password/reset",
        "auth/code/request",
        "auth/code/confirm",
        "auth/email/verify",
        "auth/phone/verify",
        "auth/2fa/trust",
        "auth/2fa/reauthenticate",
        "auth/webauthn/login",
        "account/password/change",
        "account/email",
        "account/phone",
        "account/authenticators/webauthn",
        "tokens/refresh",
        "config",
    ],
)
def test_what_is_not_needed_does_not_answer(client: Client, path: str) -> None:
    for kind in ("browser", "app"):
        assert post(client, f"{kind}/v1/{path}", {}).status_code == 404


def test_nobody_signs_up_and_no_address_is_kept(client: Client, observer: Person) -> None:
    answer = client.get("/_allauth/browser/v1/auth/session")
    assert [flow["id"] for flow in answer.json()["data"]["flows"]] == ["login"]
    sign_in(client, "browser", observer.username, PASSPHRASE)
    assert not EmailAddress.objects.exists()


def test_signing_out_ends_the_session_and_takes_the_cookie_back(
    client: Client, observer: Person
) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    key = client.session.session_key
    answer = client.delete("/_allauth/browser/v1/auth/session")
    assert answer.status_code == 401
    assert answer.cookies[UNLOCK].value == ""
    assert not SessionStore().exists(key or "")
    assert state(client) == "signed-out"


def test_signing_out_ends_a_token(client: Client, observer: Person) -> None:
    token = sign_in(client, "app", observer.username, PASSPHRASE).json()["meta"]["session_token"]
    client.delete("/_allauth/app/v1/auth/session", headers={"X-Session-Token": token})
    assert state(client, token) == "signed-out"


def test_each_session_has_its_own_secret(observer: Person) -> None:
    one, two = Client(), Client()
    sign_in(one, "browser", observer.username, PASSPHRASE)
    sign_in(two, "browser", observer.username, PASSPHRASE)
    assert one.cookies[UNLOCK].value != two.cookies[UNLOCK].value
    one.cookies[UNLOCK], two.cookies[UNLOCK] = (
        two.cookies[UNLOCK].value,
        one.cookies[UNLOCK].value,
    )
    assert state(one) == state(two) == "signed-in"


def test_who_is_signed_in_does_not_sign_in_again(
    client: Client, observer: Person, attorney: Person
) -> None:
    sign_in(client, "browser", observer.username, PASSPHRASE)
    answer = sign_in(client, "browser", attorney.username, PASSPHRASE)
    assert answer.status_code == 409
    assert client.get("/api/v1/me").json()["username"] == "observer"
    assert state(client) == "unlocked"


def test_a_browser_needs_its_token_to_write(
    browser_of: Callable[..., Client], observer: Person
) -> None:
    client = browser_of(observer, enforce_csrf_checks=True)
    answer = client.post("/api/v1/session/lock")
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf-failed"
    assert state(client) == "unlocked"
