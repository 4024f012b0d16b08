"""Opening: the personal key with a passphrase or a session's secret, and what is sealed to it.

What is opened lives for one request. Nothing that makes pattern reports may import this module,
directly or through another.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from server.access.grants import granted_container_ids
from server.access.models import ContainerKind
from server.access.viewer import SystemReason, Viewer
from server.problems import KeyMissing, SessionLocked
from server.vault.items import item_key_context, seal_item_key
from server.vault.models import ContainerKey, KeyGrant, PersonalKey, SealedItem
from server.vault.sealing import (
    CannotOpen,
    ItemBinding,
    ItemKey,
    PrivateKey,
    SealContext,
    SealPurpose,
    WrapContext,
    WrappingKey,
    WrapPurpose,
    new_session_secret,
    open_with,
    session_wrapping_key,
    unwrap_secret,
    wrap_secret,
)
from server.vault.sealing import open_item as open_item_content


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A person's opened key, for the length of one request. `Viewer.unlocked` holds one.

    container_keys: the container keys that were opened in this request, by ContainerKey id.
    """

    user_id: UUID
    key_id: UUID
    private_key: PrivateKey = field(repr=False)
    container_keys: dict[UUID, PrivateKey] = field(default_factory=dict, repr=False)


# --- The personal key ----------------------------------------------------------------------------


def open_personal_key(row: PersonalKey, wrapping_key: WrappingKey) -> Unlocked:
    """Open a personal key with what the passphrase gave. Raises: CannotOpen."""
    context = WrapContext(WrapPurpose.PASSPHRASE, row.key_id, row.user_id)
    private_key = unwrap_secret(wrapping_key, row.wrapped_private_key, context)
    return Unlocked(row.user_id, row.key_id, private_key)


def seal_for_session(unlocked: Unlocked) -> tuple[str, dict[str, str]]:
    """Return (secret, copy): the copy is for the session row, the secret for the client alone.

    Each call makes a new secret; the copy is JSON and opens with that secret only.
    """
    secret = new_session_secret()
    copy_id = uuid4()
    context = WrapContext(WrapPurpose.SESSION, unlocked.key_id, copy_id)
    wrapped = wrap_secret(session_wrapping_key(secret), unlocked.private_key, context)
    return secret, {
        "id": str(copy_id),
        "user": str(unlocked.user_id),
        "key": str(unlocked.key_id),
        "wrapped": base64.b64encode(wrapped).decode("ascii"),
    }


def open_session_copy(copy: Any, secret: str, user_id: UUID) -> Unlocked:
    """Open the copy of a session. Raises: CannotOpen, also for the copy of another person."""
    try:
        key_id = UUID(copy["key"])
        context = WrapContext(WrapPurpose.SESSION, key_id, UUID(copy["id"]))
        wrapped = base64.b64decode(copy["wrapped"], validate=True)
        owner = UUID(copy["user"])
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise CannotOpen from None
    if owner != user_id:
        raise CannotOpen
    return Unlocked(user_id, key_id, unwrap_secret(session_wrapping_key(secret), wrapped, context))


# --- What is sealed to containers ----------------------------------------------------------------


def unlocked_key(viewer: Viewer) -> Unlocked:
    """Return the viewer's opened key. Raises: SessionLocked."""
    if not isinstance(viewer.unlocked, Unlocked) or viewer.unlocked.user_id != viewer.user_id:
        raise SessionLocked()
    return viewer.unlocked


def grant_context(container_key: ContainerKey, kind: str, personal_key_id: UUID) -> SealContext:
    """Return what a grant is bound to: the member's key it is sealed to, and the key it grants."""
    audit = kind == ContainerKind.AUDIT
    purpose = SealPurpose.AUDIT_KEY if audit else SealPurpose.CONTAINER_KEY
    return SealContext(purpose, personal_key_id, container_key.pk)


def container_private_key(viewer: Viewer, container_key_id: UUID) -> PrivateKey:
    """Return the private half of a container key, for a member: permission and grant must agree.

    Raises: SessionLocked; KeyMissing alike for no permission, no grant, and a grant that does not
    open.
    """
    unlocked = unlocked_key(viewer)
    opened = unlocked.container_keys.get(container_key_id)
    if opened is not None:
        return opened
    grant = (
        KeyGrant.objects.for_system(SystemReason.OPENING)
        .filter(
            container_key_id=container_key_id,
            user_id=viewer.user_id,
            container_key__container_id__in=granted_container_ids(viewer),
        )
        .select_related("container_key__container")
        .first()
    )
    if grant is None:
        raise KeyMissing()
    context = grant_context(
        grant.container_key, grant.container_key.container.kind, unlocked.key_id
    )
    try:
        opened = PrivateKey(open_with(unlocked.private_key, grant.sealed_private_key, context))
    except CannotOpen:
        raise KeyMissing() from None
    unlocked.container_keys[container_key_id] = opened
    return opened


def open_item_key(viewer: Viewer, item: SealedItem) -> ItemKey:
    """Open an item's key. Raises: SessionLocked, KeyMissing."""
    private_key = container_private_key(viewer, item.container_key_id)
    context = item_key_context(item.container_key)
    try:
        return ItemKey(open_with(private_key, item.sealed_item_key, context))
    except CannotOpen:
        raise KeyMissing() from None


def open_item(viewer: Viewer, item: SealedItem, binding: ItemBinding) -> bytes:
    """Open a sealed item's content for a member of its container.

    binding: what the caller asked for (item id, field, version), never read from the envelope.
    Raises: SessionLocked, KeyMissing (also when the row was moved or changed).
    """
    item_key = open_item_key(viewer, item)
    try:
        return open_item_content(item_key, item.sealed_content, binding)
    except CannotOpen:
        raise KeyMissing() from None


def open_sealed_text(
    viewer: Viewer, container_key: ContainerKey, envelope: bytes, purpose: SealPurpose
) -> bytes:
    """Open text that was sealed straight to a container key (an audit body).

    Raises: SessionLocked, KeyMissing.
    """
    private_key = container_private_key(viewer, container_key.pk)
    context = SealContext(purpose, container_key.pk, container_key.container_id)
    try:
        return open_with(private_key, envelope, context)
    except CannotOpen:
        raise KeyMissing() from None


def reseal_item_key(viewer: Viewer, item: SealedItem, to: ContainerKey) -> bytes:
    """Return the item's key sealed to another container's key; the content stays as it is.

    The caller stores it together with `container_key=to`. Raises: SessionLocked, KeyMissing.
    """
    return seal_item_key(to, open_item_key(viewer, item))
