"""Counting the hours of a stretch: with or without excluded days, pauses, changes of place.

Counted time is a distance on a scale on which excluded days and pauses have no length. Where the
moments of a change of place or of a pause are uncertain, a path follows the reading that counts
most, or the one that counts least, at every moment.
Source: custody-clock.md, sections 4 and 7.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from encounters.rules.holidays import HolidayArea, excluded_days
from encounters.rules.local_time import local_day_start

_SCALE_ZERO = datetime(2009, 1, 1, tzinfo=UTC)
_NOTHING = timedelta(0)
_ONE_DAY = timedelta(days=1)


class CountingCalendar(Protocol):
    """Says which time counts at one place."""

    def counted_until(self, instant: datetime) -> timedelta:
        """Counted time up to `instant` since a moment that is the same for every calendar."""

    def last_instant_with(self, counted: timedelta) -> datetime:
        """The last instant up to which no more than `counted` has been counted."""

    def changes_between(self, lo: datetime, hi: datetime) -> Sequence[datetime]:
        """The instants strictly inside (`lo`, `hi`) at which counting stops or begins."""


class EveryHour:
    """Every hour counts."""

    def counted_until(self, instant: datetime) -> timedelta:
        return instant - _SCALE_ZERO

    def last_instant_with(self, counted: timedelta) -> datetime:
        return _SCALE_ZERO + counted

    def changes_between(self, lo: datetime, hi: datetime) -> Sequence[datetime]:
        return ()


EVERY_HOUR = EveryHour()


class WorkingDays:
    """Hours count on local days of `zone` that are neither weekend nor federal holiday.

    Built once per zone and area; a question then costs one search in the table.
    """

    def __init__(self, zone: ZoneInfo, area: HolidayArea) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        self._counted_at_start: list[timedelta] = []
        counted = _NOTHING
        since = _SCALE_ZERO
        for first, last in _runs(excluded_days(area)):
            start = local_day_start(first, zone)
            end = local_day_start(last + _ONE_DAY, zone)
            if start == end:
                # A day that the zone skipped whole, as at the date line, has no length.
                continue
            counted += start - since
            self._starts.append(start)
            self._ends.append(end)
            self._counted_at_start.append(counted)
            since = end

    def counted_until(self, instant: datetime) -> timedelta:
        run = bisect_right(self._starts, instant) - 1
        if run < 0:
            return instant - _SCALE_ZERO
        return self._counted_at_start[run] + max(_NOTHING, instant - self._ends[run])

    def last_instant_with(self, counted: timedelta) -> datetime:
        run = bisect_right(self._counted_at_start, counted) - 1
        if run < 0:
            return _SCALE_ZERO + counted
        return self._ends[run] + (counted - self._counted_at_start[run])

    def changes_between(self, lo: datetime, hi: datetime) -> Sequence[datetime]:
        found: list[datetime] = []
        for table in (self._starts, self._ends):
            found.extend(table[bisect_right(table, lo) : bisect_left(table, hi)])
        return found


@lru_cache(maxsize=256)
def working_days(zone: ZoneInfo, area: HolidayArea) -> WorkingDays:
    """The table of `zone` and `area`, made at the first use."""
    return WorkingDays(zone, area)


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """First and last day of each run of consecutive `days`."""
    first: date | None = None
    last: date | None = None
    for day in days:
        if last is not None and day == last + _ONE_DAY:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last


class Extreme(Enum):
    """Which reading of the uncertain moments a path follows."""

    MOST = "most counted time"
    LEAST = "least counted time"


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count: from `lo` (None: without limit back) to `hi` (None: still on)."""

    lo: datetime | None
    hi: datetime | None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of place at some moment of [`lo`, `hi`]; `lo` None reaches back without limit.

    calendars: the possible calendars of the new place; None is the calendar of the present one.
    """

    lo: datetime | None
    hi: datetime
    calendars: tuple[CountingCalendar | None, ...]


@dataclass(frozen=True, slots=True)
class _Slice:
    """A part of a path without change: `until` None is for ever.

    counted: per calendar that the person may be under, the extreme count at `since`.
    """

    since: datetime
    until: datetime | None
    paused: bool
    counted: dict[CountingCalendar, timedelta]


class CountedPath:
    """The most, or the least, time that can have been counted since `start`.

    moves: in the order in which they happened; that order is kept by every reading.
    pauses: may overlap and lie in any order; those that are empty or reversed do not count.
    Cost grows with the number of moves and pauses, and with the excluded days inside the spans
    of uncertain moves only.
    """

    def __init__(
        self,
        start: datetime,
        origin: CountingCalendar,
        moves: Sequence[Move],
        pauses: Sequence[Pause],
        extreme: Extreme,
    ) -> None:
        self._start = start
        self._origin = origin
        self._pauses = _joined(start, pauses)
        self._calendars = {origin} | {c for m in moves for c in m.calendars if c is not None}
        # Moves between places that count alike change nothing.
        self._moves = _ordered_spans(start, moves) if len(self._calendars) > 1 else []
        self._better = max if extreme is Extreme.MOST else min
        self._sooner = min if extreme is Extreme.MOST else max

    def counted_at(self, stop: datetime) -> timedelta:
        """Counted time from the start to `stop`; none if `stop` is not after the start."""
        if stop <= self._start:
            return _NOTHING
        for part in self._slices():
            if part.until is None or stop <= part.until:
                return self._at(part, stop)
        raise AssertionError("the last part of a path has no end")

    def last_instant_within(self, limit: timedelta) -> datetime | None:
        """The last instant at which no more than `limit` has been counted.

        None if it never comes, because the count is paused before and nothing resumes it.
        """
        for part in self._slices():
            if part.until is not None and self._at(part, part.until) <= limit:
                continue
            if part.paused:
                return None
            return self._sooner(
                calendar.last_instant_with(calendar.counted_until(part.since) + limit - counted)
                for calendar, counted in part.counted.items()
            )
        raise AssertionError("the last part of a path has no end")

    def _at(self, part: _Slice, instant: datetime) -> timedelta:
        return self._better(_advance(part, instant).values())

    def _slices(self) -> Iterator[_Slice]:
        points = self._points()
        pauses = iter(self._pauses)
        pause = next(pauses, None)
        # How many moves are behind, and the calendar since: the extreme count so far.
        states: dict[tuple[int, CountingCalendar], timedelta] = {(0, self._origin): _NOTHING}
        for position, point in enumerate(points):
            states = self._after_moves(states, point)
            until = points[position + 1] if position + 1 < len(points) else None
            while pause is not None and pause[1] is not None and pause[1] <= point:
                pause = next(pauses, None)
            paused = pause is not None and pause[0] <= point
            counted: dict[CountingCalendar, timedelta] = {}
            for (_, calendar), value in states.items():
                known = counted.get(calendar)
                counted[calendar] = value if known is None else self._better((known, value))
            yield _Slice(point, until, paused, counted)
            if until is not None and not paused:
                gained = {c: c.counted_until(until) - c.counted_until(point) for c in counted}
                states = {state: value + gained[state[1]] for state, value in states.items()}

    def _points(self) -> list[datetime]:
        """Where the picture may change: ends of pauses and moves, and midnights in between."""
        points = {self._start}
        for lo, hi in self._pauses:
            points.add(lo)
            if hi is not None:
                points.add(hi)
        windows: list[tuple[datetime, datetime]] = []
        for lo, hi, _ in self._moves:
            points |= {lo, hi}
            if windows and lo <= windows[-1][1]:
                windows[-1] = (windows[-1][0], hi)
            else:
                windows.append((lo, hi))
        for lo, hi in windows:
            for calendar in self._calendars:
                points.update(calendar.changes_between(lo, hi))
        return sorted(points)

    def _after_moves(
        self, states: dict[tuple[int, CountingCalendar], timedelta], point: datetime
    ) -> dict[tuple[int, CountingCalendar], timedelta]:
        if not self._moves:
            return states
        result: dict[tuple[int, CountingCalendar], timedelta] = {}
        # Moves made are worked off in order, so several moves can happen at one instant.
        waiting = dict(states)
        for made in range(min(n for n, _ in waiting), len(self._moves) + 1):
            here = {state: value for state, value in waiting.items() if state[0] == made}
            if made == len(self._moves):
                result |= here
                break
            lo, hi, calendars = self._moves[made]
            if point < hi:
                result |= here  # not made yet
            if point < lo:
                # Spans of moves begin in order, so no later one can be open yet.
                break
            for (_, calendar), value in here.items():
                for new in calendars:
                    state = (made + 1, calendar if new is None else new)
                    known = waiting.get(state)
                    waiting[state] = value if known is None else self._better((known, value))
        return result


def _advance(part: _Slice, instant: datetime) -> dict[CountingCalendar, timedelta]:
    if part.paused:
        return part.counted
    return {
        calendar: counted + calendar.counted_until(instant) - calendar.counted_until(part.since)
        for calendar, counted in part.counted.items()
    }


def _joined(start: datetime, pauses: Sequence[Pause]) -> list[tuple[datetime, datetime | None]]:
    """The pauses after `start`, without overlaps, in order."""
    spans = sorted(
        (
            (start if pause.lo is None else max(start, pause.lo), pause.hi)
            for pause in pauses
            if pause.hi is None or pause.hi > start
        ),
        key=lambda span: span[0],
    )
    joined: list[tuple[datetime, datetime | None]] = []
    for lo, hi in spans:
        if hi is not None and hi <= lo:
            continue
        if joined and (joined[-1][1] is None or lo <= joined[-1][1]):
            end = joined[-1][1]
            later = None if end is None or hi is None else max(end, hi)
            joined[-1] = (joined[-1][0], later)
        else:
            joined.append((lo, hi))
    return joined


def _ordered_spans(
    start: datetime, moves: Sequence[Move]
) -> list[tuple[datetime, datetime, tuple[CountingCalendar | None, ...]]]:
    """The moments each move may have had, given the others and the order of all.

    A move before `start` counts as made at `start`: nothing is counted earlier.
    """
    lows: list[datetime] = []
    for move in moves:
        lo = start if move.lo is None else max(start, move.lo)
        lows.append(max(lo, lows[-1]) if lows else lo)
    highs: list[datetime] = []
    for move in reversed(moves):
        hi = max(start, move.hi)
        highs.append(min(hi, highs[-1]) if highs else hi)
    highs.reverse()
    return [(lo, hi, move.calendars) for lo, hi, move in zip(lows, highs, moves, strict=True)]
