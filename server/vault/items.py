"""Adding sealed items to a container. Needs its public key alone; nothing here can open a seal."""

from dataclasses import dataclass
from uuid import UUID

from server.vault.models import ContainerKey
from server.vault.sealing import (
    ItemBinding,
    ItemKey,
    PublicKey,
    SealContext,
    SealPurpose,
    new_item_key,
    seal_for,
    seal_item,
)


@dataclass(frozen=True, slots=True)
class SealedFields:
    """What a `SealedItem` row stores, named as its fields: `Note(**fields.as_columns(), ...)`."""

    item_id: UUID
    container_key: ContainerKey
    sealed_item_key: bytes
    sealed_content: bytes

    def as_columns(self) -> dict[str, object]:
        """Return the values by field name of the model."""
        return {
            "id": self.item_id,
            "container_key": self.container_key,
            "sealed_item_key": self.sealed_item_key,
            "sealed_content": self.sealed_content,
        }


def current_key(container_id: UUID) -> ContainerKey:
    """Return the newest key version of a container: what new items are sealed to.

    Raises: ContainerKey.DoesNotExist; every container is made with one.
    """
    return ContainerKey.objects.filter(container_id=container_id).latest("version")


def item_key_context(container_key: ContainerKey) -> SealContext:
    """Return what the wrap of an item key is bound to: the key it is sealed to, the container."""
    return SealContext(SealPurpose.ITEM_KEY, container_key.pk, container_key.container_id)


def seal_item_key(container_key: ContainerKey, item_key: ItemKey) -> bytes:
    """Seal an item key so that the container's members open it."""
    return seal_for(
        PublicKey(container_key.public_key), item_key.reveal(), item_key_context(container_key)
    )


def seal_new_item(
    container_key: ContainerKey, content: bytes, binding: ItemBinding
) -> SealedFields:
    """Seal `content` under a new item key, and that key to the container."""
    item_key = new_item_key()
    return SealedFields(
        item_id=binding.item_id,
        container_key=container_key,
        sealed_item_key=seal_item_key(container_key, item_key),
        sealed_content=seal_item(item_key, content, binding),
    )
