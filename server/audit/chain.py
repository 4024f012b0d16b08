"""An append-only chain of entries, each bound to all before it. SHA-256 alone, no keys.

An entry's hash covers the chain's id, the sequence number, the action class, the month, the digest
of the sealed body (or its absence) and the hash before. Appending needs no private key; verifying
opens nothing. Whoever can write the whole table can write the whole chain anew: against that, a
head is kept elsewhere and passed as `witnessed`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from server.vault.envelope import encode_parts

_ACTION = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: its last sequence number (0 when empty) and hash (32 bytes)."""

    sequence: int
    entry_hash: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as stored. month: "YYYY-MM". body: the sealed bytes, None when it has none."""

    chain_id: UUID
    sequence: int
    action: str
    month: str
    body: bytes | None
    previous_hash: bytes
    entry_hash: bytes

    @property
    def head(self) -> Head:
        """The head of a chain that ends here."""
        return Head(self.sequence, self.entry_hash)


class FaultReason(StrEnum):
    """What is wrong with a chain, at the sequence number where it shows first."""

    OTHER_CHAIN = "other-chain"  # the entry belongs to another chain
    REMOVED = "removed"  # the sequence number is nowhere
    REORDERED = "reordered"  # the sequence number comes, but later
    REPEATED = "repeated"  # a sequence number comes a second time
    EDITED = "edited"  # header or body do not give the stored hash
    UNLINKED = "unlinked"  # whole in itself, but it follows something else than the entry before it
    TRUNCATED = "truncated"  # the chain ends before this expected number
    BEYOND_HEAD = "beyond-head"  # the chain goes on past the stored head
    REWRITTEN = "rewritten"  # whole and linked, but not the entry that the head or a witness saw


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong. sequence: the missing number, or that of the wrong entry."""

    reason: FaultReason
    sequence: int


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk found. head: the last entry that was still right. fault: None when all was."""

    head: Head
    fault: Fault | None

    @property
    def is_intact(self) -> bool:
        return self.fault is None


def genesis(chain_id: UUID) -> Head:
    """Return the head of the empty chain: sequence 0, and a hash of the chain's id."""
    return Head(0, hashlib.sha256(encode_parts("audit-genesis", chain_id)).digest())


def entry_hash(
    chain_id: UUID, sequence: int, action: str, month: str, body: bytes | None, previous_hash: bytes
) -> bytes:
    """Return SHA-256 of the entry's canonical encoding (32 bytes).

    The encoding is `encode_parts("audit-entry", chain id, sequence, action, month, body digest or
    absent, previous hash)`; the body digest is SHA-256 of the sealed bytes. An empty body is not
    the same as none.
    """
    body_digest = None if body is None else hashlib.sha256(body).digest()
    encoded = encode_parts(
        "audit-entry", chain_id, sequence, action, month, body_digest, previous_hash
    )
    return hashlib.sha256(encoded).digest()


def next_link(chain_id: UUID, head: Head, action: str, month: str, body: bytes | None) -> Entry:
    """Return the entry that follows `head`; a new chain starts at `genesis(chain_id)`.

    action: a code of up to 64 characters (a-z, 0-9, "_", ".", "-"). month: "YYYY-MM".
    Raises: ValueError naming the field.
    """
    if not _ACTION.fullmatch(action):
        raise ValueError(f"action: {action!r} is not a code of a-z, 0-9, '_', '.' and '-'.")
    if not _MONTH.fullmatch(month):
        raise ValueError(f"month: {month!r} is not a month written YYYY-MM.")
    sequence = head.sequence + 1
    return Entry(
        chain_id=chain_id,
        sequence=sequence,
        action=action,
        month=month,
        body=body,
        previous_hash=head.entry_hash,
        entry_hash=entry_hash(chain_id, sequence, action, month, body, head.entry_hash),
    )


def verify(
    chain_id: UUID,
    entries: Iterable[Entry],
    expected_head: Head | None = None,
    witnessed: Mapping[int, bytes] | None = None,
) -> Verification:
    """Walk a chain from its first entry and name the first fault.

    entries: in order of sequence; read once, one at a time, so a database cursor will do.
    expected_head: where the chain must end, exactly; None when that is not known, and then a cut
    end goes unseen.
    witnessed: hashes by sequence number that were seen earlier and kept elsewhere (an evidence
    package, a printed head); the chain must still contain each of them, and may have grown since.
    """
    seen_elsewhere = witnessed or {}
    head = genesis(chain_id)
    walk = iter(entries)
    for entry in walk:
        reason = _fault_of(entry, chain_id, head, walk)
        if reason is None and expected_head is not None:
            if entry.sequence > expected_head.sequence:
                reason = FaultReason.BEYOND_HEAD
            elif entry.sequence == expected_head.sequence and entry.head != expected_head:
                reason = FaultReason.REWRITTEN
        if reason is None and seen_elsewhere.get(entry.sequence, entry.entry_hash) != (
            entry.entry_hash
        ):
            reason = FaultReason.REWRITTEN
        if reason is not None:
            missing = reason in (FaultReason.REMOVED, FaultReason.REORDERED)
            return Verification(
                head, Fault(reason, head.sequence + 1 if missing else entry.sequence)
            )
        head = entry.head
    return Verification(head, _missing_end(head, expected_head, seen_elsewhere))


def _fault_of(
    entry: Entry, chain_id: UUID, head: Head, rest: Iterator[Entry]
) -> FaultReason | None:
    """Say what is wrong with the entry after `head`; reads on only when a number is missing."""
    if entry.chain_id != chain_id:
        return FaultReason.OTHER_CHAIN
    wanted = head.sequence + 1
    if entry.sequence < wanted:
        return FaultReason.REPEATED
    if entry.sequence > wanted:
        comes_later = any(later.sequence == wanted for later in rest)
        return FaultReason.REORDERED if comes_later else FaultReason.REMOVED
    stored = (entry.action, entry.month, entry.body, entry.previous_hash)
    if entry_hash(chain_id, wanted, *stored) != entry.entry_hash:
        return FaultReason.EDITED
    if entry.previous_hash != head.entry_hash:
        return FaultReason.UNLINKED
    return None


def _missing_end(
    head: Head, expected_head: Head | None, witnessed: Mapping[int, bytes]
) -> Fault | None:
    last_known = max(
        [0 if expected_head is None else expected_head.sequence, *witnessed], default=0
    )
    if head.sequence < last_known:
        return Fault(FaultReason.TRUNCATED, head.sequence + 1)
    if expected_head is not None and expected_head.sequence == 0 and expected_head != head:
        return Fault(FaultReason.REWRITTEN, 0)
    return None
