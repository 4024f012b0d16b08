"""The stored codes of an encounter record (field dictionary, sections 3 and 4). Labels live with
the pages, in English and Spanish. A code is never deleted, only retired.

`null` in a column means that nobody has looked; `unknown` is an answer.
"""

from enum import StrEnum

UNKNOWN_PLACE = "unknown"


class EncounterKind(StrEnum):
    """What is happening (4.4)."""

    TRAFFIC_STOP = "traffic_stop"
    PEDESTRIAN_STOP = "pedestrian_stop"
    CHECKPOINT = "checkpoint"
    HOME_VISIT = "home_visit"
    WORKPLACE = "workplace"
    COURTHOUSE = "courthouse"
    JAIL_SCREENING = "jail_screening"
    JAIL_HOLD = "jail_hold"
    TRANSFER = "transfer"
    INFORMATION_REQUEST = "information_request"
    OTHER = "other"


STOP_KINDS = frozenset(
    {EncounterKind.TRAFFIC_STOP, EncounterKind.PEDESTRIAN_STOP, EncounterKind.CHECKPOINT}
)


class Basis(StrEnum):
    """Who says so (4.3)."""

    OBSERVED = "observed"
    SELF = "self"
    TOLD = "told"
    DOCUMENT = "document"
    ROSTER = "roster"
    RECORDING = "recording"
    INFERRED = "inferred"


class Confidence(StrEnum):
    """How sure (4.3)."""

    CERTAIN = "certain"
    FAIRLY_SURE = "fairly_sure"
    UNSURE = "unsure"


class Setting(StrEnum):
    """Where, as a kind of place (4.2)."""

    STREET = "street"
    VEHICLE_STOP = "vehicle_stop"
    CHECKPOINT = "checkpoint"
    HOME = "home"
    WORKPLACE = "workplace"
    COURTHOUSE = "courthouse"
    JAIL_INTAKE = "jail_intake"
    JAIL_HOUSING = "jail_housing"
    PROBATION_OFFICE = "probation_office"
    SCHOOL_AREA = "school_area"
    MEDICAL = "medical"
    WORSHIP = "worship"
    SHELTER = "shelter"
    TRANSIT = "transit"
    OTHER = "other"


# The phone asks for no setting: it follows from the kind until somebody says otherwise.
SETTING_OF_KIND: dict[EncounterKind, Setting] = {
    EncounterKind.TRAFFIC_STOP: Setting.VEHICLE_STOP,
    EncounterKind.PEDESTRIAN_STOP: Setting.STREET,
    EncounterKind.CHECKPOINT: Setting.CHECKPOINT,
    EncounterKind.HOME_VISIT: Setting.HOME,
    EncounterKind.WORKPLACE: Setting.WORKPLACE,
    EncounterKind.COURTHOUSE: Setting.COURTHOUSE,
    EncounterKind.JAIL_SCREENING: Setting.JAIL_INTAKE,
    EncounterKind.JAIL_HOLD: Setting.JAIL_HOUSING,
    EncounterKind.TRANSFER: Setting.JAIL_HOUSING,
    EncounterKind.INFORMATION_REQUEST: Setting.OTHER,
    EncounterKind.OTHER: Setting.OTHER,
}


class StatusQuestion(StrEnum):
    """Whether anybody asked about papers or status; the answer has no field anywhere (4.4)."""

    YES = "yes"
    NO = "no"
    COULD_NOT_HEAR = "could_not_hear"
    UNKNOWN = "unknown"


class SomeoneTaken(StrEnum):
    """Whether somebody is being taken (4.4)."""

    YES = "yes"
    NO = "no"
    NOT_CLEAR = "not_clear"


class Verification(StrEnum):
    """How far a second person has checked the record (4.4)."""

    UNVERIFIED = "unverified"
    SECOND_SOURCE = "second_source"
    DOCUMENT_BACKED = "document_backed"
    REVIEWED = "reviewed"
    REJECTED = "rejected"


class UnidentifiedAgency(StrEnum):
    """An agency that nobody could name: itself a finding (4.5)."""

    UNKNOWN_LOCAL = "unknown_local"
    UNKNOWN_FEDERAL = "unknown_federal"
    UNKNOWN = "unknown"


class AgencyLevel(StrEnum):
    """What kind of government an agency belongs to (4.5)."""

    CITY = "city"
    COUNTY = "county"
    STATE = "state"
    TRIBAL = "tribal"
    CAMPUS = "campus"
    FEDERAL = "federal"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class CountBand(StrEnum):
    """How many, in bands (4.4)."""

    ONE = "1"
    TWO_TO_FOUR = "2-4"
    FIVE_TO_NINE = "5-9"
    TEN_OR_MORE = "10-plus"


class IdentifiedBy(StrEnum):
    """How the observer knew which agency it was (4.5)."""

    UNIFORM = "uniform"
    VEST_TEXT = "vest_text"
    VEHICLE_MARKING = "vehicle_marking"
    BADGE = "badge"
    SAID_SO = "said_so"
    DOCUMENT = "document"
    GUESS = "guess"


class MatchMethod(StrEnum):
    """How the agency present was matched with the registry (4.17)."""

    EXACT = "exact"
    ALIAS = "alias"
    MANUAL = "manual"
    AMBIGUOUS = "ambiguous"


class SealedField(StrEnum):
    """Which sealed part of an encounter an item is (tier 3)."""

    NOTE = "note"
    PLACE_TEXT = "place_text"
    ADDENDUM = "addendum"


class CustodyEventType(StrEnum):
    """Custody events, list E1 (4.9)."""

    ARRESTED = "arrested"
    CITED_NO_CUSTODY = "cited_no_custody"
    BOOKED = "booked"
    FINGERPRINTS_SENT = "fingerprints_sent"
    JAIL_INTERVIEW_BY_LOCAL_287G = "jail_interview_by_local_287g"
    JAIL_INTERVIEW_BY_FEDERAL = "jail_interview_by_federal"
    MAGISTRATE_OR_FIRST_APPEARANCE = "magistrate_or_first_appearance"
    PROBABLE_CAUSE_FOUND = "probable_cause_found"
    BAIL_SET = "bail_set"
    BAIL_DENIED = "bail_denied"
    BAIL_POSTED = "bail_posted"
    BAIL_REFUSED_BY_JAIL = "bail_refused_by_jail"
    CHARGES_DISMISSED = "charges_dismissed"
    CHARGES_NOT_FILED = "charges_not_filed"
    ACQUITTED = "acquitted"
    SENTENCE_SERVED = "sentence_served"
    OWN_RECOGNIZANCE_ORDERED = "own_recognizance_ordered"
    WOULD_OTHERWISE_BE_RELEASED = "would_otherwise_be_released"
    DETAINER_LODGED = "detainer_lodged"
    DETAINER_COPY_GIVEN_TO_PERSON = "detainer_copy_given_to_person"
    ADMINISTRATIVE_WARRANT_SERVED = "administrative_warrant_served"
    WARRANT_SERVED_BY_LOCAL_OFFICER = "warrant_served_by_local_officer"
    DETAINER_LIFTED = "detainer_lifted"
    RELEASE_NOTICE_SENT_TO_ICE = "release_notice_sent_to_ice"
    RELEASE_DELAYED_NOTICE = "release_delayed_notice"
    ICE_ARRIVED = "ice_arrived"
    ICE_ASSUMED_CUSTODY = "ice_assumed_custody"
    ICE_DECLINED_OR_DID_NOT_COME = "ice_declined_or_did_not_come"
    RELEASED = "released"
    TRANSFERRED_LOCAL = "transferred_local"
    TRANSFERRED_FEDERAL = "transferred_federal"
    HOSPITAL = "hospital"
    REARRESTED_NEW_CHARGE = "rearrested_new_charge"
    REMOVED = "removed"
    DIED = "died"
    UNKNOWN_WHEREABOUTS = "unknown_whereabouts"


# Events with which the person leaves the agency's hands (custody-clock.md, sections 1 and 9).
# `unknown_whereabouts` is none: it ends custody only once custody is known to have ended.
ENDS_CUSTODY = frozenset(
    {
        CustodyEventType.ICE_ASSUMED_CUSTODY,
        CustodyEventType.TRANSFERRED_FEDERAL,
        CustodyEventType.RELEASED,
        CustodyEventType.REMOVED,
        CustodyEventType.DIED,
    }
)


# After custody has ended, one of these begins a second episode (custody-clock.md, section 2).
BEGINS_CUSTODY = frozenset({CustodyEventType.ARRESTED, CustodyEventType.BOOKED})


class OtherHold(StrEnum):
    """Whether another hold remained at a release-type event (4.9)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ConsentState(StrEnum):
    """What was said to one purpose (4.14)."""

    GIVEN = "given"
    REFUSED = "refused"
    COULD_NOT_ASK = "could_not_ask"
    NOT_ASKED_YET = "not_asked_yet"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ConsentGivenBy(StrEnum):
    """Who answered (4.14)."""

    PERSON = "person"
    PARENT_OR_GUARDIAN = "parent_or_guardian"
    RELATIVE = "relative"
    ATTORNEY = "attorney"


class ConsentHow(StrEnum):
    """How the answer was given (4.14)."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    MESSAGE = "message"
    BY_PHONE = "by_phone"


class ConsentCircumstances(StrEnum):
    """Where it was asked (4.14)."""

    PRIVATE = "private"
    OFFICERS_NEAR = "officers_near"
    IN_CUSTODY = "in_custody"
    BY_PHONE_MONITORED = "by_phone_monitored"


class Certainty(StrEnum):
    """How sure a finding is about dates and texts (authority.md, section 6)."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Severity(StrEnum):
    """How soon a person should look (authority.md, section 7)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"
