"""Puts the events of a custody episode in order: versions, future, missing ends, contradictions.

These are the steps 1 to 5 of custody-clock.md section 6, done once for all clocks.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from encounters.rules.custody_events import (
    END_OF_CUSTODY,
    KNOWN_KINDS,
    CustodyEpisode,
    CustodyEvent,
    EventKind,
)
from encounters.rules.intervals import Interval, hull


class BoundOrigin(StrEnum):
    """Where one end of an event's span comes from."""

    ENTERED = "entered"
    LOWERED = "lowered"  # entered later than the moment of calculation, lowered to it
    FILLED = "filled"  # from another event of the list
    NOW = "now"  # from nothing but the moment of calculation
    DROPPED = "dropped"  # a filled bound contradicted what is known; missing, or now
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class BoundSource:
    """Why an end of a span is what it is.

    position: list position of the event that supplied the end; None if no event did.
    from_date: the end is that of a date written without a time of day.
    """

    origin: BoundOrigin
    position: int | None = None
    from_date: bool = False


_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)

_MISSING: Final = BoundSource(BoundOrigin.MISSING)
_NOW: Final = BoundSource(BoundOrigin.NOW)
_DROPPED: Final = BoundSource(BoundOrigin.DROPPED)


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event that has happened: all its versions, and when it can have been.

    position: list position of its first version.
    kinds: those of its versions; more than one only for ends of custody.
    other_hold: whether another criminal hold remained; versions that differ make it unknown.
    """

    position: int
    versions: tuple[CustodyEvent, ...]
    kinds: frozenset[str]
    other_hold: bool | None
    span: Interval
    lo_source: BoundSource
    hi_source: BoundSource

    @property
    def bounded_by_now_alone(self) -> bool:
        """Nothing on record says by when it had happened."""
        return self.hi_source.origin in _NO_SOURCE

    def precedes(self, other: "TimelineEvent") -> bool:
        """Whether this came before `other`; where times leave it open, the list decides."""
        if self.span.certainly_precedes(other.span):
            return True
        if other.span.certainly_precedes(self.span):
            return False
        return self.position < other.position


@dataclass(frozen=True, slots=True)
class Timeline:
    """What has happened by `now`, in the order of the list, with every end that can be known.

    releases_and_holds: `release-due`, without those at which another hold remained, and
        `criminal-hold-begin`, in the order of section 6.5, like the transfers.
    contradictory_bounds: a filled bound was dropped.
    """

    episode: CustodyEpisode
    now: Interval
    events: tuple[TimelineEvent, ...]
    releases_and_holds: tuple[TimelineEvent, ...]
    transfers: tuple[TimelineEvent, ...]
    contradictory_bounds: bool

    def of_kinds(self, kinds: frozenset[str]) -> list[TimelineEvent]:
        """Events with a version of one of `kinds`, in the order of the list."""
        return [event for event in self.events if not event.kinds.isdisjoint(kinds)]


_END: Final = "end of custody"  # the four kinds share one row of the table
_PROOF_OF_CUSTODY: Final = frozenset(
    {
        EventKind.ARREST,
        EventKind.BOOKED,
        EventKind.RELEASE_DUE,
        EventKind.CRIMINAL_HOLD_BEGIN,
        EventKind.ADMIN_WARRANT_SERVED,
        EventKind.TRANSFER,
    }
)
_EVERY_ROW: Final[frozenset[str]] = (KNOWN_KINDS - END_OF_CUSTODY) | {_END}
_NO_ROW: Final[frozenset[str]] = frozenset()
_RULING_ENDS: Final[frozenset[str]] = frozenset({EventKind.RELEASE_DUE, _END})

# The table of section 6.3; kinds that are not here are not filled.
_LOWER_SOURCES: Final[Mapping[str, frozenset[str]]] = {
    EventKind.ARREST: frozenset({EventKind.STOP_BEGIN}),
    EventKind.RELEASE_DUE: frozenset(
        {EventKind.ARREST, EventKind.BOOKED, EventKind.CRIMINAL_HOLD_BEGIN}
    ),
    EventKind.CRIMINAL_HOLD_BEGIN: frozenset(
        {EventKind.ARREST, EventKind.BOOKED, EventKind.RELEASE_DUE}
    ),
    EventKind.ADMIN_WARRANT_SERVED: frozenset(
        {EventKind.ARREST, EventKind.BOOKED, EventKind.RELEASE_DUE}
    ),
    EventKind.TRANSFER: _EVERY_ROW,
    _END: _PROOF_OF_CUSTODY,
    EventKind.PC_DETERMINATION: _NO_ROW,
    EventKind.NEUTRAL_REVIEW: _NO_ROW,
    EventKind.CUSTODY_DETERMINATION: _NO_ROW,
}
_UPPER_SOURCES: Final[Mapping[str, frozenset[str]]] = {
    EventKind.ARREST: frozenset(
        {EventKind.BOOKED, EventKind.PC_DETERMINATION, EventKind.RELEASE_DUE, _END}
    ),
    EventKind.RELEASE_DUE: frozenset(
        {EventKind.ADMIN_WARRANT_SERVED, EventKind.CRIMINAL_HOLD_BEGIN, _END}
    ),
    EventKind.CRIMINAL_HOLD_BEGIN: frozenset({EventKind.RELEASE_DUE, _END}),
    EventKind.ADMIN_WARRANT_SERVED: frozenset({_END}),
    EventKind.TRANSFER: _EVERY_ROW,
    _END: _NO_ROW,
    EventKind.PC_DETERMINATION: _RULING_ENDS,
    EventKind.NEUTRAL_REVIEW: _RULING_ENDS,
    EventKind.CUSTODY_DETERMINATION: _RULING_ENDS,
}


# A hi from nothing but the moment of calculation says nothing about other events.
_NO_SOURCE: Final = frozenset({BoundOrigin.NOW, BoundOrigin.DROPPED})


class _Draft:
    """An event while its ends are being settled."""

    def __init__(self, versions: Sequence[CustodyEvent]) -> None:
        self.versions = tuple(versions)
        self.position = versions[0].position
        kind = versions[0].kind
        self.row = _END if kind in END_OF_CUSTODY else kind
        span = hull(version.span for version in versions)
        self.lo, self.hi = span.lo, span.hi
        self.lo_source = self.hi_source = _MISSING
        if self.lo is not None:
            supplier = next(v for v in versions if v.span.lo == self.lo)
            self.lo_source = BoundSource(
                BoundOrigin.ENTERED, supplier.position, supplier.lo_from_date
            )
        if self.hi is not None:
            supplier = next(v for v in versions if v.span.hi == self.hi)
            self.hi_source = BoundSource(
                BoundOrigin.ENTERED, supplier.position, supplier.hi_from_date
            )

    def finished(self) -> TimelineEvent:
        answers = {version.other_hold for version in self.versions}
        return TimelineEvent(
            self.position,
            self.versions,
            frozenset(version.kind for version in self.versions),
            answers.pop() if len(answers) == 1 else None,
            Interval(self.lo, self.hi),
            self.lo_source,
            self.hi_source,
        )


def lay_out(episode: CustodyEpisode, now: Interval) -> Timeline:
    """Say what has happened in `episode` by `now`, and between which moments.

    now: both ends known. Time is linear in the number of events.
    """
    latest_now = now.hi
    if now.lo is None or latest_now is None:
        raise ValueError("the moment of calculation must be known")
    drafts: list[_Draft] = []
    for versions in _versions(episode.events):
        draft = _Draft(versions)
        if draft.lo is not None and draft.lo > latest_now:
            continue  # not happened yet
        if draft.hi is not None and draft.hi > latest_now:
            draft.hi = latest_now
            draft.hi_source = BoundSource(BoundOrigin.LOWERED, draft.hi_source.position)
        drafts.append(draft)
    contradictory = _fill(drafts, latest_now)
    events = tuple(draft.finished() for draft in drafts)
    return Timeline(
        episode=episode,
        now=now,
        events=events,
        releases_and_holds=tuple(in_order(e for e in events if _starts_or_suspends(e))),
        transfers=tuple(in_order(e for e in events if EventKind.TRANSFER in e.kinds)),
        contradictory_bounds=contradictory,
    )


def _starts_or_suspends(event: TimelineEvent) -> bool:
    if EventKind.RELEASE_DUE in event.kinds:
        return event.other_hold is not True
    return EventKind.CRIMINAL_HOLD_BEGIN in event.kinds


def in_order(events: Iterable[TimelineEvent]) -> list[TimelineEvent]:
    """Order `events` of one sort: the first listed that no remaining one certainly precedes.

    An event may come once it begins no later than every remaining one can have ended; that
    moment only moves forward, so each event is looked at twice (section 6.5).
    """
    by_lo = list(events)
    if len(by_lo) < 2:
        return by_lo
    by_lo.sort(key=lambda e: (e.span.lo or _BEFORE_ALL, e.position), reverse=True)
    ending = [(e.span.hi, e.position) for e in by_lo if e.span.hi is not None]
    heapq.heapify(ending)
    ready: list[tuple[int, TimelineEvent]] = []
    done: set[int] = set()
    ordered: list[TimelineEvent] = []
    while by_lo or ready:
        while ending and ending[0][1] in done:
            heapq.heappop(ending)
        while by_lo and _may_begin(by_lo[-1], ending):
            event = by_lo.pop()
            heapq.heappush(ready, (event.position, event))
        position, event = heapq.heappop(ready)
        done.add(position)
        ordered.append(event)
    return ordered


def _may_begin(event: TimelineEvent, ending: Sequence[tuple[datetime, int]]) -> bool:
    lo = event.span.lo
    return lo is None or not ending or lo <= ending[0][0]


def _versions(events: Sequence[CustodyEvent]) -> list[list[CustodyEvent]]:
    """Events of known kinds, those that are accounts of one event together (section 6.1).

    In the order of the first account of each.
    """
    stretches: dict[tuple[str, int], list[CustodyEvent]] = {}
    groups: dict[str, list[CustodyEvent]] = {}
    holds = releases = 0
    for event in events:
        if event.dispute_group is not None:
            groups.setdefault(event.dispute_group, []).append(event)
        elif event.kind in KNOWN_KINDS:
            is_hold = event.kind == EventKind.CRIMINAL_HOLD_BEGIN
            stretches.setdefault((event.kind, releases if is_hold else holds), []).append(event)
        holds += event.kind == EventKind.CRIMINAL_HOLD_BEGIN
        releases += event.kind == EventKind.RELEASE_DUE
    merged = [group for group in groups.values() if group[0].kind in KNOWN_KINDS]
    for stretch in stretches.values():
        if any(event.disputed for event in stretch):
            merged.append(stretch)
        else:
            merged.extend([event] for event in stretch)
    return sorted(merged, key=lambda versions: versions[0].position)


def _fill(drafts: Sequence[_Draft], now: datetime) -> bool:
    """Fill missing ends from other events and drop contradictions (sections 6.3 and 6.4).

    Returns whether a filled bound was dropped.
    """
    lower_dropped = _fill_lower(drafts)
    upper_dropped = _fill_upper(drafts, now)
    both_dropped = False
    for draft in drafts:
        if draft.lo is not None and draft.hi is not None and draft.lo > draft.hi:
            draft.lo, draft.lo_source = None, _DROPPED
            draft.hi, draft.hi_source = now, _DROPPED
            both_dropped = True
    return lower_dropped or upper_dropped or both_dropped


def _fill_lower(drafts: Sequence[_Draft]) -> bool:
    dropped = False
    latest: dict[str, tuple[datetime, int, bool]] = {}  # per row; is it the start of a date
    for draft in drafts:
        if draft.lo is None and draft.row in _LOWER_SOURCES:
            found = [latest[row] for row in _LOWER_SOURCES[draft.row] if row in latest]
            if found:
                lo, supplier, from_date = max(found)
                if draft.hi is not None and lo > draft.hi:
                    draft.lo_source = _DROPPED
                    dropped = True
                else:
                    draft.lo = lo
                    draft.lo_source = BoundSource(BoundOrigin.FILLED, supplier, from_date)
        if draft.lo is not None:
            known = latest.get(draft.row)
            if known is None or draft.lo > known[0]:
                latest[draft.row] = (draft.lo, draft.position, draft.lo_source.from_date)
    return dropped


def _fill_upper(drafts: Sequence[_Draft], now: datetime) -> bool:
    dropped = False
    earliest: dict[str, tuple[datetime, int, bool]] = {}  # per row; is it the end of a date
    for draft in reversed(drafts):
        if draft.hi is None and draft.row in _UPPER_SOURCES:
            found = [earliest[row] for row in _UPPER_SOURCES[draft.row] if row in earliest]
            lo_is_known = draft.lo_source.origin is BoundOrigin.ENTERED
            if not found:
                draft.hi, draft.hi_source = now, _NOW
            else:
                hi, supplier, from_date = min(found)
                if lo_is_known and draft.lo is not None and hi < draft.lo:
                    draft.hi, draft.hi_source = now, _DROPPED
                    dropped = True
                else:
                    draft.hi = hi
                    draft.hi_source = BoundSource(BoundOrigin.FILLED, supplier, from_date)
        if draft.hi is not None and draft.hi_source.origin not in _NO_SOURCE:
            known = earliest.get(draft.row)
            if known is None or draft.hi < known[0]:
                earliest[draft.row] = (draft.hi, draft.position, draft.hi_source.from_date)
    return dropped


def zones_of(event: TimelineEvent) -> tuple[ZoneInfo | None, ...]:
    """The zones a transfer may lead to, without repeats; None is that of the present place."""
    return tuple(dict.fromkeys(version.zone for version in event.versions))
