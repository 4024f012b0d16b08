"""What people read for the stored codes, in the language of the page.

The prompts of the 60-second record speak to a witness; everything else reports claims. A code
without a label fails a test.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from encounters.rules import codes
from encounters.rules.clock_reading import ClockStatus
from encounters.rules.time_values import Precision

ENCOUNTER_KINDS: Final[Mapping[StrEnum, Any]] = {
    codes.EncounterKind.TRAFFIC_STOP: _("Traffic stop"),
    codes.EncounterKind.PEDESTRIAN_STOP: _("Stop on foot"),
    codes.EncounterKind.CHECKPOINT: _("Checkpoint"),
    codes.EncounterKind.HOME_VISIT: _("At a home"),
    codes.EncounterKind.WORKPLACE: _("At a workplace"),
    codes.EncounterKind.COURTHOUSE: _("At a courthouse"),
    codes.EncounterKind.JAIL_SCREENING: _("Questioned in jail"),
    codes.EncounterKind.JAIL_HOLD: _("Kept in jail"),
    codes.EncounterKind.TRANSFER: _("Moved or handed over"),
    codes.EncounterKind.INFORMATION_REQUEST: _("Request for information"),
    codes.EncounterKind.OTHER: _("Something else"),
}

BASES: Final[Mapping[StrEnum, Any]] = {
    codes.Basis.OBSERVED: _("Seen or heard by the author"),
    codes.Basis.SELF: _("Happened to the author"),
    codes.Basis.TOLD: _("Told by a person"),
    codes.Basis.DOCUMENT: _("Read in a paper"),
    codes.Basis.ROSTER: _("From a jail or court website"),
    codes.Basis.RECORDING: _("Watched in a recording"),
    codes.Basis.INFERRED: _("Concluded from something else"),
}

# The words of the tiles in the 60-second record (field dictionary, section 3, prompt 2).
BASIS_PROMPTS: Final[Mapping[StrEnum, Any]] = {
    codes.Basis.OBSERVED: _("I see it"),
    codes.Basis.TOLD: _("Someone told me"),
    codes.Basis.DOCUMENT: _("From a paper"),
}

CONFIDENCES: Final[Mapping[StrEnum, Any]] = {
    codes.Confidence.CERTAIN: pgettext_lazy("confidence", "certain"),
    codes.Confidence.FAIRLY_SURE: pgettext_lazy("confidence", "fairly sure"),
    codes.Confidence.UNSURE: pgettext_lazy("confidence", "unsure"),
}

SETTINGS: Final[Mapping[StrEnum, Any]] = {
    codes.Setting.STREET: _("Street"),
    codes.Setting.VEHICLE_STOP: _("Stopped vehicle"),
    codes.Setting.CHECKPOINT: _("Checkpoint"),
    codes.Setting.HOME: _("Home"),
    codes.Setting.WORKPLACE: _("Workplace"),
    codes.Setting.COURTHOUSE: _("Courthouse"),
    codes.Setting.JAIL_INTAKE: _("Jail, intake"),
    codes.Setting.JAIL_HOUSING: _("Jail, housing"),
    codes.Setting.PROBATION_OFFICE: _("Probation office"),
    codes.Setting.SCHOOL_AREA: _("Near a school"),
    codes.Setting.MEDICAL: _("Medical place"),
    codes.Setting.WORSHIP: _("Place of worship"),
    codes.Setting.SHELTER: _("Shelter"),
    codes.Setting.TRANSIT: _("Bus, train or station"),
    codes.Setting.OTHER: _("Another place"),
}

STATUS_QUESTIONS: Final[Mapping[StrEnum, Any]] = {
    codes.StatusQuestion.YES: _("Yes"),
    codes.StatusQuestion.NO: _("No"),
    codes.StatusQuestion.COULD_NOT_HEAR: _("Could not hear"),
    codes.StatusQuestion.UNKNOWN: _("Unknown"),
}

SOMEONE_TAKEN: Final[Mapping[StrEnum, Any]] = {
    codes.SomeoneTaken.YES: _("Yes"),
    codes.SomeoneTaken.NO: _("No"),
    codes.SomeoneTaken.NOT_CLEAR: _("Not clear"),
}

VERIFICATIONS: Final[Mapping[StrEnum, Any]] = {
    codes.Verification.UNVERIFIED: _("Not verified"),
    codes.Verification.SECOND_SOURCE: _("A second source agrees"),
    codes.Verification.DOCUMENT_BACKED: _("Backed by a document"),
    codes.Verification.REVIEWED: _("Reviewed"),
    codes.Verification.REJECTED: _("Rejected"),
}

UNIDENTIFIED_AGENCIES: Final[Mapping[StrEnum, Any]] = {
    codes.UnidentifiedAgency.UNKNOWN_LOCAL: _("Local police, not identified"),
    codes.UnidentifiedAgency.UNKNOWN_FEDERAL: _("Federal officers, not identified"),
    codes.UnidentifiedAgency.UNKNOWN: _("Officers of an unknown agency"),
}

AGENCY_LEVELS: Final[Mapping[StrEnum, Any]] = {
    codes.AgencyLevel.CITY: pgettext_lazy("level of an agency", "city"),
    codes.AgencyLevel.COUNTY: pgettext_lazy("level of an agency", "county"),
    codes.AgencyLevel.STATE: pgettext_lazy("level of an agency", "state"),
    codes.AgencyLevel.TRIBAL: pgettext_lazy("level of an agency", "tribal"),
    codes.AgencyLevel.CAMPUS: pgettext_lazy("level of an agency", "campus"),
    codes.AgencyLevel.FEDERAL: pgettext_lazy("level of an agency", "federal"),
    codes.AgencyLevel.PRIVATE: pgettext_lazy("level of an agency", "private"),
    codes.AgencyLevel.UNKNOWN: pgettext_lazy("level of an agency", "unknown"),
}

COUNT_BANDS: Final[Mapping[StrEnum, Any]] = {
    codes.CountBand.ONE: pgettext_lazy("number of officers", "1"),
    codes.CountBand.TWO_TO_FOUR: pgettext_lazy("number of officers", "2 to 4"),
    codes.CountBand.FIVE_TO_NINE: pgettext_lazy("number of officers", "5 to 9"),
    codes.CountBand.TEN_OR_MORE: pgettext_lazy("number of officers", "10 or more"),
}

IDENTIFIED_BY: Final[Mapping[StrEnum, Any]] = {
    codes.IdentifiedBy.UNIFORM: _("by the uniform"),
    codes.IdentifiedBy.VEST_TEXT: _("by words on a vest"),
    codes.IdentifiedBy.VEHICLE_MARKING: _("by marks on a vehicle"),
    codes.IdentifiedBy.BADGE: _("by a badge"),
    codes.IdentifiedBy.SAID_SO: _("they said so"),
    codes.IdentifiedBy.DOCUMENT: _("by a document"),
    codes.IdentifiedBy.GUESS: _("a guess"),
}

MATCH_METHODS: Final[Mapping[StrEnum, Any]] = {
    codes.MatchMethod.EXACT: _("the agency itself, chosen from the registry"),
    codes.MatchMethod.ALIAS: _("under another spelling of its name"),
    codes.MatchMethod.MANUAL: _("matched by a person"),
    codes.MatchMethod.AMBIGUOUS: _("more than one agency fits"),
}

SEALED_FIELDS: Final[Mapping[StrEnum, Any]] = {
    codes.SealedField.NOTE: _("Note"),
    codes.SealedField.PLACE_TEXT: _("Place in words"),
    codes.SealedField.ADDENDUM: _("Addendum"),
}

_E = codes.CustodyEventType
CUSTODY_EVENTS: Final[Mapping[StrEnum, Any]] = {
    _E.ARRESTED: _("Arrested"),
    _E.CITED_NO_CUSTODY: _("Cited, not taken into custody"),
    _E.BOOKED: _("Booked into jail"),
    _E.FINGERPRINTS_SENT: _("Fingerprints sent"),
    _E.JAIL_INTERVIEW_BY_LOCAL_287G: _("Interviewed in jail by a local 287(g) officer"),
    _E.JAIL_INTERVIEW_BY_FEDERAL: _("Interviewed in jail by a federal officer"),
    _E.MAGISTRATE_OR_FIRST_APPEARANCE: _("Before a magistrate, or first appearance"),
    _E.PROBABLE_CAUSE_FOUND: _("A judge found probable cause"),
    _E.BAIL_SET: _("Bail set"),
    _E.BAIL_DENIED: _("Bail denied"),
    _E.BAIL_POSTED: _("Bail posted"),
    _E.BAIL_REFUSED_BY_JAIL: _("The jail refused bail"),
    _E.CHARGES_DISMISSED: _("Charges dismissed"),
    _E.CHARGES_NOT_FILED: _("Charges not filed"),
    _E.ACQUITTED: _("Acquitted"),
    _E.SENTENCE_SERVED: _("Sentence served"),
    _E.OWN_RECOGNIZANCE_ORDERED: _("Release on own recognizance ordered"),
    _E.WOULD_OTHERWISE_BE_RELEASED: _("Would have been released but for immigration"),
    _E.DETAINER_LODGED: _("Detainer lodged"),
    _E.DETAINER_COPY_GIVEN_TO_PERSON: _("Copy of the detainer given to the person"),
    _E.ADMINISTRATIVE_WARRANT_SERVED: _("Administrative warrant served"),
    _E.WARRANT_SERVED_BY_LOCAL_OFFICER: _("Administrative warrant served by a local officer"),
    _E.DETAINER_LIFTED: _("Detainer lifted"),
    _E.RELEASE_NOTICE_SENT_TO_ICE: _("Notice of release sent to ICE"),
    _E.RELEASE_DELAYED_NOTICE: _("Notice that the release is delayed"),
    _E.ICE_ARRIVED: _("ICE arrived"),
    _E.ICE_ASSUMED_CUSTODY: _("ICE took custody"),
    _E.ICE_DECLINED_OR_DID_NOT_COME: _("ICE declined, or did not come"),
    _E.RELEASED: _("Released"),
    _E.TRANSFERRED_LOCAL: _("Moved to another local jail"),
    _E.TRANSFERRED_FEDERAL: _("Moved to federal custody"),
    _E.HOSPITAL: _("Taken to a hospital under guard"),
    _E.REARRESTED_NEW_CHARGE: _("Held again on a new charge"),
    _E.REMOVED: _("Removed from the country"),
    _E.DIED: _("Died"),
    _E.UNKNOWN_WHEREABOUTS: _("Whereabouts unknown"),
}

OTHER_HOLDS: Final[Mapping[StrEnum, Any]] = {
    codes.OtherHold.YES: _("Yes, another one remained"),
    codes.OtherHold.NO: _("No, nothing else held them"),
    codes.OtherHold.UNKNOWN: _("Not known"),
}

CONSENT_STATES: Final[Mapping[StrEnum, Any]] = {
    codes.ConsentState.GIVEN: _("Given"),
    codes.ConsentState.REFUSED: _("Refused"),
    codes.ConsentState.COULD_NOT_ASK: _("Could not ask"),
    codes.ConsentState.NOT_ASKED_YET: _("Not asked yet"),
    codes.ConsentState.WITHDRAWN: _("Withdrawn"),
    codes.ConsentState.EXPIRED: _("Expired"),
}

CONSENT_GIVEN_BY: Final[Mapping[StrEnum, Any]] = {
    codes.ConsentGivenBy.PERSON: _("The person"),
    codes.ConsentGivenBy.PARENT_OR_GUARDIAN: _("A parent or guardian"),
    codes.ConsentGivenBy.RELATIVE: _("A relative"),
    codes.ConsentGivenBy.ATTORNEY: _("Their attorney"),
}

CONSENT_HOW: Final[Mapping[StrEnum, Any]] = {
    codes.ConsentHow.SPOKEN: _("Spoken"),
    codes.ConsentHow.WRITTEN: _("In writing"),
    codes.ConsentHow.MESSAGE: _("In a message"),
    codes.ConsentHow.BY_PHONE: _("By phone"),
}

CONSENT_CIRCUMSTANCES: Final[Mapping[StrEnum, Any]] = {
    codes.ConsentCircumstances.PRIVATE: _("In private"),
    codes.ConsentCircumstances.OFFICERS_NEAR: _("With officers near"),
    codes.ConsentCircumstances.IN_CUSTODY: _("In custody"),
    codes.ConsentCircumstances.BY_PHONE_MONITORED: _("By a phone that may be listened to"),
}

CERTAINTIES: Final[Mapping[StrEnum, Any]] = {
    codes.Certainty.CERTAIN: _("Dates and texts are settled"),
    codes.Certainty.POSSIBLE: _("Possible, not certain"),
}

SEVERITIES: Final[Mapping[StrEnum, Any]] = {
    codes.Severity.HIGH: _("Look at once"),
    codes.Severity.MEDIUM: _("Look soon"),
    codes.Severity.LOW: _("Look when there is time"),
    codes.Severity.INFO: _("For information"),
}

PRECISIONS: Final[Mapping[StrEnum, Any]] = {
    Precision.EXACT: _("Exactly, from a document, a photo or a clock"),
    Precision.MINUTE: _("To the minute"),
    Precision.ABOUT: _("About"),
    Precision.BETWEEN: _("Between two times"),
    Precision.BEFORE: _("Before"),
    Precision.AFTER: _("After"),
    Precision.DAY_ONLY: _("Only the day"),
    Precision.UNKNOWN: _("Not known"),
}

# Status words say where a count stands, never what anybody did wrong.
CLOCK_STATUSES: Final[Mapping[StrEnum, Any]] = {
    ClockStatus.NOT_STARTED: _("Not started"),
    ClockStatus.NOT_APPLICABLE: _("Does not apply"),
    ClockStatus.RUNNING: _("Running"),
    ClockStatus.POSSIBLY_EXPIRED: _("Possibly past the limit"),
    ClockStatus.EXPIRED: _("Past the limit"),
    ClockStatus.PAUSED: _("Paused"),
    ClockStatus.MET: _("Ended within the limit"),
    ClockStatus.POSSIBLY_LATE: _("Possibly ended after the limit"),
    ClockStatus.LATE: _("Ended after the limit"),
    ClockStatus.UNKNOWN_START: _("Start unknown"),
}

LABELS: Final[Mapping[type[StrEnum], Mapping[StrEnum, Any]]] = {
    codes.EncounterKind: ENCOUNTER_KINDS,
    codes.Basis: BASES,
    codes.Confidence: CONFIDENCES,
    codes.Setting: SETTINGS,
    codes.StatusQuestion: STATUS_QUESTIONS,
    codes.SomeoneTaken: SOMEONE_TAKEN,
    codes.Verification: VERIFICATIONS,
    codes.UnidentifiedAgency: UNIDENTIFIED_AGENCIES,
    codes.AgencyLevel: AGENCY_LEVELS,
    codes.CountBand: COUNT_BANDS,
    codes.IdentifiedBy: IDENTIFIED_BY,
    codes.MatchMethod: MATCH_METHODS,
    codes.SealedField: SEALED_FIELDS,
    codes.CustodyEventType: CUSTODY_EVENTS,
    codes.OtherHold: OTHER_HOLDS,
    codes.ConsentState: CONSENT_STATES,
    codes.ConsentGivenBy: CONSENT_GIVEN_BY,
    codes.ConsentHow: CONSENT_HOW,
    codes.ConsentCircumstances: CONSENT_CIRCUMSTANCES,
    codes.Certainty: CERTAINTIES,
    codes.Severity: SEVERITIES,
    Precision: PRECISIONS,
    ClockStatus: CLOCK_STATUSES,
}


def label(code: StrEnum) -> Any:
    """Return the words for a code, lazily translated. Raises: KeyError for a code without one."""
    return LABELS[type(code)][code]


def choices(code_list: Iterable[StrEnum]) -> list[tuple[str, Any]]:
    """Return (value, words) pairs for a form field."""
    return [(code.value, label(code)) for code in code_list]
