"""`RestrictedField`: a tier-2 value, locked under the field key and bound to table, column, row.

The model's attribute is the plain value (anything JSON can hold); the column is ciphertext. It is
unlocked when it is first read, so a process without the field key can load the row but not the
value. Filters, `update()` and `bulk_update()` cannot use it: they would compare or store it open.
"""

import json
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from server.vault.keyrings import field_keyring
from server.vault.sealing import lock_field, unlock_field

# Bytes: every time value, whatever its precision, is one step long.
LOCKED_STEP = 256


class Locked:
    """Ciphertext as it was read from the database, not opened yet."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: bytes) -> None:
        self.ciphertext = ciphertext


class UnlockingAttribute(DeferredAttribute):
    """Unlocks on first reading and keeps the plain value on the instance.

    It sets as well: without that, what the instance holds would be read past this class.
    """

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Locked):
            value = cast("RestrictedField", self.field).unlock(value, instance)
            instance.__dict__[self.field.attname] = value
        return value


def row_id_of(instance: models.Model) -> UUID | int:
    """Return the row's key as its column holds it, also where the code assigned it as text.

    Raises: TypeError for a row without a key yet, or with a key that is neither UUID nor integer.
    """
    row_id = instance._meta.pk.to_python(instance.pk)
    if not isinstance(row_id, UUID | int):
        raise TypeError(f"{instance._meta.label}: a locked field needs the row's UUID or number")
    return row_id


class RestrictedField(models.BinaryField):  # type: ignore[type-arg]  # the value is any JSON
    """A JSON value that is stored only as ciphertext under the installation's field key."""

    locks_value = True
    descriptor_class = UnlockingAttribute

    def unlock(self, value: Locked, instance: models.Model) -> Any:
        """Return the plain value. Raises: sealing.CannotOpen when it was moved or changed."""
        plain = unlock_field(
            field_keyring(),
            value.ciphertext,
            table=instance._meta.db_table,
            column=str(self.column),
            row_id=row_id_of(instance),
        )
        return json.loads(plain)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Locked | None:
        return None if value is None else Locked(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if isinstance(value, Locked):
            return value.ciphertext
        if model_instance.pk is None:
            raise ValueError(f"{self.model._meta.label}: a locked value is bound to its row's key")
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return lock_field(
            field_keyring(),
            # Trailing blanks are JSON too: a vague time must not be shorter than an exact one.
            plain + b" " * (-len(plain) % LOCKED_STEP),
            table=model_instance._meta.db_table,
            column=str(self.column),
            row_id=row_id_of(model_instance),
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, bytes):
            raise TypeError(
                f"{self.model._meta.label}.{self.name} is stored locked: set it and save() the row"
            )
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs
