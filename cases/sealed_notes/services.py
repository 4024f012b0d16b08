"""Opening what is sealed about an encounter: one door for intake folder and case file alike.

A member with a grant opens, in an unlocked session; each opening leaves an audit entry in the
container's chain before the text is handed out.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from encounters import queries as encounters
from encounters.rules.codes import SealedField
from server.access.viewer import Viewer
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import KeyMissing
from server.vault import opening
from server.vault.sealing import ItemBinding


@dataclass(frozen=True)
class OpenedPart:
    """The content of one sealed part. recorded_at: when it was written down, aware UTC."""

    id: UUID
    field: SealedField
    version: int
    text: str
    language: str
    recorded_at: datetime


@transaction.atomic
def open_sealed_parts(*, viewer: Viewer, encounter_id: UUID) -> list[OpenedPart]:
    """Open the note, the place in words and the addenda of an encounter.

    Raises: NotFound; SessionLocked; KeyMissing for an author without a grant, a missing grant and
    bytes that were moved or changed.
    """
    encounter = encounters.encounter_visible_to(viewer, encounter_id)
    opening.unlocked_key(viewer)
    if not encounters.may_open_seals(viewer, encounter):
        raise KeyMissing()
    opened = [
        _read(
            opening.open_item(viewer, part, ItemBinding(part.id, part.field, part.version)),
            part.id,
            SealedField(part.field),
            part.version,
        )
        for part in encounters.all_sealed_parts(encounter)
    ]
    if opened:
        audit.record(
            container=encounter.container,
            action=AuditAction.NOTE_OPENED,
            viewer=viewer,
            detail={
                "encounter": str(encounter.id),
                "parts": [str(part.id) for part in opened],
            },
        )
    return opened


def _read(content: bytes, part_id: UUID, field: SealedField, version: int) -> OpenedPart:
    document = json.loads(content)
    return OpenedPart(
        id=part_id,
        field=field,
        version=version,
        text=document["text"],
        language=document["language"],
        recorded_at=datetime.fromisoformat(document["recorded_at"]),
    )
