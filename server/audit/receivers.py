"""What the layers below tell the log: grants, always; refusals, up to a limit an hour."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from server.access.models import Container
from server.access.permissions import Permission
from server.access.signals import access_granted, access_refused
from server.access.viewer import Viewer
from server.audit.actions import AuditAction
from server.audit.flood_limits import is_within_limit
from server.audit.services import record, record_for_teams


@receiver(access_refused, dispatch_uid="audit.access_refused")
def record_refusal(
    sender: object, *, viewer: Viewer, permission: Permission, **kwargs: Any
) -> None:
    """Record what a person asked for and did not get."""
    if is_within_limit(str(viewer.user_id)):
        record_for_teams(
            action=AuditAction.ACCESS_REFUSED,
            viewer=viewer,
            detail={"permission": permission.value},
        )


@receiver(access_granted, dispatch_uid="audit.access_granted")
def record_grant(
    sender: object,
    *,
    container: Container,
    user_id: UUID,
    codenames: Iterable[str],
    by: Viewer | None,
    **kwargs: Any,
) -> None:
    """Record who was admitted to a container, in its own chain."""
    record(
        action=AuditAction.ACCESS_GRANTED,
        viewer=by,
        container=container,
        detail={"user": str(user_id), "permissions": sorted(codenames)},
    )
