"""The ledger of a population: each release binds all before it, so that none is changed unseen.

Source: disclosure-control.md section 2, stage 6 (append-only table, hash chain).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from encounters.patterns.rules.canonical import canonical_json

GENESIS = bytes(32)


@dataclass(frozen=True)
class LedgerEntry:
    """One release as the ledger keeps it.

    cutoff: the data cut, `2026-06-30`. ordered_by: opaque id of the person. document: the bytes of
    the release file. entry_hash: as stored, 32 bytes.
    """

    population: str
    sequence: int
    cutoff: str
    release_id: str
    ordered_by: str
    document: bytes
    entry_hash: bytes


def ledger_hash(
    previous: bytes,
    *,
    population: str,
    sequence: int,
    cutoff: str,
    release_id: str,
    ordered_by: str,
    document: bytes,
) -> bytes:
    """Return SHA-256 (32 bytes) of the canonical JSON of an entry and the hash before it.

    previous: the hash of the release before, `GENESIS` for the first.
    """
    entry = [
        "release-ledger",
        previous.hex(),
        population,
        sequence,
        cutoff,
        release_id,
        ordered_by,
        hashlib.sha256(document).hexdigest(),
    ]
    return hashlib.sha256(canonical_json(entry)).digest()


def ledger_head(entries: Iterable[LedgerEntry]) -> bytes | None:
    """Walk the releases of a population in their order and return the last hash.

    Returns `GENESIS` for none, and None when an entry is missing, changed or out of order.
    """
    head = GENESIS
    for place, entry in enumerate(entries, start=1):
        found = ledger_hash(
            head,
            population=entry.population,
            sequence=entry.sequence,
            cutoff=entry.cutoff,
            release_id=entry.release_id,
            ordered_by=entry.ordered_by,
            document=entry.document,
        )
        if entry.sequence != place or found != entry.entry_hash:
            return None
        head = found
    return head
