"""What a person says when logging an encounter, before it becomes rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from encounters.rules.codes import (
    AgencyLevel,
    Basis,
    Confidence,
    ConsentCircumstances,
    ConsentGivenBy,
    ConsentHow,
    ConsentState,
    CountBand,
    CustodyEventType,
    EncounterKind,
    IdentifiedBy,
    OtherHold,
    Setting,
    SomeoneTaken,
    StatusQuestion,
    UnidentifiedAgency,
)
from encounters.rules.time_values import TimeValue


@dataclass(frozen=True)
class PresenceInput:
    """An agency at the encounter: one of the registry, or one that nobody could name."""

    agency_id: UUID | None = None
    unidentified: UnidentifiedAgency | None = None
    agency_level: AgencyLevel = AgencyLevel.UNKNOWN
    officer_count_band: CountBand | None = None
    identified_by: IdentifiedBy | None = None


@dataclass(frozen=True)
class EncounterInput:
    """The 60-second record (field dictionary, section 3). Two answers are compulsory.

    started: None means now. state, county_fips: codes or `unknown`. tz: zone of the place; None
    takes the county's, when it has one clock. setting: None follows from the kind.
    note, place_text: sealed at once; language is the note's.
    """

    kind: EncounterKind
    basis: Basis
    confidence: Confidence = Confidence.FAIRLY_SURE
    started: TimeValue | None = None
    state: str = "unknown"
    county_fips: str = "unknown"
    tz: str | None = None
    setting: Setting | None = None
    presences: Sequence[PresenceInput] = ()
    status_question_asked: StatusQuestion | None = None
    someone_taken: SomeoneTaken | None = None
    observer_is_subject: bool = False
    note: str = ""
    place_text: str = ""
    language: str = "en"


@dataclass(frozen=True)
class CustodyEventInput:
    """A dated claim about custody.

    other_hold: for release-type events, whether another hold remained; None: nobody looked, which
    the clocks take as unknown.
    """

    type: CustodyEventType
    at: TimeValue
    other_hold: OtherHold | None = None


@dataclass(frozen=True)
class ConsentInput:
    """What the affected person said about being counted in reports."""

    state: ConsentState
    circumstances: ConsentCircumstances
    asked_at: datetime
    given_by: ConsentGivenBy | None = None
    how: ConsentHow | None = None
