"""Appending to the audit chains. Needs no private key; opens nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from server.access.models import Container, ContainerKind
from server.access.viewer import SystemReason, Viewer
from server.audit.actions import AuditAction
from server.audit.chain import Head, genesis, next_link
from server.audit.models import AuditChain, AuditEntry
from server.vault.items import current_key
from server.vault.models import ContainerKey
from server.vault.sealing import PublicKey, SealContext, SealPurpose, seal_for

# One chain for the installation: a fixed id, so that two processes cannot begin two.
INSTALLATION_CHAIN_ID = UUID("7e571600-0000-4000-8000-000000000001")


class ChainMoved(RuntimeError):
    """Another writer moved the head between our reading and our writing it.

    It cannot happen inside the transactions that this module makes (SQLite: IMMEDIATE, PostgreSQL:
    the row is locked); where it does, nothing of the caller's transaction is kept.
    """


@transaction.atomic
def record(
    *,
    action: AuditAction,
    viewer: Viewer | None,
    container: Container | None = None,
    team_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry, inside the caller's transaction.

    container: the entry goes to that container's chain, its body sealed to the container's key.
    Without one it goes to the installation's chain, its body sealed to the audit key of `team_id`,
    or, where no team is known, with a header alone.
    detail: ids, codes and a reason; what JSON holds. Never content, a passphrase or a key. The
    exact UTC time and the person stand in the body; the header holds the action and the month.
    Raises: ChainMoved.
    """
    now = timezone.now()
    key = _key_for(container, team_id)
    body = None
    if key is not None:
        document = {
            "version": 1,
            "at": now.isoformat(),
            "action": AuditAction(action).value,
            "by": None
            if viewer is None
            else {"id": str(viewer.user_id), "username": viewer.username},
            "detail": dict(detail or {}),
        }
        body = seal_for(PublicKey(key.public_key), _as_bytes(document), body_context(key))
    chain = _chain_for_update(container)
    head = Head(chain.head_sequence, bytes(chain.head_hash))
    link = next_link(chain.pk, head, AuditAction(action).value, now.strftime("%Y-%m"), body)
    entry = AuditEntry(
        chain=chain,
        sequence=link.sequence,
        action=link.action,
        month=link.month,
        container_key=key,
        sealed_body=body,
        previous_hash=link.previous_hash,
        entry_hash=link.entry_hash,
    )
    moved = AuditChain.objects.filter(pk=chain.pk, head_sequence=head.sequence).update(
        head_sequence=link.sequence, head_hash=link.entry_hash
    )
    if moved != 1:
        raise ChainMoved(f"chain {chain.pk} moved past {head.sequence}")
    AuditEntry.objects.for_system(SystemReason.APPENDING_AUDIT).bulk_create([entry])
    return entry


def record_for_teams(
    *,
    action: AuditAction,
    viewer: Viewer | None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append to the installation's chain, once for each team of the person (or with no body)."""
    teams = sorted({held.team_id for held in viewer.team_roles}) if viewer else []
    for team_id in teams:
        record(action=action, viewer=viewer, team_id=team_id, detail=detail)
    if not teams:
        record(action=action, viewer=viewer, detail=detail)


@transaction.atomic
def remove_practice_chain(*, container: Container) -> None:
    """Remove the chain of a practice team's container, before the container itself goes.

    Lines of the installation's chain stay: they are headers, and bodies that no key opens any more.
    Raises: ValueError for a team that is not for practice; its log is never removed.
    """
    if not container.team.is_practice:
        raise ValueError("Only the log of a practice team can be removed.")
    AuditEntry.objects.for_system(SystemReason.PRACTICE).filter(chain__container=container).delete()
    AuditChain.objects.filter(container=container).delete()


def body_context(key: ContainerKey) -> SealContext:
    """Return what a body is bound to: the key it is sealed to, and the container."""
    return SealContext(SealPurpose.AUDIT_BODY, key.pk, key.container_id)


def _as_bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _key_for(container: Container | None, team_id: UUID | None) -> ContainerKey | None:
    if container is not None:
        return current_key(container.pk)
    if team_id is None:
        return None
    return (
        ContainerKey.objects.filter(container__team_id=team_id, container__kind=ContainerKind.AUDIT)
        .order_by("-version")
        .first()
    )


def _chain_for_update(container: Container | None) -> AuditChain:
    """Return the chain, locked until the transaction ends; a container's first entry makes it."""
    where: dict[str, Any] = (
        {"pk": INSTALLATION_CHAIN_ID} if container is None else {"container_id": container.pk}
    )
    chain = AuditChain.objects.select_for_update().filter(**where).first()
    if chain is not None:
        return chain
    fresh = AuditChain(**where)
    fresh.head_hash = genesis(fresh.pk).entry_hash
    # Two first writers: the second one's row is ignored, and it waits for the first one's lock.
    AuditChain.objects.bulk_create([fresh], ignore_conflicts=True)
    return AuditChain.objects.select_for_update().get(**where)
