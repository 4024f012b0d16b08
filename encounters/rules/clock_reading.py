"""What a custody clock answers: status, hours, deadline, notes, and the reasons for them.

Source of statuses, notes and printed forms: custody-clock.md, sections 2 and 3.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from encounters.rules.custody_timeline import TimelineEvent
from encounters.rules.holidays import HolidayArea, excluded_days, reason_left_out
from encounters.rules.intervals import Interval
from encounters.rules.local_time import local_day_start

FORTY_EIGHT_HOURS: Final = timedelta(hours=48)
_HUNDREDTH: Final = timedelta(hours=1) / 100


class ClockId(StrEnum):
    """Custody clocks in use; a clock is never spoken of without its id."""

    REG_48H = "reg-48h"
    FORM_48H = "form-48h"


class ClockStatus(StrEnum):
    """Where a clock stands. None of these says that a hold was unlawful."""

    NOT_STARTED = "not-started"
    NOT_APPLICABLE = "not-applicable"
    RUNNING = "running"
    POSSIBLY_EXPIRED = "possibly-expired"
    EXPIRED = "expired"
    PAUSED = "paused"
    MET = "met"
    POSSIBLY_LATE = "possibly-late"
    LATE = "late"
    UNKNOWN_START = "unknown-start"


_WITHOUT_STRETCH: Final = frozenset(
    {ClockStatus.NOT_STARTED, ClockStatus.NOT_APPLICABLE, ClockStatus.UNKNOWN_START}
)


class Note(StrEnum):
    """What a reader of the numbers has to be told beside them."""

    CONTRADICTORY_BOUNDS = "contradictory-bounds"
    DISPUTED_CONDITION = "disputed-condition"
    NEARBY_NON_FEDERAL_CLOSURE = "nearby-non-federal-closure"
    OTHER_HOLD_UNKNOWN = "other-hold-unknown"
    REPEATED_END = "repeated-end"
    TWO_AGENCIES = "two-agencies"


@dataclass(frozen=True, slots=True)
class PauseUsed:
    """A criminal hold that suspended the count, and the release that resumed it (if any)."""

    hold: TimelineEvent
    resumption: TimelineEvent | None


@dataclass(frozen=True, slots=True)
class PlaceUsed:
    """Where local days were counted, from the first to the last moment the person may be there.

    zones: more than one where versions of a transfer differ; the first is used for printing.
    since, until: the widest reading; None where no change of place bounds it.
    """

    zones: tuple[ZoneInfo, ...]
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class DayLeftOut:
    """A local day that was not counted. reason: `saturday`, `sunday` or a holiday's name."""

    day: date
    zone: ZoneInfo
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a reading says what it says; sentences are made from this elsewhere.

    Every event used carries its versions and where each end of its span comes from.

    source: the rule that the clock measures.
    start: events that started the clock; empty if none did.
    stops: events that ended, or may have ended, the count; with none of them the stop is `now`.
    stop: between which moments the count ended, or `now` where it goes on.
    moves: transfers that took part.
    capped_by: events of unknown other hold or disputed condition that keep the status at
        "possibly".
    places: where the person was held, in order.
    holiday_area: whose excluded days were left out; None if every hour counts.
    """

    source: str
    limit: timedelta
    now: Interval
    stop: Interval
    start: tuple[TimelineEvent, ...] = ()
    stops: tuple[TimelineEvent, ...] = ()
    pauses: tuple[PauseUsed, ...] = ()
    moves: tuple[TimelineEvent, ...] = ()
    capped_by: tuple[TimelineEvent, ...] = ()
    places: tuple[PlaceUsed, ...] = ()
    holiday_area: HolidayArea | None = None


@dataclass(frozen=True, slots=True)
class ClockReading:
    """How long an episode has run against one clock, and whether it is over the limit.

    least_elapsed, most_elapsed: counted time; None: no start, or (most) no bound.
    deadline_earliest, deadline_latest: UTC instants; None: cannot be known, or never comes.
    """

    clock: ClockId
    status: ClockStatus
    least_elapsed: timedelta | None
    most_elapsed: timedelta | None
    deadline_earliest: datetime | None
    deadline_latest: datetime | None
    notes: frozenset[Note]
    explanation: Explanation

    def to_json(self) -> dict[str, object]:
        """The entry of this clock in the answer of section 2."""
        return {
            "deadline": self._deadline_json(),
            "elapsed_hours": self._elapsed_json(),
            "status": str(self.status),
        }

    def _deadline_json(self) -> object:
        if self.deadline_earliest == self.deadline_latest:
            return self._printed(self.deadline_earliest)
        return {
            "earliest": self._printed(self.deadline_earliest),
            "latest": self._printed(self.deadline_latest),
        }

    def _elapsed_json(self) -> object:
        if self.least_elapsed is None:
            return None
        least = printed_hours(self.least_elapsed)
        most = None if self.most_elapsed is None else printed_hours(self.most_elapsed)
        return least if least == most else {"min": least, "max": most}

    def _printed(self, instant: datetime | None) -> str | None:
        """The instant in the time of the place where the person then is."""
        if instant is None:
            return None
        places = self.explanation.places
        zone = places[0].zones[0]
        for here, following in pairwise(places):
            # Until the last moment of a change of place the time of the old place is shown.
            if here.until is not None and here.until <= instant:
                zone = following.zones[0]
        return instant.astimezone(zone).isoformat()

    def days_left_out(self) -> tuple[DayLeftOut, ...]:
        """Local days not counted, in every zone the person may have been in, place by place.

        From the earliest start to the later of latest stop and latest deadline; none if the
        start is unknown or every hour counts.
        """
        why = self.explanation
        starts = [e.span.lo or e.span.hi for e in why.start]
        since = min((s for s in starts if s is not None), default=None)
        if why.holiday_area is None or since is None or self.status in _WITHOUT_STRETCH:
            return ()
        until = max(end for end in (why.stop.hi, self.deadline_latest, since) if end is not None)
        found: list[DayLeftOut] = []
        for place in why.places:
            lo = since if place.since is None else max(since, place.since)
            hi = until if place.until is None else min(until, place.until)
            if lo < hi:
                for zone in place.zones:
                    found.extend(_days_left_out(zone, why.holiday_area, lo, hi))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class EpisodeReading:
    """All clocks of one episode, and the notes of the case."""

    clocks: Mapping[ClockId, ClockReading]
    notes: tuple[Note, ...]

    def to_json(self) -> dict[str, object]:
        """The answer of section 2: one entry for each clock, and the sorted notes."""
        answer: dict[str, object] = {
            str(c): reading.to_json() for c, reading in self.clocks.items()
        }
        answer["notes"] = [str(note) for note in self.notes]
        return answer


def printed_hours(elapsed: timedelta) -> float:
    """Hours to the nearest hundredth; halves go away from 48, so that none is brought to 48."""
    hundredths, rest = divmod(elapsed, _HUNDREDTH)
    half = 2 * rest
    if half > _HUNDREDTH or (half == _HUNDREDTH and elapsed > FORTY_EIGHT_HOURS):
        hundredths += 1
    return hundredths / 100


def _days_left_out(
    zone: ZoneInfo, area: HolidayArea, lo: datetime, hi: datetime
) -> Iterator[DayLeftOut]:
    """The excluded local days that overlap the time from `lo` to `hi`."""
    days = excluded_days(area)
    first = bisect_left(days, lo.astimezone(zone).date())
    last_day = hi.astimezone(zone).date()
    for day in islice(days, first, bisect_right(days, last_day)):
        reason = reason_left_out(day, area)
        if reason is not None and (day < last_day or local_day_start(day, zone) < hi):
            yield DayLeftOut(day, zone, reason)
