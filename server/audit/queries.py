"""Reading the audit chains: opened lines for members, headers for whoever verifies."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.access.models import Container
from server.access.viewer import SystemReason, Viewer
from server.audit.chain import Entry, Head, Verification, verify
from server.audit.models import AuditChain, AuditEntry
from server.vault.opening import open_sealed_text, unlocked_key
from server.vault.sealing import SealPurpose

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as a member reads it. body: {"version", "at", "action", "by", "detail"}."""

    chain_id: UUID
    sequence: int
    action: str
    month: str
    body: dict[str, Any]


def entries_visible_to(
    viewer: Viewer,
    container: Container,
    *,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[list[AuditLine], int | None]:
    """Return one page of opened lines, newest first, and the key of the next page (None: no more).

    For the team's audit log these are also the installation's lines about the team. A person
    without a grant gets an empty page. before: the key that the page before gave.
    Raises: SessionLocked, KeyMissing.
    """
    unlocked_key(viewer)
    rows = AuditEntry.objects.visible_to(viewer).filter(container_key__container=container)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.select_related("container_key").order_by("-pk")[: limit + 1])
    next_key = page[limit - 1].pk if len(page) > limit else None
    return [_opened(viewer, row) for row in page[:limit]], next_key


def _opened(viewer: Viewer, row: AuditEntry) -> AuditLine:
    envelope = bytes(row.sealed_body or b"")
    text = open_sealed_text(viewer, row.container_key, envelope, SealPurpose.AUDIT_BODY)
    return AuditLine(row.chain_id, row.sequence, row.action, row.month, json.loads(text))


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying one chain found. container_id is None for the installation's chain."""

    chain_id: UUID
    container_id: UUID | None
    verification: Verification

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form; `fault` is null for a chain that is whole."""
        fault = self.verification.fault
        head = self.verification.head
        return {
            "chain": str(self.chain_id),
            "container": None if self.container_id is None else str(self.container_id),
            "entries": head.sequence,
            "head": head.entry_hash.hex(),
            "fault": None
            if fault is None
            else {"reason": fault.reason.value, "sequence": fault.sequence},
        }


def verified_chains(
    witnessed: dict[UUID, dict[int, bytes]] | None = None,
) -> Iterator[ChainReport]:
    """Walk every chain from its first entry and compare it with its head. Opens nothing.

    witnessed: hashes by chain and sequence number that were kept elsewhere. A chain of which a
    hash was kept, and which is gone, is reported as cut off before its first entry.
    """
    seen = dict(witnessed or {})
    for chain in AuditChain.objects.order_by("pk"):
        head = Head(chain.head_sequence, bytes(chain.head_hash))
        verification = verify(chain.pk, _entries(chain.pk), head, seen.pop(chain.pk, None))
        yield ChainReport(chain.pk, chain.container_id, verification)
    for chain_id, kept in seen.items():
        yield ChainReport(chain_id, None, verify(chain_id, iter(()), None, kept))


def _entries(chain_id: UUID) -> Iterator[Entry]:
    rows = (
        AuditEntry.objects.for_system(SystemReason.VERIFYING_AUDIT)
        .filter(chain_id=chain_id)
        .order_by("sequence")
    )
    for row in rows.iterator(chunk_size=2000):
        yield Entry(
            chain_id=row.chain_id,
            sequence=row.sequence,
            action=row.action,
            month=row.month,
            body=None if row.sealed_body is None else bytes(row.sealed_body),
            previous_hash=bytes(row.previous_hash),
            entry_hash=bytes(row.entry_hash),
        )
