"""Whoever can write the database writes a permission or copies a key: neither opens (T11)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from cases.models import CaseFile
from cases.sealed_notes import services as sealed_notes
from encounters.models import Encounter
from server.access.grants import MANAGE_MEMBERS, READ_CONTENT, assign
from server.access.models import Container
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts.models import Membership, Team
from server.problems import KeyMissing, NotFound
from server.vault.grants import grant_access
from server.vault.models import ContainerKey, KeyGrant, PersonalKey
from tests.cases.factories import NOTE
from tests.conftest import Person

pytestmark = pytest.mark.django_db
CHECKING = SystemReason.CHECKING_INTEGRITY


@pytest.fixture
def second(make_person: Callable[..., Person], team: Team) -> Person:
    """An attorney of the team who was never admitted."""
    return make_person("second-attorney", team, Role.ATTORNEY)


def texts(reader: Person, encounter: Encounter) -> list[str]:
    opened = sealed_notes.open_sealed_parts(viewer=reader.viewer, encounter_id=encounter.id)
    return [part.text for part in opened]


def key_of(container_id: Any) -> ContainerKey:
    return ContainerKey.objects.get(container_id=container_id)


def grant_of(person: Person, container_id: Any) -> KeyGrant:
    return KeyGrant.objects.for_system(CHECKING).get(
        user=person.user, container_key__container_id=container_id
    )


def write_permission(person: Person, case_file: CaseFile) -> None:
    assign(
        container=case_file.container,
        user_id=person.user.pk,
        codenames=(READ_CONTENT, MANAGE_MEMBERS),
    )


def write_key(person: Person, key: ContainerKey, sealed: bytes) -> None:
    row = KeyGrant(container_key=key, user=person.user, sealed_private_key=sealed)
    KeyGrant.objects.for_system(CHECKING).bulk_create([row])


def test_a_written_permission_without_a_key_opens_nothing(
    in_case: Encounter, case_file: CaseFile, second: Person, api_of: Callable[..., APIClient]
) -> None:
    write_permission(second, case_file)
    with pytest.raises(KeyMissing):
        texts(second, in_case)
    answer = api_of(second).get(f"/api/v1/encounters/{in_case.id}/sealed-parts")
    assert (answer.status_code, answer.json()["code"]) == (423, "cannot-open")


def test_who_wrote_a_permission_admits_nobody_with_it(
    case_file: CaseFile, second: Person, attorney: Person, team: Team, make_person: Any
) -> None:
    write_permission(second, case_file)
    third = make_person("third-attorney", team, Role.ATTORNEY)
    for wanted in (second, third):
        with pytest.raises(KeyMissing):
            grant_access(container=case_file.container, to=wanted.user, by=second.viewer)
    grants = KeyGrant.objects.for_system(CHECKING)
    assert not grants.filter(user__in=[second.user, third.user]).exists()


def test_a_copied_key_of_somebody_else_opens_nothing(
    in_case: Encounter, case_file: CaseFile, attorney: Person, second: Person
) -> None:
    stolen = grant_of(attorney, case_file.container_id)
    write_permission(second, case_file)
    write_key(second, stolen.container_key, bytes(stolen.sealed_private_key))
    with pytest.raises(KeyMissing):
        texts(second, in_case)


def test_a_key_without_a_permission_opens_nothing(
    in_case: Encounter, case_file: CaseFile, attorney: Person
) -> None:
    """Both must agree: the grant's row goes, the key alone is left."""
    from server.access.models import ContainerUserObjectPermission

    ContainerUserObjectPermission.objects.filter(user=attorney.user).delete()
    with pytest.raises(NotFound):
        texts(attorney, in_case)


def test_a_key_of_another_container_opens_nothing_here(
    in_case: Encounter, case_file: CaseFile, coordinator: Person, intake: Container
) -> None:
    """The coordinator's own key of the intake folder, put where that of the case file was."""
    other = grant_of(coordinator, intake.pk)
    own = grant_of(coordinator, case_file.container_id)
    KeyGrant.objects.for_system(CHECKING).filter(pk=own.pk).update(
        sealed_private_key=bytes(other.sealed_private_key)
    )
    with pytest.raises(KeyMissing):
        texts(coordinator, in_case)


def test_a_key_of_the_audit_log_opens_no_note(
    in_case: Encounter, case_file: CaseFile, coordinator: Person, audit_log: Container
) -> None:
    """Two kinds of keys, two purposes: an audit key never passes for a case file's."""
    from encounters.models import SealedPart

    audit_key = key_of(audit_log.pk)
    parts = SealedPart.objects.for_system(CHECKING).filter(encounter=in_case)
    assert parts.update(container_key=audit_key) == 1
    with pytest.raises(KeyMissing):
        texts(coordinator, in_case)


def test_another_persons_key_pair_does_not_make_one_that_person(
    in_case: Encounter, case_file: CaseFile, attorney: Person, second: Person
) -> None:
    """The whole key row of a member, copied over one's own, is wrapped under their passphrase."""
    rows = PersonalKey.objects.for_system(CHECKING)
    theirs = rows.filter(user=attorney.user).values().get()
    copied = {name: value for name, value in theirs.items() if name not in ("user_id", "key_id")}
    rows.filter(user=second.user).update(**copied)
    from server.accounts.passphrases import open_with_passphrase

    # Also with a passphrase that gives the same verifier: the wrap is bound to the person.
    assert open_with_passphrase(username=second.username, typed=second.passphrase) is None


def test_a_written_membership_of_a_role_opens_nothing(
    in_case: Encounter, case_file: CaseFile, operator: Person, team: Team
) -> None:
    for role in (Role.COORDINATOR, Role.ATTORNEY):
        Membership.objects.create(user=operator.user, team=team, role=role.value)
    with pytest.raises(NotFound):
        texts(operator, in_case)
    write_permission(operator, case_file)
    with pytest.raises(KeyMissing):
        texts(operator, in_case)


def test_an_author_written_over_sees_the_record_and_opens_nothing(
    in_case: Encounter, case_file: CaseFile, second: Person
) -> None:
    Encounter.objects.for_system(CHECKING).filter(pk=in_case.pk).update(author=second.user)
    with pytest.raises(KeyMissing):
        texts(second, in_case)


def test_an_invented_container_key_opens_nothing(
    in_case: Encounter, case_file: CaseFile, second: Person
) -> None:
    """A key pair of the attacker's own as the newest version: what lies there stays closed."""
    from server.vault.opening import grant_context
    from server.vault.sealing import PublicKey, new_private_key, public_key_of, seal_for

    write_permission(second, case_file)
    private_key = new_private_key()
    invented = ContainerKey.objects.create(
        id=uuid4(),
        container=case_file.container,
        version=2,
        public_key=public_key_of(private_key).encoded,
    )
    own = PersonalKey.objects.for_system(CHECKING).get(user=second.user)
    context = grant_context(invented, "case", own.key_id)
    sealed = seal_for(PublicKey(own.public_key), private_key.reveal(), context)
    write_key(second, invented, sealed)
    with pytest.raises(KeyMissing):
        texts(second, in_case)


def test_who_was_admitted_reads(
    in_case: Encounter, case_file: CaseFile, attorney: Person, coordinator: Person
) -> None:
    """So that the tests above can fail."""
    assert texts(attorney, in_case) == texts(coordinator, in_case) == [NOTE]
