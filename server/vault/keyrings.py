"""The installation's own keys, as this process was given them; a key-less process has none."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from server.settings import env
from server.vault import sealing


@lru_cache(maxsize=1)
def field_keyring() -> sealing.FieldKeyring:
    """Return the versioned keys of tier 2; the highest version locks, all of them unlock.

    Raises: ImproperlyConfigured in a process that was started without keys.
    """
    keys = dict(env.parse_versioned_keys("TESTIGO_FIELD_KEYS", settings.FIELD_KEYS))
    if not keys:
        raise ImproperlyConfigured("this process was started without the field key")
    return sealing.FieldKeyring(current=max(keys), keys=keys)


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
