"""Permission and key together; neither opens anything alone."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from server.access.grants import MANAGE_MEMBERS, READ_CONTENT, assign, holds
from server.access.models import Container, ContainerKind, ContainerUserObjectPermission
from server.access.permissions import Role
from server.access.signals import access_granted
from server.access.viewer import SystemReason
from server.accounts.models import Team, User
from server.problems import KeyMissing, NotFound, SessionLocked
from server.vault.grants import grant_access, new_container
from server.vault.items import current_key, seal_new_item
from server.vault.models import ContainerKey, KeyGrant
from server.vault.opening import container_private_key, open_item, reseal_item_key
from server.vault.problems import MemberHasNoKey, RoleNeverReads
from server.vault.sealing import ItemBinding, PublicKey, public_key_of
from tests.conftest import Person

pytestmark = pytest.mark.django_db
GRANTS = SystemReason.GRANTING_KEYS


@dataclass
class Note:
    """A sealed item without a table: the fields of a `SealedItem` row."""

    id: uuid.UUID
    container_key: ContainerKey
    sealed_item_key: bytes
    sealed_content: bytes

    @property
    def container_key_id(self) -> uuid.UUID:
        return self.container_key.pk


def note_in(container: Container, text: bytes) -> tuple[Any, ItemBinding]:
    binding = ItemBinding(uuid.uuid4(), "note", 1)
    sealed = seal_new_item(current_key(container.pk), text, binding)
    return Note(**sealed.as_columns()), binding  # type: ignore[arg-type]


def test_a_member_opens_what_anybody_sealed(coordinator: Person, intake: Container) -> None:
    note, binding = note_in(intake, b"two officers, no warrant")
    assert b"officers" not in note.sealed_content
    assert open_item(coordinator.viewer, note, binding) == b"two officers, no warrant"


def test_a_locked_session_opens_nothing(coordinator: Person, intake: Container) -> None:
    note, binding = note_in(intake, b"text")
    with pytest.raises(SessionLocked):
        open_item(coordinator.locked, note, binding)


@pytest.mark.parametrize("who", ["observer", "attorney", "analyst", "operator", "outsider"])
def test_who_has_no_grant_opens_nothing(
    who: str, request: pytest.FixtureRequest, intake: Container
) -> None:
    note, binding = note_in(intake, b"text")
    person: Person = request.getfixturevalue(who)
    with pytest.raises(KeyMissing):
        open_item(person.viewer, note, binding)


def test_a_permission_written_by_hand_opens_nothing(operator: Person, intake: Container) -> None:
    note, binding = note_in(intake, b"text")
    assign(container=intake, user_id=operator.user.pk, codenames=[READ_CONTENT, MANAGE_MEMBERS])
    assert holds(operator.viewer, intake.pk)
    with pytest.raises(KeyMissing):
        open_item(operator.viewer, note, binding)


def test_a_grant_copied_by_hand_opens_nothing(
    coordinator: Person, operator: Person, intake: Container
) -> None:
    note, binding = note_in(intake, b"text")
    theirs = KeyGrant.objects.for_system(GRANTS).get(
        container_key__container=intake, user=coordinator.user
    )
    KeyGrant.objects.for_system(GRANTS).create(
        container_key=theirs.container_key,
        user=operator.user,
        sealed_private_key=theirs.sealed_private_key,
    )
    assign(container=intake, user_id=operator.user.pk, codenames=[READ_CONTENT])
    with pytest.raises(KeyMissing):
        open_item(operator.viewer, note, binding)


def test_a_key_without_the_permission_opens_nothing(coordinator: Person, intake: Container) -> None:
    note, binding = note_in(intake, b"text")
    ContainerUserObjectPermission.objects.filter(
        user=coordinator.user, content_object=intake
    ).delete()
    with pytest.raises(KeyMissing):
        open_item(coordinator.viewer, note, binding)


def test_a_grant_of_another_container_opens_nothing(
    coordinator: Person, intake: Container, audit_log: Container
) -> None:
    """Both grants are the coordinator's own; swapping the wraps is noticed."""
    grants = KeyGrant.objects.for_system(GRANTS).filter(user=coordinator.user)
    one = grants.get(container_key__container=intake)
    other = grants.get(container_key__container=audit_log)
    grants.filter(pk=one.pk).update(sealed_private_key=other.sealed_private_key)
    with pytest.raises(KeyMissing):
        container_private_key(coordinator.viewer, one.container_key_id)


def test_a_tampered_grant_opens_nothing(coordinator: Person, intake: Container) -> None:
    grants = KeyGrant.objects.for_system(GRANTS).filter(
        user=coordinator.user, container_key__container=intake
    )
    grant = grants.get()
    for position in (0, 1, 5, 40, len(grant.sealed_private_key) - 1):
        changed = bytearray(grant.sealed_private_key)
        changed[position] ^= 1
        grants.update(sealed_private_key=bytes(changed))
        with pytest.raises(KeyMissing):
            container_private_key(coordinator.viewer, grant.container_key_id)


def test_a_tampered_or_swapped_item_opens_nothing(coordinator: Person, intake: Container) -> None:
    note, binding = note_in(intake, b"text")
    other, other_binding = note_in(intake, b"other")
    viewer = coordinator.viewer
    with pytest.raises(KeyMissing):
        open_item(viewer, note, ItemBinding(binding.item_id, "note", 2))
    with pytest.raises(KeyMissing):
        open_item(viewer, note, other_binding)
    note.sealed_content, kept = other.sealed_content, note.sealed_content
    with pytest.raises(KeyMissing):
        open_item(viewer, note, binding)
    note.sealed_content = kept[:-1] + bytes([kept[-1] ^ 1])
    with pytest.raises(KeyMissing):
        open_item(viewer, note, binding)


def test_an_admitted_attorney_opens_older_notes_too(
    coordinator: Person, attorney: Person, intake: Container
) -> None:
    note, binding = note_in(intake, b"text")
    grant_access(container=intake, to=attorney.user, by=coordinator.viewer)
    assert open_item(attorney.viewer, note, binding) == b"text"
    assert holds(attorney.viewer, intake.pk, READ_CONTENT)
    assert not holds(attorney.viewer, intake.pk, MANAGE_MEMBERS)


def test_every_key_version_is_granted(coordinator: Person, attorney: Person, team: Team) -> None:
    case = new_container(kind=ContainerKind.CASE, team=team, first_members=[coordinator.user])
    first = current_key(case.pk)
    second = ContainerKey.objects.create(container=case, version=2, public_key=first.public_key)
    with pytest.raises(KeyMissing):
        grant_access(container=case, to=attorney.user, by=coordinator.viewer)
    assert not KeyGrant.objects.for_system(GRANTS).filter(user=attorney.user).exists()
    second.delete()
    grant_access(container=case, to=attorney.user, by=coordinator.viewer)
    key = container_private_key(attorney.viewer, first.pk)
    assert public_key_of(key) == PublicKey(first.public_key)


def test_admitting_twice_changes_nothing(
    coordinator: Person, attorney: Person, intake: Container
) -> None:
    for _ in range(2):
        grant_access(container=intake, to=attorney.user, by=coordinator.viewer)
    assert KeyGrant.objects.for_system(GRANTS).filter(user=attorney.user).count() == 1


def test_a_member_who_may_only_read_admits_nobody(
    coordinator: Person, attorney: Person, make_person: Callable[..., Person], team: Team
) -> None:
    case = new_container(kind=ContainerKind.CASE, team=team, first_members=[coordinator.user])
    grant_access(container=case, to=attorney.user, by=coordinator.viewer)
    friend = make_person("friend", team, Role.ATTORNEY)
    with pytest.raises(NotFound):
        grant_access(container=case, to=friend.user, by=attorney.viewer)


def test_who_holds_no_key_admits_nobody(
    attorney: Person, operator: Person, intake: Container
) -> None:
    assign(container=intake, user_id=operator.user.pk, codenames=[READ_CONTENT, MANAGE_MEMBERS])
    with pytest.raises(KeyMissing):
        grant_access(container=intake, to=attorney.user, by=operator.viewer)
    assert not holds(attorney.viewer, intake.pk)


def test_a_locked_coordinator_admits_nobody(
    coordinator: Person, attorney: Person, intake: Container
) -> None:
    with pytest.raises(SessionLocked):
        grant_access(container=intake, to=attorney.user, by=coordinator.locked)


@pytest.mark.parametrize("who", ["operator", "analyst", "observer"])
def test_roles_that_never_read_get_no_key(
    who: str, request: pytest.FixtureRequest, coordinator: Person, intake: Container
) -> None:
    person: Person = request.getfixturevalue(who)
    with pytest.raises(RoleNeverReads):
        grant_access(container=intake, to=person.user, by=coordinator.viewer)
    assert not holds(person.viewer, intake.pk)


def test_a_person_without_a_personal_key_gets_no_permission_either(
    coordinator: Person, team: Team, intake: Container
) -> None:
    keyless = User.objects.create(username="keyless")
    keyless.memberships.create(team=team, role=Role.ATTORNEY.value)
    with pytest.raises(MemberHasNoKey):
        grant_access(container=intake, to=keyless, by=coordinator.viewer)
    assert not ContainerUserObjectPermission.objects.filter(user=keyless).exists()


def test_a_grant_that_cannot_be_recorded_is_not_made(
    coordinator: Person, attorney: Person, intake: Container
) -> None:
    def fail(sender: object, **kwargs: object) -> None:
        raise IntegrityError("the log is full")

    access_granted.connect(fail)
    try:
        with pytest.raises(IntegrityError), transaction.atomic():
            grant_access(container=intake, to=attorney.user, by=coordinator.viewer)
    finally:
        access_granted.disconnect(fail)
    assert not holds(attorney.viewer, intake.pk)
    assert not KeyGrant.objects.for_system(GRANTS).filter(user=attorney.user).exists()


def test_a_container_needs_a_first_member(team: Team) -> None:
    with pytest.raises(ValueError, match="first member"):
        new_container(kind=ContainerKind.CASE, team=team, first_members=[])
    assert Container.objects.filter(kind=ContainerKind.CASE).count() == 0


def test_moving_an_item_reseals_its_key_and_leaves_its_content(
    coordinator: Person, attorney: Person, team: Team, intake: Container
) -> None:
    note, binding = note_in(intake, b"text")
    case = new_container(kind=ContainerKind.CASE, team=team, first_members=[coordinator.user])
    grant_access(container=case, to=attorney.user, by=coordinator.viewer)
    moved: Any = Note(
        id=note.id,
        container_key=current_key(case.pk),
        sealed_item_key=reseal_item_key(coordinator.viewer, note, current_key(case.pk)),
        sealed_content=note.sealed_content,
    )
    assert open_item(attorney.viewer, moved, binding) == b"text"
    with pytest.raises(KeyMissing):
        open_item(attorney.viewer, note, binding)
    with pytest.raises(KeyMissing):
        reseal_item_key(attorney.viewer, note, current_key(case.pk))


def test_opening_many_items_of_a_container_reads_its_grant_once(
    coordinator: Person, intake: Container, django_assert_num_queries: Callable[..., object]
) -> None:
    notes = [note_in(intake, b"text") for _ in range(5)]
    viewer = coordinator.viewer
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        for note, binding in notes:
            open_item(viewer, note, binding)
