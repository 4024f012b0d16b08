"""Wrong guesses wait longer and longer, by name alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from server.accounts import guesses
from server.accounts.guesses import begin_guess, guessed_right, name_key, wait_after
from server.accounts.models import GuessDelay
from server.problems import TooManyGuesses
from tests.conftest import PASSPHRASE, Person

pytestmark = pytest.mark.django_db


def sign_in(username: str, passphrase: str) -> Any:
    return Client().post(
        "/_allauth/browser/v1/auth/login",
        {"username": username, "password": passphrase},
        content_type="application/json",
    )


def let_pass(seconds: float) -> None:
    for row in GuessDelay.objects.all():
        row.wait_until -= timedelta(seconds=seconds)
        row.save()


def test_the_wait_doubles_after_the_third_guess_up_to_fifteen_minutes() -> None:
    assert [wait_after(n) for n in range(1, 14)] == [
        0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900
    ]  # fmt: skip
    assert wait_after(10_000) == 900


def test_twenty_wrong_guesses_wait_longer_and_longer(observer: Person) -> None:
    waits = []
    for _ in range(20):
        answer = sign_in(observer.username, "a wrong passphrase")
        assert answer.status_code == 400
        row = GuessDelay.objects.get()
        waits.append(round((row.wait_until - timezone.now()).total_seconds(), -1))
        let_pass(901)
    assert waits == sorted(waits)
    assert waits[-1] == 900


@pytest.mark.parametrize("name", ["observer", "nobody-here"])
def test_the_right_passphrase_waits_too_and_names_the_seconds(observer: Person, name: str) -> None:
    for _ in range(3):
        assert sign_in(name, "a wrong passphrase").status_code == 400
    answer = sign_in(name, PASSPHRASE)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["code"] == "too-many-guesses"
    assert 0 < document["retry_after_s"] <= 5
    assert answer["Retry-After"] == str(document["retry_after_s"])
    let_pass(6)
    assert sign_in(name, PASSPHRASE).status_code == (200 if name == "observer" else 400)


def test_a_right_guess_forgets_the_wrong_ones(observer: Person) -> None:
    for _ in range(2):
        sign_in(observer.username, "a wrong passphrase")
    assert sign_in(observer.username, PASSPHRASE).status_code == 200
    assert not GuessDelay.objects.exists()


def test_many_guesses_at_once_wait_like_many_in_a_row() -> None:
    """Each is counted before it is looked at."""
    for _ in range(3):
        begin_guess("passphrase", "observer")
    with pytest.raises(TooManyGuesses):
        begin_guess("passphrase", "observer")


def test_one_name_does_not_wait_for_another() -> None:
    for _ in range(3):
        begin_guess("passphrase", "observer")
    begin_guess("passphrase", "attorney")
    begin_guess("code", "observer")


def test_capitals_are_no_way_around_the_wait() -> None:
    for name in ("observer", "Observer", "OBSERVER"):
        begin_guess("passphrase", name)
    with pytest.raises(TooManyGuesses):
        begin_guess("passphrase", "oBserver")


def test_the_table_holds_no_names_and_forgets_after_a_day() -> None:
    begin_guess("passphrase", "observer")
    row = GuessDelay.objects.get()
    assert bytes(row.name_key) == name_key("passphrase", "observer")
    assert b"observer" not in bytes(row.name_key)
    let_pass(guesses.FORGOTTEN_AFTER.total_seconds() + 60)
    begin_guess("passphrase", "attorney")
    assert GuessDelay.objects.count() == 1
    guessed_right("passphrase", "attorney")
    assert not GuessDelay.objects.exists()
