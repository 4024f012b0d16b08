"""The installation's own keys, as this process was given them; a key-less process has none."""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from server.settings import env
from server.vault import sealing


def _field_keys() -> dict[int, bytes]:
    keys = dict(env.parse_versioned_keys("TESTIGO_FIELD_KEYS", settings.FIELD_KEYS))
    if not keys:
        raise ImproperlyConfigured("this process was started without the field key")
    return keys


@lru_cache(maxsize=1)
def field_keyring() -> sealing.FieldKeyring:
    """Return the versioned keys of tier 2; the highest version locks, all of them unlock.

    Raises: ImproperlyConfigured in a process that was started without keys.
    """
    keys = _field_keys()
    return sealing.FieldKeyring(current=max(keys), keys=keys)


@lru_cache(maxsize=8)
def field_subkey(use: str) -> sealing.InstallationKey:
    """Return the key for one use, derived from the current field key.

    Raises: ImproperlyConfigured in a process that was started without keys.
    """
    keys = _field_keys()
    return sealing.derive_subkey(sealing.InstallationKey(keys[max(keys)]), use)


@lru_cache(maxsize=8)
def secret_subkey(use: str) -> sealing.InstallationKey:
    """Return the key for one use, derived from `SECRET_KEY`: every process has it."""
    secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return sealing.derive_subkey(sealing.InstallationKey(secret), use)


@lru_cache(maxsize=1)
def projection_key() -> bytes:
    """Return the 32-byte key behind the ids of countable facts and the block thresholds.

    Raises: ImproperlyConfigured in a process that was started without keys.
    """
    if not settings.PROJECTION_KEY:
        raise ImproperlyConfigured("this process was started without the projection key")
    key = bytes.fromhex(settings.PROJECTION_KEY)
    if len(key) != 32:
        raise ImproperlyConfigured("TESTIGO_PROJECTION_KEY: 64 hexadecimal digits are needed")
    return key
