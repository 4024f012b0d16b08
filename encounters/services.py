"""Writing encounters: each verb is one transaction with one audit entry.

The server seals a note the moment it arrives; nothing here can open one.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from agreements_ref import queries as registry
from encounters import linking, queries
from encounters.models import (
    AgencyPresence,
    Consent,
    CustodyEpisode,
    CustodyEvent,
    Encounter,
    IntakeFolder,
    SealedPart,
)
from encounters.patterns import projection
from encounters.records import ConsentInput, CustodyEventInput, EncounterInput, PresenceInput
from encounters.rules import codes
from encounters.rules.local_time import UnknownZone, zone_named
from encounters.rules.time_values import TimeValue, month_bucket
from encounters.rules.word_codes import new_word_code
from server.access.idempotency import once
from server.access.models import Container, ContainerKind
from server.access.permissions import Permission
from server.access.viewer import SystemReason, Viewer
from server.accounts.models import Team, User
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import BadInput, FieldError, NotFound, Stale
from server.vault import grants, items, opening
from server.vault.fingerprints import request_fingerprint
from server.vault.sealing import ItemBinding

RECEIPT_STEP = timedelta(minutes=15)
FIRST_PERSON_HANDLE = "P1"
CONSENT_SCRIPT_VERSION = "count-1"
YEARS = range(2010, 2050)
RELINKED_BETWEEN_REPORTS = 50
# A phone's clock may run ahead of the server's by so much.
CLOCK_SKEW = timedelta(minutes=5)


@transaction.atomic
def open_intake_folder(
    *, team: Team, coordinators: Sequence[User], by: Viewer | None = None
) -> IntakeFolder:
    """Make a team's intake folder, with keys for its coordinators. Anybody on the team adds.

    Raises: ValueError without a coordinator: nobody could ever open what arrives.
    """
    container = grants.new_container(
        kind=ContainerKind.INTAKE, team=team, first_members=coordinators, by=by
    )
    return IntakeFolder.objects.create(container=container, team=team)


def log_encounter(
    *,
    viewer: Viewer,
    team_id: UUID,
    data: EncounterInput,
    received_at: datetime,
    idempotency_key: str | None = None,
) -> tuple[Encounter, bool]:
    """Log an encounter into the team's intake folder; return it and whether it is new.

    received_at: aware UTC; the start when `data.started` is None. The same idempotency key again
    gives the same encounter.
    Raises: BadInput naming each field; NotFound for a team in which the viewer may not log;
    IdempotencyKeyReused for a key that stands for another request.
    """
    if team_id not in viewer.teams_with(Permission.LOG_ENCOUNTER):
        raise NotFound()
    fingerprint = request_fingerprint(_without_sealed_parts(team_id, data))
    zone = _zone_of(data)
    started = data.started or TimeValue.at(received_at, data.basis)
    _check_places_and_agencies(data)
    _check_start(started, received_at)
    with transaction.atomic():
        encounter_id, is_new = once(
            viewer=viewer,
            key=idempotency_key,
            action="log-encounter",
            fingerprint=fingerprint,
            create=lambda: _create(viewer, team_id, data, started, zone, received_at).id,
        )
    return queries.encounter_visible_to(viewer, encounter_id), is_new


def _create(
    viewer: Viewer,
    team_id: UUID,
    data: EncounterInput,
    started: TimeValue,
    zone: ZoneInfo,
    received_at: datetime,
) -> Encounter:
    folder = IntakeFolder.objects.filter(team_id=team_id).values_list("container_id", flat=True)
    container = Container.objects.get(id__in=folder)
    setting = data.setting or codes.SETTING_OF_KIND[data.kind]
    encounter = Encounter(
        container=container,
        container_seq=next_seq(container.id),
        author_id=viewer.user_id,
        team_id=team_id,
        word_code=new_word_code(),
        month_bucket=month_bucket(started, zone),
        kind=data.kind.value,
        basis=data.basis.value,
        confidence=data.confidence.value,
        state=data.state,
        county_fips=data.county_fips,
        setting=setting.value,
        tz=zone.key,
        status_question_asked=_code(data.status_question_asked),
        someone_taken=_code(data.someone_taken),
        started=started.to_json(),
        observer_is_subject=data.observer_is_subject,
        recorded_step=_floor_to_step(received_at).isoformat(),
        review_ends_on=(
            received_at.date() + timedelta(days=settings.AUTHOR_REVIEW_DAYS)
        ).isoformat(),
    )
    encounter.save(force_insert=True)
    presences = _add_presences(encounter, data.presences)
    links = linking.link_presences(presences, started, zone, known_on=received_at.date())
    linking.read_findings(encounter, links)
    if data.someone_taken is codes.SomeoneTaken.YES:
        _open_episode(encounter, started)
    for field, text in (
        (codes.SealedField.NOTE, data.note),
        (codes.SealedField.PLACE_TEXT, data.place_text),
    ):
        if text.strip():
            _seal_part(encounter, field, 1, text, data.language, received_at)
    _project(encounter, received_at)
    audit.record(
        container=container,
        action=AuditAction.ENCOUNTER_LOGGED,
        viewer=viewer,
        detail={"encounter": str(encounter.id)},
    )
    return encounter


@transaction.atomic
def add_addendum(
    *,
    viewer: Viewer,
    encounter_id: UUID,
    text: str,
    language: str,
    at: datetime,
    idempotency_key: str | None = None,
) -> tuple[SealedPart, bool]:
    """Add a sealed addendum; return it and whether it is new. The first wording stays.

    Raises: NotFound, BadInput, IdempotencyKeyReused.
    """
    encounter = queries.encounter_visible_to(viewer, encounter_id)
    if not text.strip():
        raise BadInput([FieldError("text", _("Write what you want to add."))])

    def create() -> UUID:
        part = _seal_part(
            encounter,
            codes.SealedField.ADDENDUM,
            _next_number(queries.sealed_parts(encounter, codes.SealedField.ADDENDUM), "version"),
            text,
            language,
            at,
        )
        _touch(encounter)
        _audit(viewer, encounter, AuditAction.ENCOUNTER_ADDED_TO, part=str(part.id))
        return part.id

    part_id, is_new = once(
        viewer=viewer,
        key=idempotency_key,
        action="add-addendum",
        fingerprint=request_fingerprint({"encounter": str(encounter.id), "language": language}),
        create=create,
    )
    return queries.sealed_parts(encounter, codes.SealedField.ADDENDUM).get(id=part_id), is_new


@transaction.atomic
def open_episode(*, viewer: Viewer, encounter_id: UUID) -> tuple[CustodyEpisode, bool]:
    """Open a custody episode for the one person that this record knows as P1, if none is open.

    Returns it and whether it is new; asking again gives the same open episode.
    """
    encounter = queries.encounter_visible_to(viewer, encounter_id)
    episode = queries.episodes(encounter).filter(is_open=True).first()
    if episode is not None:
        return episode, False
    episode = _open_episode(encounter, None)
    _touch(encounter)
    _audit(viewer, encounter, AuditAction.ENCOUNTER_ADDED_TO, episode=str(episode.id))
    return episode, True


@transaction.atomic
def add_custody_event(
    *,
    viewer: Viewer,
    episode_id: UUID,
    event: CustodyEventInput,
    idempotency_key: str | None = None,
) -> tuple[CustodyEvent, bool]:
    """Add a dated claim to an episode; return it and whether it is new. Nothing is overwritten.

    It is listed before the first event that it certainly precedes, otherwise last.
    Raises: NotFound, BadInput, IdempotencyKeyReused.
    """
    episode = queries.episode_visible_to(viewer, episode_id)
    _check_years(event.at, "at")

    def create() -> UUID:
        added = _add_event(episode, event)
        if event.type in codes.ENDS_CUSTODY and episode.is_open:
            episode.is_open = False
            episode.save(update_fields=["is_open"])
        _touch(episode.encounter)
        _audit(
            viewer,
            episode.encounter,
            AuditAction.ENCOUNTER_ADDED_TO,
            episode=str(episode.id),
            event=str(added.id),
        )
        return added.id

    event_id, is_new = once(
        viewer=viewer,
        key=idempotency_key,
        action="add-custody-event",
        fingerprint=request_fingerprint(
            {
                "episode": str(episode.id),
                "type": event.type.value,
                "at": event.at.to_json(),
                "other_hold": _code(event.other_hold),
            }
        ),
        create=create,
    )
    return queries.custody_events(episode).get(id=event_id), is_new


@transaction.atomic
def add_event_to_newest_episode(
    *,
    viewer: Viewer,
    encounter_id: UUID,
    event: CustodyEventInput,
    idempotency_key: str | None = None,
) -> tuple[CustodyEvent, bool]:
    """Add a claim to the newest episode of an encounter, or open one for it.

    After custody has ended, a new arrest belongs to a new episode; everything else stays with the
    one that is there (custody clocks, section 2).
    Raises: as `add_custody_event`.
    """
    encounter = queries.encounter_visible_to(viewer, encounter_id)
    episode = queries.episode_of_event(encounter, event.type)
    if episode is None:
        episode, _is_new = open_episode(viewer=viewer, encounter_id=encounter_id)
    return add_custody_event(
        viewer=viewer, episode_id=episode.id, event=event, idempotency_key=idempotency_key
    )


@transaction.atomic
def record_consent(
    *,
    viewer: Viewer,
    encounter_id: UUID,
    answer: ConsentInput,
    idempotency_key: str | None = None,
) -> tuple[Consent, bool]:
    """Record what was said about being counted; the newest answer counts from this moment.

    Returns the row and whether it is new.
    Raises: NotFound; BadInput when consent was given and nobody says by whom and how;
    IdempotencyKeyReused.
    """
    encounter = queries.encounter_visible_to(viewer, encounter_id)
    missing = [
        name
        for name in ("given_by", "how")
        if answer.state is codes.ConsentState.GIVEN and getattr(answer, name) is None
    ]
    if missing:
        raise BadInput([FieldError(name, _("Say who gave consent, and how.")) for name in missing])

    def create() -> UUID:
        row = _add_consent(viewer, encounter, answer)
        encounter.is_countable = answer.state is codes.ConsentState.GIVEN
        encounter.save(update_fields=["is_countable"])
        _touch(encounter)
        _project_again(encounter)
        _audit(viewer, encounter, AuditAction.CONSENT_RECORDED, state=answer.state.value)
        return row.id

    consent_id, is_new = once(
        viewer=viewer,
        key=idempotency_key,
        action="record-consent",
        fingerprint=request_fingerprint(
            {
                "encounter": str(encounter.id),
                "state": answer.state.value,
                "circumstances": answer.circumstances.value,
                "given_by": _code(answer.given_by),
                "how": _code(answer.how),
            }
        ),
        create=create,
    )
    return queries.consents(encounter).get(id=consent_id), is_new


@transaction.atomic
def set_verification(
    *,
    viewer: Viewer,
    encounter_id: UUID,
    verification: codes.Verification,
    version: int,
) -> Encounter:
    """Say how far a second person has checked the record. version: what the editor read.

    Raises: Stale when somebody changed the record since; NotFound for who may not review it: a
    reviewing role in another team, or authorship without a grant, is not enough.
    """
    encounter = queries.encounter_visible_to(viewer, encounter_id)
    if not queries.may_review(viewer, encounter):
        raise NotFound()
    changed = (
        Encounter.objects.visible_to(viewer)
        .filter(id=encounter.id, version=version)
        .update(verification=verification.value, version=F("version") + 1)
    )
    if not changed:
        raise Stale()
    encounter.refresh_from_db(fields=["verification", "version"])
    _project_again(encounter)
    _audit(viewer, encounter, AuditAction.ENCOUNTER_CHANGED, verification=verification.value)
    return encounter


def move_to_container(*, viewer: Viewer, encounter: Encounter, container: Container) -> None:
    """Move an encounter into another container: re-seal its item keys, never its contents.

    Part of a caller's transaction, which also writes the audit entry.
    Raises: SessionLocked, KeyMissing when the viewer cannot open the item keys.
    """
    target = items.current_key(container.id)
    for part in queries.all_sealed_parts(encounter):
        part.sealed_item_key = opening.reseal_item_key(viewer, part, to=target)
        part.container_key = target
        part.save(update_fields=["container_key", "sealed_item_key"])
    encounter.container = container
    encounter.container_seq = next_seq(container.id)
    encounter.save(update_fields=["container", "container_seq"])
    _touch(encounter)


def next_seq(container_id: UUID) -> int:
    """Take the next number of arrival in a container; two writers never get the same."""
    container = Container.objects.filter(id=container_id)
    container.update(last_seq=F("last_seq") + 1)
    return container.values_list("last_seq", flat=True).get()


def end_reviews(*, today: datetime) -> int:
    """End the authors' view of encounters whose review is over; return how many ended."""
    in_review = Encounter.objects.for_system(SystemReason.ENDING_REVIEWS).filter(in_review=True)
    ended = [
        encounter.id
        for encounter in in_review.only("id", "review_ends_on").iterator()
        if str(encounter.review_ends_on) <= today.date().isoformat()
    ]
    for start in range(0, len(ended), 500):
        in_review.filter(id__in=ended[start : start + 500]).update(in_review=False)
    return len(ended)


@transaction.atomic
def relink_encounter(*, encounter_id: UUID, known_on: date) -> int:
    """Link an encounter's agencies anew where the lists known on a day say something else.

    Earlier links and findings stay; new findings are read from the new links. Returns the number
    of new links; run again, it adds none.
    """
    encounter = (
        Encounter.objects.for_system(SystemReason.RUNNING_JOB)
        .select_for_update(of=("self",))
        .select_related("container")
        .get(id=encounter_id)
    )
    links = linking.link_again(encounter, known_on=known_on)
    if not links:
        return 0
    linking.read_findings(encounter, links)
    _touch(encounter)
    _project_again(encounter)
    audit.record(
        container=encounter.container,
        action=AuditAction.ENCOUNTER_RELINKED,
        viewer=None,
        detail={"encounter": str(encounter.id), "links": [str(link.id) for link in links]},
    )
    return len(links)


def relink_encounters(*, known_on: date, progress: Callable[[int], None]) -> int:
    """Link every encounter anew, each in a transaction of its own; return how many changed.

    progress takes a whole percentage; what it raises ends the work between two encounters.
    """
    encounters = queries.encounters_with_agencies()
    changed = 0
    for done, encounter_id in enumerate(encounters):
        if done % RELINKED_BETWEEN_REPORTS == 0:
            progress(100 * done // len(encounters))
        changed += bool(relink_encounter(encounter_id=encounter_id, known_on=known_on))
    return changed


# --- the parts of a record ------------------------------------------------------------------------


def _zone_of(data: EncounterInput) -> ZoneInfo:
    if data.tz is not None:
        try:
            return zone_named(data.tz)
        except UnknownZone as error:
            raise BadInput(
                [FieldError("tz", _("Use an IANA time zone name such as America/Chicago."))]
            ) from error
    zones = registry.zones_of_place(state=data.state, county_fips=data.county_fips)
    if len(zones) != 1:
        raise BadInput(
            [FieldError("tz", _("This place keeps two clocks, or is not known: name its zone."))]
        )
    return zone_named(zones[0])


def _check_places_and_agencies(data: EncounterInput) -> None:
    errors: list[FieldError] = []
    if not registry.is_known_place(state=data.state, county_fips=data.county_fips):
        errors.append(FieldError("county_fips", _("Use a county of this state, or unknown.")))
    wanted = {presence.agency_id for presence in data.presences if presence.agency_id}
    known = registry.known_agency_ids(wanted)
    for position, presence in enumerate(data.presences):
        place = f"agency_presence[{position}]"
        if (presence.agency_id is None) == (presence.unidentified is None):
            errors.append(
                FieldError(place, _("Name an agency, or say that it was not identified."))
            )
        elif presence.agency_id is not None and presence.agency_id not in known:
            errors.append(FieldError(f"{place}.agency", _("This agency is not in the registry.")))
    if errors:
        raise BadInput(errors)


def _check_start(started: TimeValue, received_at: datetime) -> None:
    _check_years(started, "started")
    if started.earliest is not None and started.earliest > received_at + CLOCK_SKEW:
        raise BadInput(
            [FieldError("started.earliest", _("This time is still to come. Check day and time."))]
        )


def _check_years(value: TimeValue, field: str) -> None:
    """The holiday tables, and with them every clock, cover these years (custody clocks, 2)."""
    errors = [
        FieldError(f"{field}.{name}", _("Use a year from 2010 to 2049."))
        for name, instant in (("earliest", value.earliest), ("latest", value.latest))
        if instant is not None and instant.year not in YEARS
    ]
    if errors:
        raise BadInput(errors)


def _without_sealed_parts(team_id: UUID, data: EncounterInput) -> dict[str, object]:
    """The request as its fingerprint sees it: what a note says must not be guessable from it.

    A start left out is "now": the same words, whenever the request arrives.
    """
    return {
        "team": str(team_id),
        "kind": data.kind.value,
        "basis": data.basis.value,
        "confidence": data.confidence.value,
        "started": None if data.started is None else data.started.to_json(),
        "state": data.state,
        "county_fips": data.county_fips,
        "tz": data.tz,
        "setting": _code(data.setting),
        "status_question_asked": _code(data.status_question_asked),
        "someone_taken": _code(data.someone_taken),
        "observer_is_subject": data.observer_is_subject,
        "has_note": bool(data.note.strip()),
        "has_place_text": bool(data.place_text.strip()),
        "language": data.language,
        "presences": [
            [
                str(presence.agency_id),
                _code(presence.unidentified),
                presence.agency_level.value,
                _code(presence.officer_count_band),
                _code(presence.identified_by),
            ]
            for presence in data.presences
        ],
    }


def _add_presences(encounter: Encounter, inputs: Sequence[PresenceInput]) -> list[AgencyPresence]:
    rows = [
        AgencyPresence(
            encounter=encounter,
            position=position,
            agency_id=presence.agency_id,
            unidentified=_code(presence.unidentified),
            agency_level=presence.agency_level.value,
            officer_count_band=_code(presence.officer_count_band),
            identified_by=_code(presence.identified_by),
        )
        for position, presence in enumerate(inputs, start=1)
    ]
    for row in rows:
        row.save(force_insert=True)
    return rows


def _open_episode(encounter: Encounter, arrested: TimeValue | None) -> CustodyEpisode:
    episode = CustodyEpisode(
        encounter=encounter,
        position=_next_number(queries.episodes(encounter), "position"),
        tz=encounter.tz,
        person_handle=FIRST_PERSON_HANDLE,
    )
    episode.save(force_insert=True)
    if arrested is not None:
        _add_event(episode, CustodyEventInput(codes.CustodyEventType.ARRESTED, arrested))
    return episode


def _add_event(episode: CustodyEpisode, event: CustodyEventInput) -> CustodyEvent:
    listed = list(queries.custody_events(episode))
    place = next(
        (
            index
            for index, other in enumerate(listed)
            if event.at.interval.certainly_precedes(TimeValue.from_json(other.claim["at"]).interval)
        ),
        len(listed),
    )
    for other in reversed(listed[place:]):
        other.position += 1
        other.save(update_fields=["position"])
    row = CustodyEvent(
        episode=episode,
        position=listed[place].position - 1 if place < len(listed) else len(listed) + 1,
        claim={
            "type": event.type.value,
            "at": event.at.to_json(),
            "other_hold": _code(event.other_hold),
        },
    )
    row.save(force_insert=True)
    return row


def _add_consent(viewer: Viewer, encounter: Encounter, answer: ConsentInput) -> Consent:
    row = Consent(
        encounter=encounter,
        sequence=_next_number(queries.consents(encounter), "sequence"),
        answer={
            "scope": "count_in_reports",
            "state": answer.state.value,
            "given_by": _code(answer.given_by),
            "how": _code(answer.how),
            "circumstances": answer.circumstances.value,
            "script_version": CONSENT_SCRIPT_VERSION,
            "asked_by": str(viewer.user_id),
            "asked_at": answer.asked_at.astimezone(UTC).isoformat(),
        },
    )
    row.save(force_insert=True)
    return row


def _seal_part(
    encounter: Encounter,
    field: codes.SealedField,
    version: int,
    text: str,
    language: str,
    written_at: datetime,
) -> SealedPart:
    """Seal a text; its exact moment goes inside the seal with it."""
    content = json.dumps(
        {
            "text": text,
            "language": language,
            "recorded_at": written_at.astimezone(UTC).isoformat(),
        },
        ensure_ascii=False,
    ).encode()
    sealed = items.seal_new_item(
        items.current_key(encounter.container_id),
        content,
        ItemBinding(uuid4(), field.value, version),
    )
    part = SealedPart(
        encounter=encounter, field=field.value, version=version, **sealed.as_columns()
    )
    part.save(force_insert=True)
    return part


def _project(encounter: Encounter, received_at: datetime) -> None:
    """Write the countable fact, in the transaction of the record."""
    projection.project(
        projection.CountableFacts(
            encounter_id=encounter.id,
            team_id=encounter.team_id,
            author_id=encounter.author_id,
            recorded_month=f"{received_at:%Y-%m}",
            month_bucket=encounter.month_bucket,
            state=encounter.state,
            county_fips=encounter.county_fips,
            kind=encounter.kind,
            setting=encounter.setting,
            status_question_asked=encounter.status_question_asked,
            models_in_effect=linking.models_of(encounter),
            basis=encounter.basis,
            confidence=encounter.confidence,
            verification=encounter.verification,
            countable=encounter.is_countable,
            countable_conduct_only=not encounter.is_countable,
        )
    )


def _project_again(encounter: Encounter) -> None:
    """Bring the fact up to date; who refused or withdrew is in no report at all."""
    if queries.consent_state(encounter) in (
        codes.ConsentState.WITHDRAWN,
        codes.ConsentState.REFUSED,
    ):
        projection.withdraw(encounter.id)
    else:
        _project(encounter, datetime.fromisoformat(str(encounter.recorded_step)))


def _floor_to_step(moment: datetime) -> datetime:
    since = moment.astimezone(UTC) - datetime.min.replace(tzinfo=UTC)
    return moment.astimezone(UTC) - since % RECEIPT_STEP


def _touch(encounter: Encounter) -> None:
    """Count a change, so that an edit made on an older reading is noticed."""
    rows = Encounter.objects.for_system(SystemReason.READING_BELOW_A_VISIBLE_RECORD)
    rows.filter(id=encounter.id).update(version=F("version") + 1)


def _next_number(rows: object, field: str) -> int:
    newest = rows.aggregate(newest=Max(field))["newest"]  # type: ignore[attr-defined]
    return int(newest or 0) + 1


def _audit(viewer: Viewer, encounter: Encounter, action: AuditAction, **detail: str) -> None:
    audit.record(
        container=encounter.container,
        action=action,
        viewer=viewer,
        detail={"encounter": str(encounter.id), **detail},
    )


def _code(code: object) -> str | None:
    return None if code is None else str(code)
