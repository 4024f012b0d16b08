"""The manager of sensitive models: it refuses to query until told who looks, or why.

Encounter.objects.visible_to(viewer)                      a person asks
Encounter.objects.for_system(SystemReason.RUNNING_JOB)    the reason is stated
Encounter.objects.all()                                   raises UnscopedQuery
"""

from typing import ClassVar, Generic, TypeVar

from django.db import models

from server.access.viewer import SystemReason, Viewer

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(RuntimeError):
    """Raised when sensitive rows are asked for without a viewer or a stated reason."""


class ScopedManager(models.Manager[M], Generic[M]):
    """`objects` of every sensitive model. Subclasses say what a viewer may see."""

    scoped: ClassVar[bool] = True

    def get_queryset(self) -> models.QuerySet[M]:
        """Refuse: nobody said who looks."""
        raise UnscopedQuery(
            f"{self.model.__name__}.objects: call visible_to(viewer), or for_system(reason)"
        )

    def for_system(self, reason: SystemReason) -> models.QuerySet[M]:
        """Return every row, for a reason that the caller states."""
        SystemReason(reason)
        return super().get_queryset()

    def visible_to(self, viewer: Viewer) -> models.QuerySet[M]:
        """Return the rows that this person may see; nothing unless a subclass says otherwise."""
        return super().get_queryset().none()


class ContainerScopedManager(ScopedManager[M]):
    """Rows that lie in a container, or below one: visible by grants on the container.

    `container_path` is the lookup from the row to its container's id.
    """

    container_path: ClassVar[str] = "container_id"

    def visible_to(self, viewer: Viewer) -> models.QuerySet[M]:
        """Return the rows in containers on which the viewer holds a grant."""
        from server.access.grants import granted_container_ids

        containers = granted_container_ids(viewer)
        return models.Manager.get_queryset(self).filter(
            **{f"{self.container_path}__in": containers}
        )
