"""One encounter with everything below it, as pages and the API show it. Never a sealed part.

Restricted values are opened here, all at once, so that a value that was changed outside the
product fails in one place and before anything is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from encounters import queries
from encounters.models import AgencyPresence, AgreementLink, Consent, Encounter, Finding
from encounters.problems import RecordDamaged
from encounters.readings import EpisodeClocks, read_episode
from encounters.rules import codes
from encounters.rules.authority import FINDING_RULES, Doubt, FindingRule
from encounters.rules.local_time import zone_named
from encounters.rules.time_values import TimeValue
from server.access.viewer import Viewer
from server.vault.sealing import CannotOpen


@dataclass(frozen=True)
class LinkDetail:
    """What the lists said about an agency. days: one answer of the registry for each local day."""

    id: UUID
    sequence: int
    models_in_effect: tuple[str, ...]
    models_uncertain: tuple[str, ...]
    has_coverage: bool
    is_stale: bool
    match_method: codes.MatchMethod
    list_as_of: date | None
    days: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class PresenceDetail:
    """An agency present, and its agreement links, the newest last; none for an unidentified one."""

    id: UUID
    position: int
    agency_id: UUID | None
    agency_name: str | None
    agency_state: str | None
    unidentified: codes.UnidentifiedAgency | None
    agency_level: codes.AgencyLevel
    officer_count_band: codes.CountBand | None
    identified_by: codes.IdentifiedBy | None
    links: tuple[LinkDetail, ...]

    @property
    def newest_link(self) -> LinkDetail | None:
        """The link that counts."""
        return self.links[-1] if self.links else None


@dataclass(frozen=True)
class FindingDetail:
    """Something an attorney should look at. rule: None where this version knows it no more."""

    id: UUID
    rule_id: str
    rule_version: str
    rule: FindingRule | None
    certainty: codes.Certainty
    severity: codes.Severity
    agency_name: str | None
    presence_position: int | None
    doubts: tuple[Doubt, ...]
    models_in_effect: tuple[str, ...]


@dataclass(frozen=True)
class ConsentDetail:
    """The newest answer about being counted. asked_at: aware UTC."""

    state: codes.ConsentState
    circumstances: codes.ConsentCircumstances
    given_by: codes.ConsentGivenBy | None
    how: codes.ConsentHow | None
    asked_at: datetime
    script_version: str


@dataclass(frozen=True)
class EncounterDetail:
    """An encounter as a person who may see it sees it. recorded_step: aware UTC, 15-minute step.

    sealed_parts: how many there are of each field; their contents are opened elsewhere.
    """

    id: UUID
    version: int
    word_code: str
    month_bucket: str
    kind: codes.EncounterKind
    basis: codes.Basis
    confidence: codes.Confidence
    state: str
    county_fips: str
    setting: codes.Setting
    zone: ZoneInfo
    started: TimeValue
    recorded_step: datetime
    observer_is_subject: bool
    status_question_asked: codes.StatusQuestion | None
    someone_taken: codes.SomeoneTaken | None
    verification: codes.Verification
    is_countable: bool
    in_review: bool
    review_ends_on: date
    presences: tuple[PresenceDetail, ...]
    findings: tuple[FindingDetail, ...]
    episodes: tuple[EpisodeClocks, ...]
    consent: ConsentDetail | None
    sealed_parts: Mapping[codes.SealedField, int]
    is_author: bool
    may_open_seals: bool
    may_review: bool


def encounter_detail(viewer: Viewer, encounter_id: UUID, *, now: datetime) -> EncounterDetail:
    """Return one encounter with its clocks as they stand at `now` (aware UTC).

    Raises: NotFound when it is not there or not for this person; RecordDamaged when a restricted
    value does not open.
    """
    encounter = queries.encounter_visible_to(viewer, encounter_id)
    try:
        return _detail(viewer, encounter, now)
    except CannotOpen:
        raise RecordDamaged() from None


def _detail(viewer: Viewer, encounter: Encounter, now: datetime) -> EncounterDetail:
    presences = _presences(encounter)
    newest_consent = queries.consents(encounter).last()
    return EncounterDetail(
        id=encounter.id,
        version=encounter.version,
        word_code=encounter.word_code,
        month_bucket=encounter.month_bucket,
        kind=codes.EncounterKind(encounter.kind),
        basis=codes.Basis(encounter.basis),
        confidence=codes.Confidence(encounter.confidence),
        state=encounter.state,
        county_fips=encounter.county_fips,
        setting=codes.Setting(encounter.setting),
        zone=zone_named(encounter.tz),
        started=TimeValue.from_json(encounter.started),
        recorded_step=datetime.fromisoformat(str(encounter.recorded_step)),
        observer_is_subject=bool(encounter.observer_is_subject),
        status_question_asked=_optional(codes.StatusQuestion, encounter.status_question_asked),
        someone_taken=_optional(codes.SomeoneTaken, encounter.someone_taken),
        verification=codes.Verification(encounter.verification),
        is_countable=encounter.is_countable,
        in_review=encounter.in_review,
        review_ends_on=date.fromisoformat(str(encounter.review_ends_on)),
        presences=presences,
        findings=tuple(
            _finding(row, {presence.id: presence for presence in presences})
            for row in queries.findings(encounter)
        ),
        episodes=tuple(
            read_episode(encounter, episode, now) for episode in queries.episodes(encounter)
        ),
        consent=None if newest_consent is None else _consent(newest_consent),
        sealed_parts=queries.sealed_part_counts(encounter),
        is_author=encounter.author_id == viewer.user_id,
        may_open_seals=queries.may_open_seals(viewer, encounter),
        may_review=queries.may_review(viewer, encounter),
    )


def _presences(encounter: Encounter) -> tuple[PresenceDetail, ...]:
    links: dict[UUID, list[LinkDetail]] = {}
    for row in queries.links(encounter):
        links.setdefault(row.presence_id, []).append(_link(row))
    return tuple(
        _presence(row, tuple(links.get(row.id, ()))) for row in queries.presences(encounter)
    )


def _presence(row: AgencyPresence, links: tuple[LinkDetail, ...]) -> PresenceDetail:
    return PresenceDetail(
        id=row.id,
        position=row.position,
        agency_id=row.agency_id,
        agency_name=None if row.agency is None else row.agency.name,
        agency_state=None if row.agency is None else row.agency.state,
        unidentified=_optional(codes.UnidentifiedAgency, row.unidentified),
        agency_level=codes.AgencyLevel(row.agency_level),
        officer_count_band=_optional(codes.CountBand, row.officer_count_band),
        identified_by=_optional(codes.IdentifiedBy, row.identified_by),
        links=links,
    )


def _link(row: AgreementLink) -> LinkDetail:
    return LinkDetail(
        id=row.id,
        sequence=row.sequence,
        models_in_effect=tuple(row.models_in_effect),
        models_uncertain=tuple(row.models_uncertain),
        has_coverage=row.has_coverage,
        is_stale=row.is_stale,
        match_method=codes.MatchMethod(row.match_method),
        list_as_of=row.list_as_of,
        days=tuple(row.answer),
    )


def _finding(row: Finding, presences: Mapping[UUID, PresenceDetail]) -> FindingDetail:
    inputs = row.inputs
    presence = None if row.presence_id is None else presences[row.presence_id]
    return FindingDetail(
        id=row.id,
        rule_id=row.rule,
        rule_version=row.rule_version,
        rule=FINDING_RULES.get(row.rule),
        certainty=codes.Certainty(row.certainty),
        severity=codes.Severity(row.severity),
        agency_name=None if presence is None else presence.agency_name,
        presence_position=None if presence is None else presence.position,
        doubts=tuple(Doubt(doubt) for doubt in inputs["doubts"]),
        models_in_effect=tuple(inputs["models_in_effect"]),
    )


def _consent(row: Consent) -> ConsentDetail:
    answer = row.answer
    return ConsentDetail(
        state=codes.ConsentState(answer["state"]),
        circumstances=codes.ConsentCircumstances(answer["circumstances"]),
        given_by=_optional(codes.ConsentGivenBy, answer["given_by"]),
        how=_optional(codes.ConsentHow, answer["how"]),
        asked_at=datetime.fromisoformat(answer["asked_at"]),
        script_version=answer["script_version"],
    )


def _optional(code_list: type[Any], value: str | None) -> Any:
    return None if value is None else code_list(value)
