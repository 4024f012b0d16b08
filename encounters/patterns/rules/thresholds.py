"""Keyed thresholds: how much more than k a group needs before it becomes a block.

With a fixed 11 a missing block would say "10 or less", and a rest cell of few refused parts would
pin them. The offset is secret, fixed for a key in one release, and new in the next.
Source: release-format.md "Blocks", keyed threshold, with its vector.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from encounters.patterns.rules.canonical import canonical_json

# Offsets are 0 to 10, so that a missing block says "20 or less".
OFFSET_MODULUS = 11

_SECRET_MIN_BYTES = 32


class WeakSecret(ValueError):
    """The secret of the partition is too short to hide anything."""


def keyed_offset(
    secret: bytes,
    *,
    population: str,
    sequence: int,
    level: Mapping[str, str],
    key: Sequence[str],
) -> int:
    """Return d, 0 to 10: a group is taken when records and persons are both at least k + d.

    secret: at least 32 bytes, of the tenant that keeps the partition.
    level: dimension to grain, as the release file writes it.
    key: leaf codes in the alphabetical order of their dimensions.
    Raises: WeakSecret.
    """
    if len(secret) < _SECRET_MIN_BYTES:
        raise WeakSecret(f"the secret of a partition needs {_SECRET_MIN_BYTES} bytes or more")
    message = canonical_json([population, sequence, dict(level), list(key)])
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % OFFSET_MODULUS
