"""Tier-2 values at rest, the keys of the process, and fingerprints of requests."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from server.vault import keyrings
from server.vault.fingerprints import request_fingerprint
from server.vault.sealing import keyed_id


@pytest.fixture
def _keyless(settings: Any) -> None:
    settings.FIELD_KEYS = ""
    settings.PROJECTION_KEY = ""
    for reader in (keyrings.field_keyring, keyrings.field_subkey, keyrings.projection_key):
        reader.cache_clear()


@pytest.mark.usefixtures("_keyless")
def test_a_process_without_keys_says_so() -> None:
    for read in (
        keyrings.field_keyring,
        lambda: keyrings.field_subkey("any"),
        keyrings.projection_key,
        lambda: request_fingerprint({}),
    ):
        with pytest.raises(ImproperlyConfigured, match="without the"):
            read()


def test_subkeys_of_different_uses_are_different() -> None:
    subkeys = {
        keyed_id(key, "probe", "same")
        for key in (
            keyrings.field_subkey("one"),
            keyrings.field_subkey("two"),
            keyrings.secret_subkey("one"),
            keyrings.secret_subkey("two"),
        )
    }
    assert len(subkeys) == 4


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    one = request_fingerprint({"a": 1, "b": {"c": [1, 2], "d": None}})
    assert one == request_fingerprint({"b": {"d": None, "c": [1, 2]}, "a": 1})
    assert one != request_fingerprint({"a": 1, "b": {"c": [2, 1], "d": None}})
    assert len(one) == 32


def test_a_fingerprint_refuses_what_json_cannot_hold() -> None:
    with pytest.raises(TypeError):
        request_fingerprint({"a": object()})
    with pytest.raises(ValueError, match="JSON compliant"):
        request_fingerprint({"a": float("nan")})
