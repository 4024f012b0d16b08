"""Keys at rest: what a copy of these tables holds opens nothing without a member's passphrase."""

import uuid

from django.conf import settings
from django.db import models

from server.access.managers import ScopedManager
from server.access.models import Container
from server.access.tiers import operational, sealed


class PersonalKey(models.Model):
    """A person's key pair. The private seed is wrapped under a key that the passphrase gives.

    argon2: the parameters that this wrap was made with, so that stronger ones can come later.
    """

    user = operational(
        models.OneToOneField(
            settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
        )
    )
    key_id = operational(models.UUIDField(default=uuid.uuid4, unique=True, editable=False))
    public_key = operational(models.BinaryField())
    salt = operational(models.BinaryField(max_length=16))
    argon2 = operational(models.JSONField())
    verifier = operational(models.BinaryField(max_length=32))
    wrapped_private_key = sealed(models.BinaryField())

    objects = ScopedManager["PersonalKey"]()

    class Meta:
        default_permissions = ()


class ContainerKey(models.Model):
    """One version of a container's key pair. Anybody on the team can seal to the public half."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    container = operational(models.ForeignKey(Container, models.CASCADE, related_name="+"))
    version = operational(models.PositiveIntegerField())
    public_key = operational(models.BinaryField())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["container", "version"], name="one_key_a_container_version"
            ),
        )
        default_permissions = ()


class KeyGrant(models.Model):
    """The private half of one container key, sealed to one member's public key."""

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    container_key = operational(models.ForeignKey(ContainerKey, models.CASCADE, related_name="+"))
    user = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    )
    sealed_private_key = sealed(models.BinaryField())

    objects = ScopedManager["KeyGrant"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["container_key", "user"], name="one_grant_a_key_and_member"
            ),
        )
        default_permissions = ()


class SealedItem(models.Model):
    """What every sealed part has: content under an item key, the item key sealed to a container.

    Content binds item id, field and version; the container is bound in the wrap alone, so that an
    item can move to another container by re-sealing its key.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    container_key = operational(models.ForeignKey(ContainerKey, models.PROTECT, related_name="+"))
    sealed_item_key = sealed(models.BinaryField())
    sealed_content = sealed(models.BinaryField())

    class Meta:
        abstract = True
