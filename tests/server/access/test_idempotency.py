"""One name for a creation, one object."""

import uuid
from typing import Any

import pytest

from server.access import idempotency
from server.access.idempotency import once
from server.access.models import IdempotencyKey
from server.accounts.models import Coalition
from server.problems import IdempotencyKeyReused
from server.vault.fingerprints import request_fingerprint
from tests.conftest import Person

pytestmark = pytest.mark.django_db
REQUEST = request_fingerprint({"state": "GA"})


def make() -> uuid.UUID:
    return Coalition.objects.create(name=str(uuid.uuid4())).pk


def test_the_same_key_gives_the_same_object(observer: Person) -> None:
    viewer = observer.locked
    first = once(viewer=viewer, key="key-one-1", action="x", fingerprint=REQUEST, create=make)
    again = once(viewer=viewer, key="key-one-1", action="x", fingerprint=REQUEST, create=make)
    assert first[1] is True
    assert again == (first[0], False)
    assert Coalition.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(observer: Person) -> None:
    viewer = observer.locked
    once(viewer=viewer, key="key-one-1", action="x", fingerprint=REQUEST, create=make)
    other = request_fingerprint({"state": "TX"})
    with pytest.raises(IdempotencyKeyReused):
        once(viewer=viewer, key="key-one-1", action="x", fingerprint=other, create=make)
    with pytest.raises(IdempotencyKeyReused):
        once(viewer=viewer, key="key-one-1", action="y", fingerprint=REQUEST, create=make)
    assert Coalition.objects.count() == 1


def test_the_key_of_another_person_is_another_key(observer: Person, attorney: Person) -> None:
    for person in (observer, attorney):
        _, made = once(
            viewer=person.locked, key="key-one-1", action="x", fingerprint=REQUEST, create=make
        )
        assert made


def test_without_a_key_each_request_makes_one(observer: Person) -> None:
    for _ in range(2):
        once(viewer=observer.locked, key=None, action="x", fingerprint=REQUEST, create=make)
    assert Coalition.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_overtaken_by_the_same_request_the_other_object_stays(
    observer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request commits after this one looked and before it remembers its object."""
    viewer = observer.locked
    winner, _ = once(viewer=viewer, key="key-one-1", action="x", fingerprint=REQUEST, create=make)
    look = idempotency._used_for
    looks: list[uuid.UUID | None] = []

    def look_too_early(*arguments: Any) -> uuid.UUID | None:
        looks.append(look(*arguments) if looks else None)
        return looks[-1]

    monkeypatch.setattr(idempotency, "_used_for", look_too_early)
    again = once(viewer=viewer, key="key-one-1", action="x", fingerprint=REQUEST, create=make)
    assert again == (winner, False)
    assert looks == [None, winner]
    assert Coalition.objects.count() == 1


def test_a_creation_that_fails_leaves_the_key_free(observer: Person) -> None:
    def fail() -> uuid.UUID:
        make()
        raise ValueError("bad input")

    with pytest.raises(ValueError, match="bad input"):
        once(viewer=observer.locked, key="key-one-1", action="x", fingerprint=REQUEST, create=fail)
    assert not Coalition.objects.exists()
    _, made = once(
        viewer=observer.locked, key="key-one-1", action="x", fingerprint=REQUEST, create=make
    )
    assert made
