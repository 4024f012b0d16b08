"""Granting: permission and key together, in one transaction, never one without the other.

The audit log hears of it by `server.access.signals.access_granted`, inside that transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from server.access.grants import MANAGE_MEMBERS, READ_CONTENT, assign, holds
from server.access.models import Container, ContainerKind
from server.access.permissions import ROLE_PERMISSIONS, Permission, Role
from server.access.signals import access_granted, access_refused
from server.access.viewer import SystemReason, Viewer
from server.problems import NotFound
from server.vault.items import current_key
from server.vault.models import ContainerKey, KeyGrant, PersonalKey
from server.vault.opening import container_private_key, grant_context, unlocked_key
from server.vault.personal_keys import personal_key_of
from server.vault.problems import MemberHasNoKey, RoleNeverReads
from server.vault.sealing import PrivateKey, PublicKey, new_private_key, public_key_of, seal_for

if TYPE_CHECKING:
    from server.accounts.models import Team, User

__all__ = ["ALL_RIGHTS", "current_key", "grant_access", "new_container"]

ALL_RIGHTS = (READ_CONTENT, MANAGE_MEMBERS)


@transaction.atomic
def new_container(
    *,
    kind: ContainerKind,
    team: Team,
    first_members: Sequence[User],
    codenames: Iterable[str] = ALL_RIGHTS,
    by: Viewer | None = None,
) -> Container:
    """Make a container with the first version of its key pair, opened to its first members.

    The private half exists in memory during this call and afterwards only in the members' grants.
    Raises: ValueError without a member (nobody could ever open it); MemberHasNoKey,
    RoleNeverReads.
    """
    if not first_members:
        raise ValueError("A container needs a first member: afterwards nobody holds its key.")
    container = Container.objects.create(kind=kind, team=team)
    private_key = new_private_key()
    key = ContainerKey.objects.create(
        container=container, version=1, public_key=public_key_of(private_key).encoded
    )
    rights = tuple(codenames)
    for member in first_members:
        _admit(container, member, {key: private_key}, rights, by)
    return container


@transaction.atomic
def grant_access(
    *, container: Container, to: User, by: Viewer, codenames: Iterable[str] = (READ_CONTENT,)
) -> None:
    """Admit a person: assign the permissions and wrap every key version of the container for them.

    by: must manage the container's members and hold its keys in an unlocked session. A person who
    has a part of it already gets what is missing.
    Raises: SessionLocked; NotFound when `by` does not manage the container; KeyMissing when `by`
    has no key; MemberHasNoKey, RoleNeverReads about `to`.
    """
    unlocked_key(by)
    if not holds(by, container.pk, MANAGE_MEMBERS):
        access_refused.send(sender=grant_access, viewer=by, permission=Permission.ADMIT_CASE_MEMBER)
        raise NotFound()
    keys = ContainerKey.objects.filter(container=container).order_by("version")
    opened = {key: container_private_key(by, key.pk) for key in keys}
    _admit(container, to, opened, tuple(codenames), by)


def _admit(
    container: Container,
    member: User,
    keys: dict[ContainerKey, PrivateKey],
    codenames: tuple[str, ...],
    by: Viewer | None,
) -> None:
    _require_reading_role(member, container)
    personal_key = personal_key_of(member.pk, SystemReason.GRANTING_KEYS)
    if personal_key is None:
        raise MemberHasNoKey()
    held = _versions_held(member.pk, container.pk)
    public_key = PublicKey(personal_key.public_key)
    KeyGrant.objects.for_system(SystemReason.GRANTING_KEYS).bulk_create(
        [
            _wrap_for(personal_key, public_key, container, key, private_key)
            for key, private_key in keys.items()
            if key.pk not in held
        ]
    )
    assign(container=container, user_id=member.pk, codenames=codenames)
    access_granted.send(
        sender=grant_access,
        container=container,
        user_id=member.pk,
        codenames=codenames,
        by=by,
    )


def _wrap_for(
    personal_key: PersonalKey,
    public_key: PublicKey,
    container: Container,
    key: ContainerKey,
    private_key: PrivateKey,
) -> KeyGrant:
    context = grant_context(key, container.kind, personal_key.key_id)
    return KeyGrant(
        container_key=key,
        user_id=personal_key.user_id,
        sealed_private_key=seal_for(public_key, private_key.reveal(), context),
    )


def _versions_held(user_id: UUID, container_id: UUID) -> set[UUID]:
    return set(
        KeyGrant.objects.for_system(SystemReason.GRANTING_KEYS)
        .filter(user_id=user_id, container_key__container_id=container_id)
        .values_list("container_key_id", flat=True)
    )


def _require_reading_role(member: User, container: Container) -> None:
    """Operators, team administrators and analysts never hold a container's key.

    What counts is the role in the container's team: being an attorney elsewhere opens nothing here.
    """
    roles = member.memberships.filter(team_id=container.team_id).values_list("role", flat=True)
    if not any(Permission.OPEN_SEALED_NOTE in ROLE_PERMISSIONS[Role(role)] for role in roles):
        raise RoleNeverReads()
