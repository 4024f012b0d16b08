"""Reading and writing grants on containers. Writing happens only together with a key
(`server.vault.grants`): permission and key are granted in one service."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.models import Permission as AuthPermission
from django.db import models

from server.access.models import Container, ContainerUserObjectPermission
from server.access.viewer import Viewer

READ_CONTENT = "read_content"
MANAGE_MEMBERS = "manage_members"


@lru_cache(maxsize=8)
def permission_id(codename: str) -> int:
    """Return the row id of a container permission; it never changes once migrated."""
    return AuthPermission.objects.values_list("id", flat=True).get(
        content_type__app_label="access", content_type__model="container", codename=codename
    )


def granted_container_ids(
    viewer: Viewer, codename: str = READ_CONTENT
) -> "models.QuerySet[ContainerUserObjectPermission, UUID]":
    """Return, as a subquery, the containers on which the viewer holds the permission."""
    return ContainerUserObjectPermission.objects.filter(
        user_id=viewer.user_id, permission_id=permission_id(codename)
    ).values_list("content_object_id", flat=True)


def holds(viewer: Viewer, container_id: UUID, codename: str = READ_CONTENT) -> bool:
    """Say whether the viewer holds the permission on this container."""
    return granted_container_ids(viewer, codename).filter(content_object_id=container_id).exists()


def assign(*, container: Container, user_id: UUID, codenames: Iterable[str]) -> None:
    """Assign permissions on a container to a person; those already held stay."""
    ContainerUserObjectPermission.objects.bulk_create(
        [
            ContainerUserObjectPermission(
                content_object=container, user_id=user_id, permission_id=permission_id(codename)
            )
            for codename in codenames
        ],
        ignore_conflicts=True,
    )
