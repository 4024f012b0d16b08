"""Containers and the grants on them: who may ask for what lies inside.

An encounter lies in exactly one container, the team's intake folder or a case file; the team's
audit log is a third kind. Grants live here and never on single encounters.
"""

import uuid

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from server.access.tiers import countable, operational


class ContainerKind(models.TextChoices):
    """What a container holds."""

    INTAKE = "intake"
    CASE = "case"
    AUDIT = "audit"


class Container(models.Model):
    """What `IntakeFolder`, `CaseFile` and a team's audit log have in common: grants and keys.

    last_seq numbers the encounters in the order in which they came into this container.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    kind = operational(models.CharField(max_length=8, choices=ContainerKind))
    team = operational(models.ForeignKey("accounts.Team", models.PROTECT, related_name="+"))
    last_seq = operational(models.PositiveIntegerField(default=0))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(kind="intake"),
                name="one_intake_folder_a_team",
            ),
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(kind="audit"), name="one_audit_log_a_team"
            ),
        )
        permissions = (
            ("read_content", "Read what lies in the container"),
            ("manage_members", "Admit and remove members of the container"),
        )
        default_permissions = ()


class ContainerUserObjectPermission(UserObjectPermissionBase):
    """A guardian grant on one container, by a direct foreign key (no orphans, indexed).

    guardian finds this table by itself and uses it for `assign_perm`, `get_objects_for_user`.
    """

    id = operational(models.BigAutoField(primary_key=True))
    content_object = operational(models.ForeignKey(Container, models.CASCADE))
    permission = operational(models.ForeignKey("auth.Permission", models.CASCADE))
    user = operational(models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE))

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()


class IdempotencyKey(models.Model):
    """A creation that a client named beforehand: the same name again gives the same object.

    fingerprint is a keyed hash of the request without its sealed parts, so that the same key with
    another body is noticed and a copy of the database confirms no guess about a note.
    """

    id = operational(models.BigAutoField(primary_key=True))
    user = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    )
    key = operational(models.CharField(max_length=128))
    action = operational(models.CharField(max_length=48))
    fingerprint = operational(models.BinaryField(max_length=32))
    object_id = countable(models.UUIDField())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "key"], name="one_use_of_an_idempotency_key"),
        )
        default_permissions = ()
