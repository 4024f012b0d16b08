"""Whoever can write the database moves and changes ciphertext: nothing opens, nothing is said."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from cases.models import CaseFile
from cases.sealed_notes import services as sealed_notes
from encounters import services as encounters
from encounters.models import (
    Consent,
    CustodyEpisode,
    CustodyEvent,
    Encounter,
    SealedPart,
)
from encounters.rules.codes import SealedField
from server.access.viewer import SystemReason
from server.accounts.models import Team
from server.problems import KeyMissing
from server.vault.models import ContainerKey, KeyGrant, PersonalKey
from server.vault.sealing import CannotOpen
from tests.cases.factories import NOTE, RECEIVED, accepted, logged
from tests.conftest import Person

pytestmark = pytest.mark.django_db
CHECKING = SystemReason.CHECKING_INTEGRITY


def parts(encounter: Encounter) -> Any:
    return SealedPart.objects.for_system(CHECKING).filter(encounter=encounter).order_by("field")


def texts(reader: Person, encounter: Encounter) -> list[str]:
    opened = sealed_notes.open_sealed_parts(viewer=reader.viewer, encounter_id=encounter.id)
    return [part.text for part in opened]


def swap(one: SealedPart, other: SealedPart, *columns: str) -> None:
    """Swap columns of two rows by SQL, as somebody with the database does."""
    rows = SealedPart.objects.for_system(CHECKING)
    for row, source in ((one, other), (other, one)):
        values = {column: getattr(source, column) for column in columns}
        assert rows.filter(pk=row.pk).update(**values) == 1


@pytest.fixture
def second(team: Team, observer: Person, coordinator: Person, case_file: CaseFile) -> Encounter:
    """A second encounter with a note in the same case file."""
    encounter = logged(observer, team, note="Another note.")
    accepted(encounter, coordinator, case_file)
    return encounter


@pytest.fixture
def with_more(in_case: Encounter, case_file: CaseFile, attorney: Person) -> Encounter:
    """The encounter of the case file with two addenda and its note."""
    for text in ("First addendum.", "Second addendum."):
        encounters.add_addendum(
            viewer=attorney.viewer,
            encounter_id=in_case.id,
            text=text,
            language="en",
            at=RECEIVED,
        )
    return in_case


def test_what_was_not_moved_opens(
    in_case: Encounter, second: Encounter, with_more: Encounter, attorney: Person
) -> None:
    assert texts(attorney, in_case) == [NOTE, "First addendum.", "Second addendum."]
    assert texts(attorney, second) == ["Another note."]


@pytest.mark.parametrize(
    "columns",
    [("sealed_content",), ("sealed_item_key",), ("sealed_content", "sealed_item_key")],
    ids=" and ".join,
)
class TestSwapped:
    """Two rows exchange their contents, their item keys, or both."""

    def test_between_two_encounters(
        self, columns: tuple[str, ...], in_case: Encounter, second: Encounter, attorney: Person
    ) -> None:
        swap(parts(in_case).get(), parts(second).get(), *columns)
        for encounter in (in_case, second):
            with pytest.raises(KeyMissing):
                texts(attorney, encounter)

    def test_between_two_fields(
        self, columns: tuple[str, ...], with_more: Encounter, attorney: Person
    ) -> None:
        note = parts(with_more).get(field=SealedField.NOTE)
        addendum = parts(with_more).get(field=SealedField.ADDENDUM, version=1)
        swap(note, addendum, *columns)
        with pytest.raises(KeyMissing):
            texts(attorney, with_more)

    def test_between_two_versions(
        self, columns: tuple[str, ...], with_more: Encounter, attorney: Person
    ) -> None:
        first, other = parts(with_more).filter(field=SealedField.ADDENDUM).order_by("version")
        swap(first, other, *columns)
        with pytest.raises(KeyMissing):
            texts(attorney, with_more)


@pytest.mark.parametrize(
    "relabelled",
    [{"version": 7}, {"field": SealedField.PLACE_TEXT.value}],
    ids=["version", "field"],
)
def test_a_part_under_another_label_does_not_open(
    relabelled: dict[str, Any], in_case: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    assert parts(in_case).update(**relabelled) == 1
    with pytest.raises(KeyMissing):
        texts(attorney, in_case)


def test_a_part_under_another_id_does_not_open(
    in_case: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    assert parts(in_case).update(id=uuid4()) == 1
    with pytest.raises(KeyMissing):
        texts(attorney, in_case)


def test_a_part_moved_to_another_container_by_sql_does_not_open(
    in_case: Encounter, case_file: CaseFile, coordinator: Person, team: Team, observer: Person
) -> None:
    """The coordinator holds both keys: the wrap alone must notice the other container."""
    other = accepted(logged(observer, team), coordinator)
    key = ContainerKey.objects.get(container_id=other.container_id)
    assert parts(in_case).update(container_key=key) == 1
    with pytest.raises(KeyMissing):
        texts(coordinator, in_case)


def test_a_wrong_bit_anywhere_in_a_part_does_not_open(
    in_case: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    part = parts(in_case).get()
    for column in ("sealed_content", "sealed_item_key"):
        whole = bytes(getattr(part, column))
        for place in (0, 1, 2, 17, 18, len(whole) // 2, len(whole) - 1):
            bent = bytearray(whole)
            bent[place] ^= 1
            parts(in_case).update(**{column: bytes(bent)})
            with pytest.raises(KeyMissing):
                texts(attorney, in_case)
        parts(in_case).update(**{column: whole})
    assert texts(attorney, in_case) == [NOTE]


def _bent_content(encounter: Encounter, reader: Person) -> None:
    part = parts(encounter).get()
    whole = bytes(part.sealed_content)
    parts(encounter).update(sealed_content=whole[:-1] + bytes([whole[-1] ^ 1]))


def _cut_content(encounter: Encounter, reader: Person) -> None:
    parts(encounter).update(sealed_content=b"")


def _unknown_scheme(encounter: Encounter, reader: Person) -> None:
    part = parts(encounter).get()
    parts(encounter).update(sealed_content=b"\x01\xee" + bytes(part.sealed_content)[2:])


def _no_key(encounter: Encounter, reader: Person) -> None:
    KeyGrant.objects.for_system(CHECKING).filter(user=reader.user).delete()


def _bent_key(encounter: Encounter, reader: Person) -> None:
    grants = KeyGrant.objects.for_system(CHECKING).filter(user=reader.user)
    whole = bytes(grants.get().sealed_private_key)
    grants.update(sealed_private_key=whole[:-1] + bytes([whole[-1] ^ 1]))


SPOILED = [_bent_content, _cut_content, _unknown_scheme, _no_key, _bent_key]


def test_tampered_wrong_and_missing_look_alike_outside(
    in_case: Encounter,
    case_file: CaseFile,
    attorney: Person,
    api_of: Callable[..., APIClient],
) -> None:
    address = f"/api/v1/encounters/{in_case.id}/sealed-parts"
    before = list(SealedPart.objects.for_system(CHECKING).values())
    grants = list(KeyGrant.objects.for_system(CHECKING).all())
    answers = set()
    for spoil in SPOILED:
        spoil(in_case, attorney)
        answer = api_of(attorney).get(address)
        answers.add((answer.status_code, answer.content, str(sorted(answer.headers.items()))))
        for row in before:
            SealedPart.objects.for_system(CHECKING).filter(pk=row["id"]).update(**row)
        for grant in grants:
            grant.save()
    assert len(answers) == 1
    ((status, body, _headers),) = answers
    assert status == 423
    assert b"cannot-open" in body
    assert api_of(attorney).get(address).status_code == 200


# --- tier 2: bound to table, column and row ------------------------------------------------------


def ciphertext(row: Any, column: str) -> bytes:
    fresh = type(row).objects.for_system(CHECKING).get(pk=row.pk)
    return bytes(fresh.__dict__[column].ciphertext)


def put(row: Any, column: str, value: bytes) -> Any:
    rows = type(row).objects.for_system(CHECKING)
    assert rows.filter(pk=row.pk).update(**{column: value}) == 1
    return rows.get(pk=row.pk)


def test_a_restricted_value_does_not_open_in_another_row(
    in_case: Encounter, second: Encounter
) -> None:
    moved = put(second, "started", ciphertext(in_case, "started"))
    with pytest.raises(CannotOpen):
        _ = moved.started


def test_a_restricted_value_does_not_open_in_another_column(in_case: Encounter) -> None:
    moved = put(in_case, "recorded_step", ciphertext(in_case, "review_ends_on"))
    with pytest.raises(CannotOpen):
        _ = moved.recorded_step


def test_a_restricted_value_does_not_open_in_another_table(team: Team, observer: Person) -> None:
    encounter = logged(observer, team)
    episode, _new = encounters.open_episode(viewer=observer.locked, encounter_id=encounter.id)
    twin = CustodyEvent(id=encounter.id, episode=episode, position=9, claim={"type": "x"})
    twin.save(force_insert=True)
    moved = put(twin, "claim", ciphertext(encounter, "started"))
    with pytest.raises(CannotOpen):
        _ = moved.claim


def test_a_restricted_value_put_back_opens(in_case: Encounter, second: Encounter) -> None:
    whole = ciphertext(in_case, "started")
    put(in_case, "started", ciphertext(second, "started"))
    assert put(in_case, "started", whole).started["basis"] == "observed"


def test_a_restricted_value_in_the_open_is_refused(in_case: Encounter) -> None:
    """Somebody writes the value that they would like to be read, without any key."""
    moved = put(in_case, "started", b'{"precision":"unknown"}')
    with pytest.raises(CannotOpen):
        _ = moved.started


def test_every_restricted_and_sealed_table_was_meant() -> None:
    """The tables above are examples of what tables there are; a new one is looked at."""
    from django.apps import apps

    from server.access.checks import is_sensitive
    from server.access.tiers import Tier, tier_of

    closed = {
        model.__name__
        for model in apps.get_models()
        if is_sensitive(model)
        and any((tier_of(f) or 0) >= Tier.RESTRICTED for f in model._meta.local_concrete_fields)
    }
    assert closed == {
        "AgreementLink",
        "AuditEntry",
        Consent.__name__,
        CustodyEpisode.__name__,
        CustodyEvent.__name__,
        Encounter.__name__,
        "Finding",
        KeyGrant.__name__,
        PersonalKey.__name__,
        SealedPart.__name__,
    }
