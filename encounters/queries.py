"""Reading encounters. The first argument is who looks; list, detail and page use the same query."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, QuerySet, Value, When
from django.utils.translation import gettext as _

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
from server.access.permissions import Permission
from server.access.viewer import SystemReason, Viewer
from server.problems import BadInput, FieldError, NotFound

PAGE_KEY = (str, int, str)
FINDING_MARK = "finding"
OPEN_HOLD_MARK = "open_hold"
MOST_BRANCHES = 64
_TABLE = Encounter._meta.db_table
_KEY = "month_bucket, container_seq, id"
_ORDER = "ORDER BY month_bucket DESC, container_seq DESC, id DESC"


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
    Raises: BadInput for a cursor whose id is none.
    """
    rows = _newest(viewer, size + 1, after, container_id)
    page = rows[:size]
    if len(rows) <= size:
        return Page(page, None)
    return Page(page, (page[-1].month_bucket, page[-1].container_seq, str(page[-1].id)))


def _newest(
    viewer: Viewer, most: int, after: tuple[str, int, str] | None, container_id: UUID | None
) -> list[Encounter]:
    """Return the first rows after a key, out of the first rows of each place they can come from.

    The places are those of `Encounter.objects.visible_to`: each container with a grant, and the
    viewer's own records in review. Each is read along its own index and gives `most` rows at the
    most, so that a page costs the same however many rows lie behind it. Where a person has very
    many containers each of them is small, and one sort of them all costs less.
    """
    granted = granted_container_ids(viewer)
    if container_id is not None:
        granted = granted.filter(content_object_id=container_id)
    containers = [_stored(each) for each in granted]
    if len(containers) > MOST_BRANCHES:
        marks = ", ".join(["%s"] * len(containers))
        places = [(f"container_id IN ({marks})", containers)]
    else:
        places = [("container_id = %s", [each]) for each in containers]
    own: tuple[str, list[object]] = (
        "author_id = %s AND in_review = %s",
        [_stored(viewer.user_id), True],
    )
    places.append(
        own
        if container_id is None
        else (f"{own[0]} AND container_id = %s", [*own[1], _stored(container_id)])
    )
    key_test, key_values = "", []
    if after is not None:
        key_test = " AND (month_bucket, container_seq, id) < (%s, %s, %s)"
        key_values = [after[0], after[1], _stored(_id_of_cursor(after[2]))]
    # A row can be reached in two ways (own, and in a container): UNION keeps it once. The indexes
    # hold the keys, so whole rows are read for the page alone. Columns and table are constants of
    # ours and every value is a parameter, which is what the silenced check (B608) asks about.
    branches = " UNION ".join(
        f"SELECT * FROM (SELECT {_KEY} FROM {_TABLE} WHERE {where}{key_test} {_ORDER} LIMIT %s) p"  # nosec B608
        for where, _values in places
    )
    firsts = f"SELECT id FROM ({branches}) firsts {_ORDER} LIMIT %s"  # nosec B608
    page = f"SELECT * FROM {_TABLE} WHERE id IN ({firsts}) {_ORDER}"  # nosec B608
    parameters = [value for _, values in places for value in (*values, *key_values, most)]
    return list(Encounter.objects.for_system(_BELOW).raw(page, [*parameters, most]))


def _stored(key: UUID) -> object:
    """Return a key as this database stores it."""
    return Encounter._meta.pk.get_db_prep_value(key, connection)


def _id_of_cursor(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(
            [FieldError("cursor", _("Use the cursor of the page before, or leave it out."))]
        ) from error


def marks_of(rows: Sequence[Encounter]) -> dict[UUID, frozenset[str]]:
    """Return what a list shows beside these rows, of the two marks. One statement.

    rows: encounters that the caller has been let see.
    """
    ids = [row.id for row in rows]
    found = (
        Finding.objects.for_system(_BELOW)
        .filter(encounter_id__in=ids)
        .values_list("encounter_id", Value(FINDING_MARK))
        .union(
            CustodyEpisode.objects.for_system(_BELOW)
            .filter(encounter_id__in=ids, is_open=True)
            .values_list("encounter_id", Value(OPEN_HOLD_MARK))
        )
    )
    marks: dict[UUID, set[str]] = {}
    for encounter_id, mark in found:
        marks.setdefault(encounter_id, set()).add(mark)
    return {encounter_id: frozenset(held) for encounter_id, held in marks.items()}


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
    episode: CustodyEpisode | None = (
        CustodyEpisode.objects.visible_to(viewer)
        .select_related("encounter__container")
        .filter(id=episode_id)
        .first()
    )
    if episode is None:
        raise NotFound()
    return episode


def may_review(viewer: Viewer, encounter: Encounter) -> bool:
    """Say whether this person may set the verification: a reviewer of the team, with a grant."""
    reviews = viewer.teams_with(Permission.REVIEW_ENCOUNTER)
    return encounter.team_id in reviews and holds(viewer, encounter.container_id)


def may_open_seals(viewer: Viewer, encounter: Encounter) -> bool:
    """Say whether this person holds a grant on the container: authorship alone opens nothing."""
    return holds(viewer, encounter.container_id)


def has_identified_agencies() -> bool:
    """Say whether any encounter names an agency of the register."""
    presences = AgencyPresence.objects.for_system(SystemReason.RUNNING_JOB)
    return presences.filter(agency__isnull=False).exists()


def encounters_with_agencies() -> list[UUID]:
    """Return every encounter at which an agency was identified, for the job that links anew."""
    presences = AgencyPresence.objects.for_system(SystemReason.RUNNING_JOB)
    found = presences.filter(agency__isnull=False).order_by("encounter_id")
    return list(found.values_list("encounter_id", flat=True).distinct())


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
    """Return the findings, by rule."""
    return Finding.objects.for_system(_BELOW).filter(encounter=encounter).order_by("rule", "id")


def all_sealed_parts(encounter: Encounter) -> QuerySet[SealedPart]:
    """Return every sealed part, whatever its field, in the order note, place, addenda."""
    return (
        SealedPart.objects.for_system(_BELOW)
        .filter(encounter=encounter)
        .select_related("container_key")
        .order_by(_PART_ORDER, "version")
    )


def sealed_parts(encounter: Encounter, field: codes.SealedField) -> QuerySet[SealedPart]:
    """Return the sealed parts of one field."""
    return all_sealed_parts(encounter).filter(field=field.value)


def sealed_part_counts(encounter: Encounter) -> dict[codes.SealedField, int]:
    """Return how many sealed parts of each field there are. Says nothing of what they hold."""
    rows = SealedPart.objects.for_system(_BELOW).filter(encounter=encounter)
    counted = dict(rows.order_by("field").values_list("field").annotate(number=Count("id")))
    return {field: counted[field.value] for field in codes.SealedField if field.value in counted}


def episodes(encounter: Encounter) -> QuerySet[CustodyEpisode]:
    """Return the custody episodes, in the order in which they were opened."""
    rows = CustodyEpisode.objects.for_system(_BELOW).filter(encounter=encounter)
    return rows.order_by("position")


def episode_of_event(
    encounter: Encounter, event_type: codes.CustodyEventType
) -> CustodyEpisode | None:
    """Return the episode that an event belongs to, or None where it begins a new one."""
    newest = episodes(encounter).last()
    if newest is not None and not newest.is_open and event_type in codes.BEGINS_CUSTODY:
        return None
    return newest


def all_episodes(reason: SystemReason) -> Iterator[CustodyEpisode]:
    """Yield every custody episode on record with its encounter, for a stated reason."""
    rows: QuerySet[CustodyEpisode] = CustodyEpisode.objects.for_system(reason)
    return rows.select_related("encounter").iterator(chunk_size=500)


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
_PART_ORDER = Case(
    *(When(field=field.value, then=Value(place)) for place, field in enumerate(codes.SealedField))
)
