"""Creating once: a name for a creation, used again, gives the object made the first time."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from server.access.models import IdempotencyKey
from server.access.viewer import Viewer
from server.problems import IdempotencyKeyReused


def once(
    *,
    viewer: Viewer,
    key: str | None,
    action: str,
    fingerprint: bytes,
    create: Callable[[], UUID],
) -> tuple[UUID, bool]:
    """Return (the object's id, whether this call made it).

    key: the client's `Idempotency-Key`; without one, `create` simply runs.
    action: what the key is used for, up to 48 characters.
    fingerprint: 32 bytes of `server.vault.fingerprints.request_fingerprint` over the request
    without its sealed parts.
    create: makes the object and returns its id, in this function's transaction. Of two requests at
    once, one's object stays and the other's is rolled back.
    Raises: IdempotencyKeyReused when the key was used for another action or another request.
    """
    if key is None:
        with transaction.atomic():
            return create(), True
    earlier = _used_for(viewer, key, action, fingerprint)
    if earlier is not None:
        return earlier, False
    try:
        with transaction.atomic():
            object_id = create()
            _remember(viewer, key, action, fingerprint, object_id)
            return object_id, True
    except _Overtaken:
        earlier = _used_for(viewer, key, action, fingerprint)
        if earlier is None:
            raise
        return earlier, False


class _Overtaken(Exception):
    """Another request used the same key while this one was running."""


def _remember(viewer: Viewer, key: str, action: str, fingerprint: bytes, object_id: UUID) -> None:
    try:
        IdempotencyKey.objects.create(
            user_id=viewer.user_id,
            key=key,
            action=action,
            fingerprint=fingerprint,
            object_id=object_id,
        )
    except IntegrityError as error:
        raise _Overtaken from error


def _used_for(viewer: Viewer, key: str, action: str, fingerprint: bytes) -> UUID | None:
    row = IdempotencyKey.objects.filter(user_id=viewer.user_id, key=key).first()
    if row is None:
        return None
    same = hmac.compare_digest(bytes(row.fingerprint), fingerprint)
    if row.action != action or not same:
        raise IdempotencyKeyReused()
    return row.object_id
