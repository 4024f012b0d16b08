"""Translates the stored codes of the field dictionary into the words of the rules, and back.

Sources: custody-clock.md section 9, authority.md section 6, field-dictionary.md sections 4.9
and 4.13.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from encounters.rules.authority_words import Act, ActSetting
from encounters.rules.clock_reading import ClockStatus
from encounters.rules.codes import CustodyEventType, OtherHold, Setting, StatusQuestion
from encounters.rules.custody_events import CustodyEvent, EventKind
from encounters.rules.time_values import Precision, TimeValue

_SETTINGS: Final[Mapping[Setting, ActSetting]] = {
    Setting.STREET: ActSetting.STREET_STOP,
    Setting.VEHICLE_STOP: ActSetting.TRAFFIC_STOP,
    Setting.CHECKPOINT: ActSetting.CHECKPOINT,
    Setting.HOME: ActSetting.RESIDENCE,
    Setting.WORKPLACE: ActSetting.WORKPLACE,
    Setting.COURTHOUSE: ActSetting.COURTHOUSE,
    Setting.JAIL_INTAKE: ActSetting.BOOKING,
    Setting.JAIL_HOUSING: ActSetting.JAIL,
}


def act_setting(setting: Setting | None) -> ActSetting | None:
    """Where acts took place; a setting without a word of its own is a public place."""
    if setting is None:
        return None
    return _SETTINGS.get(setting, ActSetting.PUBLIC_PLACE)


_ACTS_OF_TOPICS: Final[Mapping[str, Act]] = {
    "citizenship": Act.ASKED_STATUS,
    "status": Act.ASKED_STATUS,
    "how_entered": Act.ASKED_STATUS,
    "birthplace": Act.ASKED_BIRTHPLACE,
    "papers": Act.ASKED_IMMIGRATION_DOCUMENTS,
    "passport": Act.ASKED_IMMIGRATION_DOCUMENTS,
}


def acts_of_questions(topics: Iterable[str], *, is_routine_booking: bool = False) -> frozenset[str]:
    """The acts that questions on these topics were; other topics are none.

    is_routine_booking: they stood on a booking form and everybody is asked them.
    """
    acts = frozenset(_ACTS_OF_TOPICS[topic] for topic in topics if topic in _ACTS_OF_TOPICS)
    if is_routine_booking and acts:
        return frozenset({Act.ASKED_BIRTHPLACE_ROUTINE})
    return acts


def acts_of_status_question(answer: StatusQuestion | None) -> frozenset[str]:
    """The acts behind the 60-second record's prompt "Did they ask about papers?"."""
    return frozenset({Act.ASKED_STATUS}) if answer is StatusQuestion.YES else frozenset()


def truth(answer: StrEnum | None) -> bool | None:
    """`yes` and `no` as true and false; anything else is unknown."""
    return {"yes": True, "no": False}.get("" if answer is None else answer.value)


_EVENT_KINDS: Final[Mapping[CustodyEventType, EventKind]] = {
    CustodyEventType.ARRESTED: EventKind.ARREST,
    CustodyEventType.BOOKED: EventKind.BOOKED,
    CustodyEventType.PROBABLE_CAUSE_FOUND: EventKind.PC_DETERMINATION,
    CustodyEventType.BAIL_POSTED: EventKind.RELEASE_DUE,
    CustodyEventType.CHARGES_DISMISSED: EventKind.RELEASE_DUE,
    CustodyEventType.CHARGES_NOT_FILED: EventKind.RELEASE_DUE,
    CustodyEventType.ACQUITTED: EventKind.RELEASE_DUE,
    CustodyEventType.SENTENCE_SERVED: EventKind.RELEASE_DUE,
    CustodyEventType.OWN_RECOGNIZANCE_ORDERED: EventKind.RELEASE_DUE,
    CustodyEventType.WOULD_OTHERWISE_BE_RELEASED: EventKind.RELEASE_DUE,
    CustodyEventType.DETAINER_LODGED: EventKind.DETAINER_LODGED,
    CustodyEventType.DETAINER_LIFTED: EventKind.DETAINER_WITHDRAWN,
    CustodyEventType.ADMINISTRATIVE_WARRANT_SERVED: EventKind.ADMIN_WARRANT_SERVED,
    CustodyEventType.WARRANT_SERVED_BY_LOCAL_OFFICER: EventKind.ADMIN_WARRANT_SERVED,
    CustodyEventType.REARRESTED_NEW_CHARGE: EventKind.CRIMINAL_HOLD_BEGIN,
    CustodyEventType.TRANSFERRED_LOCAL: EventKind.TRANSFER,
    CustodyEventType.TRANSFERRED_FEDERAL: EventKind.ICE_PICKUP,
    CustodyEventType.ICE_ASSUMED_CUSTODY: EventKind.ICE_PICKUP,
    CustodyEventType.RELEASED: EventKind.RELEASED,
    CustodyEventType.DIED: EventKind.CUSTODY_ENDED_OTHER,
    CustodyEventType.REMOVED: EventKind.CUSTODY_ENDED_OTHER,
}


def event_kind(
    event_type: CustodyEventType, *, custody_is_known_to_have_ended: bool = False
) -> EventKind | None:
    """The clocks' word for a stored custody event; None for one that concerns no clock.

    A person whose whereabouts are unknown has left custody only once that is known.
    """
    if event_type is CustodyEventType.UNKNOWN_WHEREABOUTS and custody_is_known_to_have_ended:
        return EventKind.CUSTODY_ENDED_OTHER
    return _EVENT_KINDS.get(event_type)


def clock_event(
    position: int,
    event_type: CustodyEventType,
    at: TimeValue,
    *,
    other_hold: OtherHold | None = None,
    custody_is_known_to_have_ended: bool = False,
    dispute_group: str | None = None,
) -> CustodyEvent | None:
    """A stored custody event as the clocks take it; None for one that concerns no clock.

    position: place among the episode's stored events, from 0.
    other_hold: counts for releases only; when nobody has looked, it is unknown.
    """
    kind = event_kind(event_type, custody_is_known_to_have_ended=custody_is_known_to_have_ended)
    if kind is None:
        return None
    is_date = at.precision is Precision.DAY_ONLY
    return CustodyEvent(
        position=position,
        kind=kind,
        span=at.interval,
        lo_from_date=is_date,
        hi_from_date=is_date,
        dispute_group=dispute_group,
        other_hold=truth(other_hold) if kind is EventKind.RELEASE_DUE else False,
    )


class HoldFlag(StrEnum):
    """What a report may know of a hold's clock (field dictionary, 4.13)."""

    WITHIN = "within"
    RUNNING = "running"
    POSSIBLY_OVER = "possibly_over"
    OVER = "over"
    UNKNOWN = "unknown"


_HOLD_FLAGS: Final[Mapping[ClockStatus, HoldFlag]] = {
    ClockStatus.MET: HoldFlag.WITHIN,
    ClockStatus.RUNNING: HoldFlag.RUNNING,
    ClockStatus.PAUSED: HoldFlag.RUNNING,
    ClockStatus.POSSIBLY_EXPIRED: HoldFlag.POSSIBLY_OVER,
    ClockStatus.POSSIBLY_LATE: HoldFlag.POSSIBLY_OVER,
    ClockStatus.EXPIRED: HoldFlag.OVER,
    ClockStatus.LATE: HoldFlag.OVER,
}


def hold_flag(status: ClockStatus | None) -> HoldFlag:
    """The countable flag of a clock; no clock at all is unknown."""
    return HoldFlag.UNKNOWN if status is None else _HOLD_FLAGS.get(status, HoldFlag.UNKNOWN)
