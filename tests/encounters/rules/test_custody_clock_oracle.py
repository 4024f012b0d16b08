"""The clocks against a slow second method: count every quarter of an hour, one by one."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from encounters.rules.clock_reading import ClockId, ClockReading
from tests.encounters.rules.clock_cases import Json, event, reading
from tests.encounters.rules.test_holidays import STATUTE

STEP = timedelta(minutes=15)
LIMIT = timedelta(hours=48)
# Long enough for any 48 counted hours after the last event.
HORIZON = timedelta(days=12)
ZONES = ["America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Guam"]
# Around clock changes, holidays, year ends and ordinary weeks.
WEEKS = [
    date(2024, 3, 7), date(2024, 10, 31), date(2025, 4, 9), date(2025, 5, 21), date(2021, 12, 28),
    date(2024, 11, 26), date(2021, 6, 16), date(2020, 7, 1),
]  # fmt: skip


@dataclass(frozen=True)
class Account:
    """What happened, exactly: (kind, instant, new zone), in order."""

    zone: str
    events: tuple[tuple[str, datetime, str | None], ...]
    now: datetime

    def as_case(self) -> Json:
        return {
            "timezone": self.zone,
            "now": stamp(self.now),
            "events": [
                event(kind, stamp(at), **({"timezone": zone} if zone else {}))
                for kind, at, zone in self.events
            ],
        }


def stamp(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def counts(instant: datetime, zone: str, *, weekends_too: bool) -> bool:
    if weekends_too:
        return True
    day = instant.astimezone(ZoneInfo(zone)).date()
    return day.weekday() < 5 and day not in STATUTE


def counted_by_hand(
    account: Account, *, weekends_too: bool
) -> tuple[timedelta, datetime | None, bool]:
    """Elapsed time, deadline and whether the count is paused, walking step by step."""
    end = next((at for kind, at, _ in account.events if kind == "released"), None)
    stop = account.now if end is None else end
    zone, started, paused = account.zone, False, False
    elapsed, total = timedelta(0), timedelta(0)
    deadline: datetime | None = None
    waiting = list(account.events)
    instant = account.events[0][1]
    horizon = max(account.now, account.events[-1][1]) + HORIZON
    while instant <= horizon:
        while waiting and waiting[0][1] <= instant:
            kind, _, new_zone = waiting.pop(0)
            if kind == "release-due":
                started, paused = True, False
            elif kind == "criminal-hold-begin" and started:
                paused = True
            elif kind == "transfer" and new_zone:
                zone = new_zone
        if started and not paused and counts(instant, zone, weekends_too=weekends_too):
            if total >= LIMIT:
                deadline = instant
                break
            total += STEP
            if instant < stop:
                elapsed += STEP
        instant += STEP
    # Elapsed time goes on beyond the deadline.
    while deadline is not None and instant < stop:
        while waiting and waiting[0][1] <= instant:
            kind, _, new_zone = waiting.pop(0)
            paused = kind == "criminal-hold-begin" or (paused and kind != "release-due")
            zone = new_zone or zone
        if not paused and counts(instant, zone, weekends_too=weekends_too):
            elapsed += STEP
        instant += STEP
    return elapsed, deadline, paused


def random_account(rng: random.Random) -> Account:
    zone = rng.choice(ZONES)
    week = rng.choice(WEEKS)
    at = datetime(week.year, week.month, week.day, tzinfo=UTC) + rng.randrange(96) * STEP
    events: list[tuple[str, datetime, str | None]] = [("release-due", at, None)]
    for _ in range(rng.randrange(5)):
        at += rng.randrange(1, 200) * STEP
        kind = rng.choice(["criminal-hold-begin", "release-due", "transfer", "transfer"])
        events.append((kind, at, rng.choice(ZONES) if kind == "transfer" else None))
    if rng.random() < 0.5:
        at += rng.randrange(1, 300) * STEP
        events.append(("released", at, None))
    return Account(zone, tuple(events), at + rng.randrange(300) * STEP)


@pytest.mark.parametrize("seed", range(150))
def test_counting_every_quarter_of_an_hour_gives_the_same_answer(seed: int) -> None:
    account = random_account(random.Random(seed))
    answer = reading(account.as_case())
    for clock, weekends_too in ((ClockId.REG_48H, False), (ClockId.FORM_48H, True)):
        elapsed, deadline, paused = counted_by_hand(account, weekends_too=weekends_too)
        found = answer.clocks[clock]
        assert (found.least_elapsed, found.most_elapsed) == (elapsed, elapsed)
        assert (found.deadline_earliest, found.deadline_latest) == (deadline, deadline)
        closed = account.events[-1][0] == "released"
        if elapsed > LIMIT:
            assert found.status == ("late" if closed else "expired")
        else:
            assert found.status == ("met" if closed else "paused" if paused else "running")


# Uncertain accounts: whatever really happened must lie in the answer, and its ends must be met.


def loosened(account: Account, rng: random.Random, steps: int) -> tuple[Json, list[list[datetime]]]:
    """The case with bounds around every event, and the moments tried for each event."""
    entries: list[Json] = []
    choices: list[list[datetime]] = []
    for kind, at, zone in account.events:
        lo = at - rng.randrange(steps) * STEP
        hi = min(at + rng.randrange(steps) * STEP, account.now)
        fields = {"timezone": zone} if zone else {}
        entries.append(event(kind, None, earliest=stamp(lo), latest=stamp(hi), **fields))
        inside = sorted({lo, hi, at, lo + (hi - lo) // (2 * STEP) * STEP})
        choices.append(inside)
    return {"timezone": account.zone, "now": stamp(account.now), "events": entries}, choices


@pytest.mark.parametrize("seed", range(60))
def test_every_account_inside_the_bounds_lies_inside_the_answer(seed: int) -> None:
    rng = random.Random(1000 + seed)
    account = random_account(rng)
    case, choices = loosened(account, rng, 60)
    wide = reading(case)
    for _ in range(40):
        times = [rng.choice(options) for options in choices]
        if times != sorted(times):
            continue  # contradicts the order of the list
        events = tuple((k, t, z) for (k, _, z), t in zip(account.events, times, strict=True))
        exact = reading(Account(account.zone, events, account.now).as_case())
        for clock in ClockId:
            assert_inside(exact.clocks[clock], wide.clocks[clock])


def assert_inside(exact: ClockReading, wide: ClockReading) -> None:
    assert exact.least_elapsed is not None
    assert wide.least_elapsed is not None
    assert wide.most_elapsed is not None
    assert wide.least_elapsed <= exact.least_elapsed <= wide.most_elapsed
    if exact.deadline_latest is None:
        assert wide.deadline_latest is None
    else:
        assert wide.deadline_earliest is not None
        assert wide.deadline_earliest <= exact.deadline_latest
        assert wide.deadline_latest is None or exact.deadline_latest <= wide.deadline_latest


@pytest.mark.parametrize("seed", range(40))
def test_ends_of_the_answer_are_reached_for_an_uncertain_transfer(seed: int) -> None:
    rng = random.Random(2000 + seed)
    week = rng.choice(WEEKS)
    start = datetime(week.year, week.month, week.day, tzinfo=UTC) + rng.randrange(96) * STEP
    lo = start + rng.randrange(100) * STEP
    width = rng.randrange(1, 200)
    now = lo + (width + rng.randrange(100)) * STEP
    old, new = rng.sample(ZONES, 2)

    def given(**moment: str) -> Json:
        moved = event("transfer", None, timezone=new, **moment)
        return {
            "timezone": old,
            "now": stamp(now),
            "events": [event("release-due", stamp(start)), moved],
        }

    wide = reading(given(earliest=stamp(lo), latest=stamp(lo + width * STEP)))
    every = [
        reading(given(earliest=(moment := stamp(lo + n * STEP)), latest=moment))
        for n in range(width + 1)
    ]
    found, all_found = wide.clocks[ClockId.REG_48H], [r.clocks[ClockId.REG_48H] for r in every]
    assert found.least_elapsed == min(
        r.least_elapsed for r in all_found if r.least_elapsed is not None
    )
    assert found.most_elapsed == max(
        r.most_elapsed for r in all_found if r.most_elapsed is not None
    )
    deadlines = [r.deadline_latest for r in all_found if r.deadline_latest is not None]
    assert found.deadline_earliest == min(deadlines)
    assert found.deadline_latest == max(deadlines)
