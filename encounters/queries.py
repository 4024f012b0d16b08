"""Reading encounters. The first argument is who looks; list, detail and page use the same query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from encounters.models import (
    AgencyPresence,
    AgreementLink,
    Consent,
    CustodyEpisode,
    CustodyEvent,
    Encounter,
    Finding,
    SealedPart,
)
from encounters.rules import codes
from server.access.api import Page
from server.access.grants import granted_container_ids, holds
from server.access.viewer import SystemReason, Viewer
from server.problems import NotFound

PAGE_KEY = (str, int, str)


def encounters_page(
    viewer: Viewer,
    *,
    size: int,
    after: tuple[str, int, str] | None = None,
    container_id: UUID | None = None,
) -> Page[Encounter]:
    """Return one page, newest month first, then by arrival in the container.

    after: the key (month, sequence, id) of the last row of the page before.
    container_id: only what lies there, if the viewer may see it.
    """
    containers = list(granted_container_ids(viewer))
    branches = [Q(container_id__in=containers), Q(author_id=viewer.user_id, in_review=True)]
    if container_id is not None:
        branches = [branch & Q(container_id=container_id) for branch in branches]
    rows: dict[UUID, Encounter] = {}
    for branch in branches:
        for row in _page_of(viewer, branch, size, after):
            rows[row.id] = row
    ordered = sorted(rows.values(), key=_sort_key, reverse=True)
    ordered.sort(key=lambda row: (row.month_bucket, row.container_seq), reverse=True)
    page = ordered[:size]
    has_more = len(ordered) > size
    last = page[-1] if page and has_more else None
    return Page(
        page, None if last is None else (last.month_bucket, last.container_seq, str(last.id))
    )


def _page_of(
    viewer: Viewer, branch: Q, size: int, after: tuple[str, int, str] | None
) -> Iterable[Encounter]:
    query = Encounter.objects.visible_to(viewer).filter(branch)
    if after is not None:
        month, seq, last_id = after
        query = query.filter(
            Q(month_bucket__lt=month)
            | Q(month_bucket=month, container_seq__lt=seq)
            | Q(month_bucket=month, container_seq=seq, id__gt=last_id)
        )
    return query.order_by("-month_bucket", "-container_seq", "id")[: size + 1]


def _sort_key(row: Encounter) -> str:
    return str(row.id)


def encounter_visible_to(viewer: Viewer, encounter_id: UUID) -> Encounter:
    """Return one encounter. Raises: NotFound when it is not there or not for this person."""
    encounter = (
        Encounter.objects.visible_to(viewer)
        .select_related("container")
        .filter(id=encounter_id)
        .first()
    )
    if encounter is None:
        raise NotFound()
    return encounter


def episode_visible_to(viewer: Viewer, episode_id: UUID) -> CustodyEpisode:
    """Return one custody episode with its encounter. Raises: NotFound."""
    episode = (
        CustodyEpisode.objects.visible_to(viewer)
        .select_related("encounter__container")
        .filter(id=episode_id)
        .first()
    )
    if episode is None:
        raise NotFound()
    return episode


def may_open_seals(viewer: Viewer, encounter: Encounter) -> bool:
    """Say whether this person holds a grant on the container: authorship alone opens nothing."""
    return holds(viewer, encounter.container_id)


# --- below one encounter that the caller has already been let see -------------------------------


def presences(encounter: Encounter) -> QuerySet[AgencyPresence]:
    """Return the agencies present, in the order in which they were logged."""
    return (
        AgencyPresence.objects.for_system(_BELOW)
        .filter(encounter=encounter)
        .select_related("agency")
        .order_by("position")
    )


def links(encounter: Encounter) -> QuerySet[AgreementLink]:
    """Return every agreement link of the encounter's presences, oldest first."""
    return (
        AgreementLink.objects.for_system(_BELOW)
        .filter(presence__encounter=encounter)
        .order_by("presence__position", "sequence")
    )


def findings(encounter: Encounter) -> QuerySet[Finding]:
    """Return the findings, newest reading last."""
    return Finding.objects.for_system(_BELOW).filter(encounter=encounter).order_by("rule", "id")


def all_sealed_parts(encounter: Encounter) -> QuerySet[SealedPart]:
    """Return every sealed part, whatever its field, in the order note, place, addenda."""
    return (
        SealedPart.objects.for_system(_BELOW)
        .filter(encounter=encounter)
        .select_related("container_key")
        .order_by("-field", "version")
    )


def sealed_parts(encounter: Encounter, field: codes.SealedField) -> QuerySet[SealedPart]:
    """Return the sealed parts of one field."""
    return all_sealed_parts(encounter).filter(field=field.value)


def episodes(encounter: Encounter) -> QuerySet[CustodyEpisode]:
    """Return the custody episodes."""
    return CustodyEpisode.objects.for_system(_BELOW).filter(encounter=encounter).order_by("id")


def custody_events(episode: CustodyEpisode) -> QuerySet[CustodyEvent]:
    """Return an episode's events in the order in which they happened."""
    return CustodyEvent.objects.for_system(_BELOW).filter(episode=episode).order_by("position")


def consents(encounter: Encounter) -> QuerySet[Consent]:
    """Return the answers about being counted, oldest first."""
    return Consent.objects.for_system(_BELOW).filter(encounter=encounter).order_by("sequence")


def consent_state(encounter: Encounter) -> codes.ConsentState | None:
    """Return the newest answer, or None when nobody has asked."""
    newest = consents(encounter).last()
    return None if newest is None else codes.ConsentState(newest.answer["state"])


_BELOW = SystemReason.READING_BELOW_A_VISIBLE_RECORD
