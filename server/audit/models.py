"""Two kinds of chain: one for the installation, one for each container."""

import uuid

from django.db import models

from server.access.managers import ContainerScopedManager
from server.access.models import Container
from server.access.tiers import operational, sealed


class AuditChain(models.Model):
    """A chain and its head. container is null for the installation's own chain (one, fixed id)."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    container = operational(
        models.OneToOneField(Container, models.PROTECT, null=True, related_name="+")
    )
    head_sequence = operational(models.PositiveBigIntegerField(default=0))
    head_hash = operational(models.BinaryField(max_length=32))

    class Meta:
        default_permissions = ()


class AuditEntryManager(ContainerScopedManager["AuditEntry"]):
    """Members read what is sealed to a container that they hold a grant on.

    That is the container's own chain, and for the team's audit log also the lines of the
    installation's chain that are about the team.
    """

    container_path = "container_key__container_id"


class AuditEntry(models.Model):
    """One line: a header in the open, a body sealed to the container's or team's audit key.

    month: "YYYY-MM"; the exact time is inside the body. container_key is null where no team was
    known, or where a practice team was removed with its keys: the line stays, nobody opens it.
    """

    id = operational(models.BigAutoField(primary_key=True))
    chain = operational(models.ForeignKey(AuditChain, models.PROTECT, related_name="+"))
    sequence = operational(models.PositiveBigIntegerField())
    action = operational(models.CharField(max_length=32))
    month = operational(models.CharField(max_length=7))
    container_key = operational(
        models.ForeignKey("vault.ContainerKey", models.SET_NULL, null=True, related_name="+")
    )
    sealed_body = sealed(models.BinaryField(null=True))
    previous_hash = operational(models.BinaryField(max_length=32))
    entry_hash = operational(models.BinaryField(max_length=32))

    objects = AuditEntryManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chain", "sequence"], name="one_entry_a_sequence"),
        )
        default_permissions = ()
