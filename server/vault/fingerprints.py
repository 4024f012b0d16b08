"""Keyed fingerprints of requests: they tell two apart and confirm no guess about either."""

import json
from collections.abc import Mapping
from typing import Any

from server.vault.keyrings import field_subkey
from server.vault.sealing import keyed_id

_USE = "request-fingerprint"


def request_fingerprint(document: Mapping[str, Any]) -> bytes:
    """Return 32 bytes that name a request's plain parts, for `server.access.idempotency`.

    document: what JSON can hold, without the sealed parts and without free text; the order of keys
    does not matter. The key is a subkey of the current field key: a request repeated across a
    change of that key counts as another one, and is refused instead of made twice.
    Raises: TypeError for a value that JSON cannot hold; ImproperlyConfigured without a field key.
    """
    canonical = json.dumps(
        document, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    )
    return keyed_id(field_subkey(_USE), _USE, canonical)
