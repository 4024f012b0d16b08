"""The words of the custody clocks: what can happen in one episode of custody.

Source: custody-clock.md, section 2. The field dictionary's stored codes are translated into
these words by `crosswalk.py` alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from encounters.rules.holidays import HolidayArea
from encounters.rules.intervals import Interval


class EventKind(StrEnum):
    """Kinds of custody events the clocks know; other kinds are kept and ignored."""

    STOP_BEGIN = "stop-begin"
    STOP_MISSION_COMPLETE = "stop-mission-complete"
    STOP_END = "stop-end"
    ARREST = "arrest"
    BOOKED = "booked"
    PC_DETERMINATION = "pc-determination"
    NEUTRAL_REVIEW = "neutral-review"
    RELEASE_DUE = "release-due"
    CRIMINAL_HOLD_BEGIN = "criminal-hold-begin"
    DETAINER_LODGED = "detainer-lodged"
    DETAINER_WITHDRAWN = "detainer-withdrawn"
    ADMIN_WARRANT_SERVED = "admin-warrant-served"
    CUSTODY_DETERMINATION = "custody-determination"
    TRANSFER = "transfer"
    ICE_PICKUP = "ice-pickup"
    ICE_FACILITY_ARRIVAL = "ice-facility-arrival"
    RELEASED = "released"
    CUSTODY_ENDED_OTHER = "custody-ended-other"


KNOWN_KINDS: Final[frozenset[str]] = frozenset(EventKind)

END_OF_CUSTODY: Final[frozenset[str]] = frozenset(
    {
        EventKind.ICE_PICKUP,
        EventKind.ICE_FACILITY_ARRIVAL,
        EventKind.RELEASED,
        EventKind.CUSTODY_ENDED_OTHER,
    }
)


class ArrestBasis(StrEnum):
    """What an arrest rested on."""

    CRIMINAL_NO_WARRANT = "criminal-no-warrant"
    JUDICIAL_WARRANT = "judicial-warrant"
    IMMIGRATION_NO_WARRANT = "immigration-no-warrant"
    ADMIN_WARRANT = "admin-warrant"
    UNKNOWN = "unknown"


class ArrestAuthority(StrEnum):
    """The 287(g) program model under which an arrest was made, if any."""

    TFM = "TFM"
    JEM = "JEM"
    WSO = "WSO"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One entry of the list of events: one account of something that happened.

    position: place in the list, from 0; the order of the list is the order of happening.
    kind: an `EventKind`, or another word that the clocks ignore.
    span: closed span of instants, ends missing where unknown.
    lo_from_date, hi_from_date: the end is that of a date written without a time of day.
    other_hold: of `release-due`; None means unknown.
    zone: of `transfer`; None means the zone of the present place.
    """

    position: int
    kind: str
    span: Interval
    lo_from_date: bool = False
    hi_from_date: bool = False
    disputed: bool = False
    dispute_group: str | None = None
    other_hold: bool | None = False
    basis: ArrestBasis = ArrestBasis.UNKNOWN
    authority: ArrestAuthority = ArrestAuthority.UNKNOWN
    form: str | None = None
    to_agency: str | None = None
    zone: ZoneInfo | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CustodyEpisode:
    """One person's unbroken time in custody, as entered.

    zone: the zone whose time is kept where custody began.
    reimbursable_detention: whether the agency is paid to detain for ICE; None means unknown.
    gerstein_for_detainers: whether counsel wants the Ninth Circuit reading.
    """

    id: str | None
    zone: ZoneInfo
    holiday_area: HolidayArea
    reimbursable_detention: bool | None
    gerstein_for_detainers: bool
    events: tuple[CustodyEvent, ...]


def may_be_versions(one_kind: str, other_kind: str) -> bool:
    """Whether events of these kinds can be accounts of one event (section 6.1)."""
    return one_kind == other_kind or {one_kind, other_kind} <= END_OF_CUSTODY
