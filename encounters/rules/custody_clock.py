"""Custody clocks: how long a person has been held past a moment, against a stated limit.

A clock is arithmetic. It never says that a hold was unlawful. `reg-48h` and `form-48h` answer
different questions over the same stretch and routinely disagree: a hold from Friday evening to
Monday morning is inside the regulation, which leaves out weekends and holidays, and outside the
2017 request form, which does not. Both are shown and neither is chosen.
Source: custody-clock.md, whole; 8 CFR 287.7(d) for `reg-48h`, Form I-247A (02/17) for `form-48h`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from encounters.rules.clock_reading import (
    FORTY_EIGHT_HOURS,
    ClockId,
    ClockReading,
    ClockStatus,
    EpisodeReading,
    Explanation,
    Note,
    PauseUsed,
    PlaceUsed,
)
from encounters.rules.counted_time import (
    EVERY_HOUR,
    CountedPath,
    CountingCalendar,
    Extreme,
    Move,
    Pause,
    working_days,
)
from encounters.rules.custody_case import CaseError, read_case
from encounters.rules.custody_events import END_OF_CUSTODY, CustodyEpisode, EventKind
from encounters.rules.custody_timeline import (
    Timeline,
    TimelineEvent,
    lay_out,
    zones_of,
)
from encounters.rules.holidays import HolidayArea, nearby_closures
from encounters.rules.intervals import Interval
from encounters.rules.local_time import local_day

RULE_VERSION: Final = "custody-clock/1"

_NOTHING: Final = timedelta(0)


class Governs(Enum):
    """Under which versions of its start event a clock applies."""

    ALWAYS = "under every version"
    DISPUTED = "under some versions only"
    NEVER = "under no version"


@dataclass(frozen=True, slots=True)
class ClockStart:
    """What started a clock, and when that can have been.

    is_unknown: nothing bounds the start, neither from below nor, but for now, from above.
    """

    events: tuple[TimelineEvent, ...]
    span: Interval
    is_unknown: bool
    governs: Governs = Governs.ALWAYS


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock: what it counts, from when, until when, and where that is written.

    find_start: None where no start event is on record.
    stop_kinds: kinds of events that end the count; the earliest possible one does.
    is_release_clock: criminal holds after the start suspend the count, and an unknown other
        hold at its start or resumption keeps the status at "possibly".
    leaves_out_excluded_days: whether weekends and federal holidays are not counted.
    source: the law or form, as it is cited.
    """

    id: ClockId
    find_start: Callable[[Timeline], ClockStart | None]
    stop_kinds: frozenset[str]
    is_release_clock: bool
    leaves_out_excluded_days: bool
    source: str
    limit: timedelta = FORTY_EIGHT_HOURS


def first_release_due(timeline: Timeline) -> ClockStart | None:
    """The start of a release clock: the person would have walked out but for immigration."""
    for event in timeline.releases_and_holds:
        if EventKind.RELEASE_DUE in event.kinds:
            is_unknown = event.span.lo is None and event.bounded_by_now_alone
            return ClockStart((event,), event.span, is_unknown)
    return None


REG_48H: Final = ClockRule(
    id=ClockId.REG_48H,
    find_start=first_release_due,
    stop_kinds=END_OF_CUSTODY,
    is_release_clock=True,
    leaves_out_excluded_days=True,
    source="8 CFR 287.7(d)",
)
FORM_48H: Final = ClockRule(
    id=ClockId.FORM_48H,
    find_start=first_release_due,
    stop_kinds=END_OF_CUSTODY,
    is_release_clock=True,
    leaves_out_excluded_days=False,
    source="Form I-247A (02/17)",
)

CLOCK_RULES: Final[Mapping[ClockId, ClockRule]] = {rule.id: rule for rule in (REG_48H, FORM_48H)}


def read_episode(case: Mapping[str, object]) -> EpisodeReading | CaseError:
    """Read every clock for one case in the JSON form of custody-clock.md section 2.

    Returns the error, never raises it: one bad case must not stop a list of cases.
    """
    try:
        valid = read_case(case)
    except CaseError as error:
        return error
    return read_clocks(valid.episode, valid.now)


def read_clocks(episode: CustodyEpisode, now: Interval) -> EpisodeReading:
    """Read every clock for `episode` as things stand at `now` (both ends known, UTC)."""
    timeline = lay_out(episode, now)
    readings = {rule.id: _read(rule, timeline) for rule in CLOCK_RULES.values()}
    notes = _case_notes(timeline).union(*(reading.notes for reading in readings.values()))
    return EpisodeReading(readings, tuple(sorted(notes)))


def read_clock(rule: ClockRule, episode: CustodyEpisode, now: Interval) -> ClockReading:
    """Say how long `episode` has run against `rule`, and whether it is over the limit.

    episode: events in the order they happened; times are closed UTC intervals.
    now: the moment of calculation, both ends known. Elapsed time is a lower and an upper bound.
    Exactly the limit is not over it. An unknown start widens the interval, it is never guessed.
    Source: each rule carries its own; the arithmetic is custody-clock.md sections 4 to 7.
    Raises: ValueError when `now` is not known.
    """
    return _read(rule, lay_out(episode, now))


def _read(rule: ClockRule, timeline: Timeline) -> ClockReading:
    start = rule.find_start(timeline)
    if start is None or start.governs is Governs.NEVER:
        return _without_count(rule, timeline, start)
    stops = timeline.of_kinds(rule.stop_kinds)
    closings = [event for event in stops if event.kinds <= rule.stop_kinds]
    stop = _stop(rule, start, stops, closings, timeline.now)
    pauses = _pauses(rule, start, closings, timeline)
    moves = _moves(closings, timeline)
    most, least = _paths(rule, start, pauses, moves, timeline.episode)

    # 1. The numbers: earliest start to latest stop, and latest start to earliest stop.
    least_elapsed = _NOTHING if stop.lo is None else least.counted_at(stop.lo)
    most_elapsed = None if most is None else most.counted_at(_known(stop.hi))
    earliest = None if most is None else most.last_instant_within(rule.limit)
    latest = least.last_instant_within(rule.limit)
    # 2. The verdict of the numbers, and what keeps it from being certain.
    is_open = not closings
    is_paused = bool(pauses) and pauses[-1].resumption is None
    capped_by = _capped_by(rule, start, stops, closings, pauses)
    status = _status(rule, (least_elapsed, most_elapsed), is_open, is_paused, bool(capped_by))
    if start.is_unknown:
        status = ClockStatus.UNKNOWN_START
        least_elapsed, most_elapsed, earliest, latest = _NOTHING, None, None, None

    notes = _clock_notes(rule, start, stop, pauses, timeline)
    if start.governs is Governs.DISPUTED or len(stops) > len(closings):
        notes.add(Note.DISPUTED_CONDITION)
    return ClockReading(
        clock=rule.id,
        status=status,
        least_elapsed=least_elapsed,
        most_elapsed=most_elapsed,
        deadline_earliest=earliest,
        deadline_latest=latest,
        notes=frozenset(notes),
        explanation=Explanation(
            source=rule.source,
            limit=rule.limit,
            now=timeline.now,
            stop=stop,
            start=start.events,
            stops=tuple(stops),
            pauses=tuple(pauses),
            moves=tuple(moves),
            capped_by=capped_by,
            places=_places(timeline.episode.zone, moves),
            holiday_area=timeline.episode.holiday_area if rule.leaves_out_excluded_days else None,
        ),
    )


def _without_count(rule: ClockRule, timeline: Timeline, start: ClockStart | None) -> ClockReading:
    return ClockReading(
        clock=rule.id,
        status=ClockStatus.NOT_STARTED if start is None else ClockStatus.NOT_APPLICABLE,
        least_elapsed=None,
        most_elapsed=None,
        deadline_earliest=None,
        deadline_latest=None,
        notes=frozenset(),
        explanation=Explanation(
            source=rule.source,
            limit=rule.limit,
            now=timeline.now,
            stop=timeline.now,
            start=() if start is None else start.events,
            places=_places(timeline.episode.zone, ()),
        ),
    )


def _stop(
    rule: ClockRule,
    start: ClockStart,
    stops: Sequence[TimelineEvent],
    closings: Sequence[TimelineEvent],
    now: Interval,
) -> Interval:
    """The earliest of all possible stops, end by end; `now` while the clock is open (6.7, 6.8).

    An event that would stop the clock under some versions only gives its lo, not its hi.
    A stop without lo can be as early as the start. The latest end is always known.
    """
    lows: list[datetime | None] = []
    for event in stops:
        if event.kinds <= rule.stop_kinds:
            own = [event.span.lo]
        else:
            own = [v.span.lo for v in event.versions if v.kind in rule.stop_kinds]
        lows.extend(start.span.lo if lo is None else lo for lo in own)
    if not closings:
        lows.append(now.lo)
    ends = [event.span.hi for event in closings if event.span.hi is not None]
    hi = min(ends) if ends else _known(now.hi)
    lo = None if None in lows else min(low for low in lows if low is not None)
    # A stop that is wholly before the start, and a lo borrowed from that start: no time at all.
    return Interval(lo if lo is None else min(lo, hi), hi)


class _Closings:
    """The events that close a clock, and what certainly or by the list comes before them all."""

    def __init__(self, closings: Sequence[TimelineEvent]) -> None:
        self._positions = [event.position for event in closings]
        ends = [event.span.hi for event in closings if event.span.hi is not None]
        self._first_end = min(ends, default=None)
        # The earliest lo among the closings up to each position; None is without limit back.
        self._lows: list[datetime | None] = []
        for event in closings:
            lo = event.span.lo
            if self._lows and lo is not None:
                before = self._lows[-1]
                lo = None if before is None else min(before, lo)
            self._lows.append(lo)

    def all_come_after(self, event: TimelineEvent) -> bool:
        """Whether `event` precedes every one of them, in the sense of section 6.5."""
        lo, hi = event.span.lo, event.span.hi
        if lo is not None and self._first_end is not None and self._first_end < lo:
            return False
        listed_before = bisect_left(self._positions, event.position)
        if listed_before == 0:
            return True
        earliest = self._lows[listed_before - 1]
        return hi is not None and earliest is not None and hi < earliest


def _pauses(
    rule: ClockRule,
    start: ClockStart,
    closings: Sequence[TimelineEvent],
    timeline: Timeline,
) -> list[PauseUsed]:
    """Criminal holds after the start, each with the next release, all before custody ends.

    A release that does not precede the end of custody resumes nothing: custody ended during
    the pause, and no deadline is left (section 7).
    """
    if not rule.is_release_clock:
        return []
    started = start.events[-1].position
    in_custody = _Closings(closings)
    sequence = iter(timeline.releases_and_holds)
    for event in sequence:
        if event.position == started:
            break
    pauses: list[PauseUsed] = []
    hold: TimelineEvent | None = None
    for event in sequence:
        if not in_custody.all_come_after(event):
            continue
        if EventKind.CRIMINAL_HOLD_BEGIN in event.kinds:
            hold = hold or event
        elif hold is not None:
            pauses.append(PauseUsed(hold, event))
            hold = None
    if hold is not None:
        pauses.append(PauseUsed(hold, None))
    return pauses


def _moves(closings: Sequence[TimelineEvent], timeline: Timeline) -> list[TimelineEvent]:
    """Transfers before custody ended, in order."""
    in_custody = _Closings(closings)
    return [event for event in timeline.transfers if in_custody.all_come_after(event)]


def _paths(
    rule: ClockRule,
    start: ClockStart,
    pauses: Sequence[PauseUsed],
    moves: Sequence[TimelineEvent],
    episode: CustodyEpisode,
) -> tuple[CountedPath | None, CountedPath]:
    """The counts from the earliest start (None: no bound) and from the latest one.

    The first keeps every pause as short as it can have been, the second as long (section 7).
    """
    origin: CountingCalendar = EVERY_HOUR
    places: list[Move] = []
    if rule.leaves_out_excluded_days:
        area = episode.holiday_area
        origin = working_days(episode.zone, area)
        places = [_move(event, area) for event in moves]
    least = CountedPath(
        _known(start.span.hi),
        origin,
        places,
        [
            Pause(p.hold.span.lo, None if p.resumption is None else p.resumption.span.hi)
            for p in pauses
        ],
        Extreme.LEAST,
    )
    if start.span.lo is None:
        return None, least
    shortest = [
        Pause(p.hold.span.hi, None if p.resumption is None else p.resumption.span.lo)
        for p in pauses
        # A resumption that reaches back without limit leaves no pause.
        if p.resumption is None or p.resumption.span.lo is not None
    ]
    return CountedPath(start.span.lo, origin, places, shortest, Extreme.MOST), least


def _move(event: TimelineEvent, area: HolidayArea) -> Move:
    calendars = tuple(
        None if zone is None else working_days(zone, area) for zone in zones_of(event)
    )
    return Move(event.span.lo, _known(event.span.hi), calendars)


def _known(instant: datetime | None) -> datetime:
    """Narrow an end that section 6.3 always fills, if only with `now`."""
    if instant is None:
        raise AssertionError("an event that is filled has a latest moment")
    return instant


def _places(zone: ZoneInfo, moves: Sequence[TimelineEvent]) -> tuple[PlaceUsed, ...]:
    """The places of an episode that begins in `zone`, each with its widest stay."""
    places = [PlaceUsed((zone,), None, None)]
    for event in moves:
        here = places[-1]
        zones = dict.fromkeys(
            zone for new in zones_of(event) for zone in (here.zones if new is None else (new,))
        )
        places[-1] = PlaceUsed(here.zones, here.since, event.span.hi)
        places.append(PlaceUsed(tuple(zones), event.span.lo, None))
    return tuple(places)


def _capped_by(
    rule: ClockRule,
    start: ClockStart,
    stops: Sequence[TimelineEvent],
    closings: Sequence[TimelineEvent],
    pauses: Sequence[PauseUsed],
) -> tuple[TimelineEvent, ...]:
    """Events because of which the status is at most "possibly"."""
    found: list[TimelineEvent] = []
    if start.governs is Governs.DISPUTED:
        found.extend(start.events)
    found.extend(event for event in stops if event not in closings)
    if rule.is_release_clock:
        found.extend(event for event in start.events if event.other_hold is None)
        found.extend(_unknown_resumptions(pauses))
    return tuple(found)


def _unknown_resumptions(pauses: Sequence[PauseUsed]) -> list[TimelineEvent]:
    return [
        pause.resumption
        for pause in pauses
        if pause.resumption is not None and pause.resumption.other_hold is None
    ]


def _status(
    rule: ClockRule,
    elapsed: tuple[timedelta, timedelta | None],
    is_open: bool,
    is_paused: bool,
    is_capped: bool,
) -> ClockStatus:
    least, most = elapsed
    if most is not None and most <= rule.limit:
        if not is_open:
            return ClockStatus.MET
        return ClockStatus.PAUSED if is_paused else ClockStatus.RUNNING
    if least > rule.limit and not is_capped:
        return ClockStatus.EXPIRED if is_open else ClockStatus.LATE
    return ClockStatus.POSSIBLY_EXPIRED if is_open else ClockStatus.POSSIBLY_LATE


def _clock_notes(
    rule: ClockRule,
    start: ClockStart,
    stop: Interval,
    pauses: Sequence[PauseUsed],
    timeline: Timeline,
) -> set[Note]:
    notes: set[Note] = set()
    if rule.is_release_clock and (
        any(event.other_hold is None for event in start.events) or _unknown_resumptions(pauses)
    ):
        notes.add(Note.OTHER_HOLD_UNKNOWN)
    since = start.span.lo or start.span.hi
    if (
        rule.leaves_out_excluded_days
        and not start.is_unknown
        and since is not None
        and _closure_between(since, _known(stop.hi), timeline.episode.zone)
    ):
        notes.add(Note.NEARBY_NON_FEDERAL_CLOSURE)
    return notes


def _closure_between(since: datetime, until: datetime, zone: ZoneInfo) -> bool:
    """Whether a day of closed offices that counts all the same overlaps the time."""
    days = nearby_closures()
    first = bisect_left(days, since.astimezone(zone).date())
    last = bisect_right(days, until.astimezone(zone).date())
    for day in days[first:last]:
        span = local_day(day, zone)
        if since < _known(span.hi) and _known(span.lo) < until and since <= until:
            return True
    return False


def _case_notes(timeline: Timeline) -> set[Note]:
    """Notes that do not depend on a clock."""
    notes: set[Note] = set()
    if timeline.contradictory_bounds:
        notes.add(Note.CONTRADICTORY_BOUNDS)
    if timeline.transfers:
        notes.add(Note.TWO_AGENCIES)
    ends = [kind for event in timeline.of_kinds(END_OF_CUSTODY) for kind in event.kinds]
    if len(ends) > len(set(ends)):
        notes.add(Note.REPEATED_END)
    return notes
