"""What holds for every episode, whatever its times."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from encounters.rules.clock_reading import ClockId, ClockReading, ClockStatus, EpisodeReading
from tests.encounters.rules.clock_cases import Json, event, reading

HOUR = timedelta(hours=1)
LIMIT = timedelta(hours=48)
BASE = datetime(2025, 5, 19, tzinfo=UTC)  # before a Memorial Day weekend
QUIET = datetime(2025, 3, 17, tzinfo=UTC)  # no holiday and no clock change until 26 May
OVER = {ClockStatus.EXPIRED, ClockStatus.LATE}
WITHIN = {ClockStatus.RUNNING, ClockStatus.PAUSED, ClockStatus.MET}
KINDS = [
    "arrest", "booked", "release-due", "criminal-hold-begin", "transfer", "admin-warrant-served",
    "neutral-review",
]  # fmt: skip
ENDS = ["ice-pickup", "ice-facility-arrival", "released", "custody-ended-other"]
ZONES = ["America/New_York", "America/Los_Angeles", "Pacific/Guam"]


def stamp(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


@st.composite
def histories(draw: st.DrawFn, *, exact: bool = False) -> list[Json]:
    """Events in the order of happening; `hour` is the truth, `before` and `after` the doubt."""
    hour = 0
    found: list[Json] = []
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=0, max_size=5))
    kinds.insert(draw(st.integers(0, len(kinds))), "release-due")
    kinds += draw(st.lists(st.sampled_from(ENDS), max_size=2))
    for kind in kinds:
        hour += draw(st.integers(0, 60))
        doubt = st.just(0) if exact else st.integers(0, 40)
        entry: Json = {"kind": kind, "hour": hour, "before": draw(doubt), "after": draw(doubt)}
        if kind == "transfer":
            entry["timezone"] = draw(st.sampled_from([*ZONES, None]))
        if kind == "release-due":
            entry["other_hold"] = draw(st.sampled_from([False, False, False, None, True]))
        found.append(entry)
    return found


def as_case(history: list[Json], now_hour: int, base: datetime = BASE) -> Json:
    events = []
    for entry in history:
        at = base + entry["hour"] * HOUR
        fields = {k: v for k, v in entry.items() if k in ("timezone", "other_hold")}
        earliest, latest = at - entry["before"] * HOUR, at + entry["after"] * HOUR
        events.append(
            event(entry["kind"], None, earliest=stamp(earliest), latest=stamp(latest), **fields)
        )
    return {"timezone": ZONES[0], "now": stamp(base + now_hour * HOUR), "events": events}


def last_hour(history: list[Json]) -> int:
    return max(int(entry["hour"] + entry["after"]) for entry in history)


def started(answer: EpisodeReading) -> list[ClockReading]:
    return [r for r in answer.clocks.values() if r.least_elapsed is not None]


@given(histories(), st.integers(0, 400))
def test_deadline_and_status_never_contradict(history: list[Json], now_hour: int) -> None:
    for found in started(reading(as_case(history, now_hour))):
        assert found.least_elapsed is not None
        stop = found.explanation.stop
        assert stop.lo is not None
        assert stop.hi is not None
        surely_after = found.deadline_latest is not None and stop.lo > found.deadline_latest
        perhaps_after = found.deadline_earliest is not None and stop.hi > found.deadline_earliest
        assert surely_after == (found.least_elapsed > LIMIT)
        if found.most_elapsed is not None:
            assert perhaps_after == (found.most_elapsed > LIMIT)
        if found.status in OVER:
            assert surely_after
        if found.status in WITHIN:
            assert not perhaps_after


@given(histories(), st.integers(0, 400))
def test_certain_implies_possible(history: list[Json], now_hour: int) -> None:
    for found in started(reading(as_case(history, now_hour))):
        assert found.least_elapsed is not None
        assert found.least_elapsed >= timedelta(0)
        if found.most_elapsed is not None:
            assert found.least_elapsed <= found.most_elapsed
        if found.deadline_earliest is not None and found.deadline_latest is not None:
            assert found.deadline_earliest <= found.deadline_latest
        if found.deadline_earliest is None and found.most_elapsed is not None:
            assert found.deadline_latest is None


@given(histories(exact=True), st.integers(0, 400), st.integers(0, 100))
def test_time_that_passes_takes_nothing_back(history: list[Json], hour: int, later: int) -> None:
    before, after = reading(as_case(history, hour)), reading(as_case(history, hour + later))
    for clock in ClockId:
        then, now = before.clocks[clock], after.clocks[clock]
        if then.least_elapsed is None:
            continue
        assert now.least_elapsed is not None
        assert then.least_elapsed <= now.least_elapsed
        assert then.most_elapsed is not None
        assert now.most_elapsed is not None
        assert then.most_elapsed <= now.most_elapsed
        if then.status in OVER and not now.explanation.capped_by:
            assert now.status in OVER


@given(histories(), st.integers(0, 300), st.data())
@settings(max_examples=200)
def test_wider_interval_never_narrows_an_answer(
    history: list[Json], waiting: int, data: st.DataObject
) -> None:
    now_hour = last_hour(history) + 40 + waiting
    widened = [dict(entry) for entry in history]
    entry = data.draw(st.sampled_from(widened))
    entry["before"] += data.draw(st.integers(0, 40))
    entry["after"] += data.draw(st.integers(0, 40))
    narrow, wide = reading(as_case(history, now_hour)), reading(as_case(widened, now_hour))
    for clock in ClockId:
        a, b = narrow.clocks[clock], wide.clocks[clock]
        assert (a.least_elapsed is None) == (b.least_elapsed is None)
        if a.least_elapsed is None or b.least_elapsed is None:
            continue
        assert b.least_elapsed <= a.least_elapsed
        assert a.most_elapsed is not None
        assert b.most_elapsed is not None
        assert a.most_elapsed <= b.most_elapsed
        assert_deadline_reaches(a, b)
        if b.status in OVER:
            assert a.status == b.status
        if b.status in WITHIN:
            assert a.status == b.status


def assert_deadline_reaches(narrow: ClockReading, wide: ClockReading) -> None:
    if narrow.deadline_earliest is not None:
        assert wide.deadline_earliest is not None
        assert wide.deadline_earliest <= narrow.deadline_earliest
    if wide.deadline_latest is not None:
        assert narrow.deadline_latest is not None
        assert narrow.deadline_latest <= wide.deadline_latest


@given(histories(), st.integers(0, 250), st.integers(1, 2))
def test_shift_by_whole_weeks_shifts_the_answer(
    history: list[Json], now_hour: int, weeks: int
) -> None:
    history = [entry for entry in history if last_hour([entry]) < 600]
    here = reading(as_case(history, now_hour, QUIET))
    shift = timedelta(weeks=weeks)
    there = reading(as_case(history, now_hour, QUIET + shift))
    for clock in ClockId:
        a, b = here.clocks[clock], there.clocks[clock]
        assert (a.status, a.least_elapsed, a.most_elapsed) == (
            b.status,
            b.least_elapsed,
            b.most_elapsed,
        )
        for ours, theirs in (
            (a.deadline_earliest, b.deadline_earliest),
            (a.deadline_latest, b.deadline_latest),
        ):
            assert (ours is None) == (theirs is None)
            if ours is not None:
                assert theirs == ours + shift


@given(histories(), st.integers(0, 400), st.data())
def test_losing_a_bound_never_makes_an_answer_surer(
    history: list[Json], now_hour: int, data: st.DataObject
) -> None:
    given_case = as_case(history, max(now_hour, last_hour(history)))
    known = reading(given_case)
    position = data.draw(st.integers(0, len(history) - 1))
    end = data.draw(st.sampled_from(["earliest", "latest"]))
    given_case["events"][position][end] = None
    unknown = reading(given_case)
    for clock in ClockId:
        if unknown.clocks[clock].status in OVER and not unknown.notes:
            assert known.clocks[clock].status in OVER


def test_cost_grows_with_the_events_and_not_with_their_square() -> None:
    def seconds(events: int) -> float:
        history: list[Json] = [
            {"kind": KINDS[n % len(KINDS)], "hour": n, "before": n % 9, "after": n % 7}
            for n in range(events)
        ]
        prepared = as_case(history, events + 50)
        best = 60.0
        for _ in range(3):
            began = perf_counter()
            reading(prepared)
            best = min(best, perf_counter() - began)
        return best

    seconds(10)
    # Ten times the events: a square would cost a hundred times as much.
    assert seconds(2000) < 40 * seconds(200)
