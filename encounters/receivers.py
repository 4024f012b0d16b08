"""What encounters do when the register of agreements answers otherwise than before."""

from typing import Any
from uuid import UUID

from encounters import queries
from server.jobs.services import enqueue

RELINK_ENCOUNTERS = "relink_encounters"


def order_relinking(sender: Any, ordered_by: UUID | None = None, **_more: Any) -> None:
    """Order new links, in the transaction that changed the register; none before any encounter."""
    if queries.has_identified_agencies():
        enqueue(kind=RELINK_ENCOUNTERS, object_id=None, ordered_by=ordered_by)
