"""Pools of made-up records, and the releases made of them."""

import random
from collections.abc import Iterable, Sequence
from datetime import date

from encounters.patterns.rules.blocks import Fact, FormedBlock, Forming, FrozenBlock, form_blocks
from encounters.patterns.rules.plan import Plan
from encounters.patterns.rules.release import ReleaseFacts, build_release
from encounters.patterns.rules.series import SeriesView, TableView
from encounters.patterns.rules.standard_chain import (
    county_series,
    status_questions_plan,
    status_questions_series,
)

SECRET = bytes(range(32))
FIRST_CUT = date(2026, 9, 30)
SECOND_CUT = date(2026, 12, 31)
STATEMENT = "observer-reported-1"

PLAN = status_questions_plan(population="pop-07", period_start="2025-01")
STATE_SERIES = status_questions_series(series_id="ser-state", statement_id=STATEMENT)
COUNTY_SERIES = county_series(series_id="ser-county", statement_id=STATEMENT)
FULL_SERIES = SeriesView(
    "ser-full", STATEMENT, (TableView("full", ("geo", "time", "model", "asked")),)
)
ALL_SERIES = (STATE_SERIES, COUNTY_SERIES, FULL_SERIES)


def fact(
    number: int,
    *,
    geo: str | None = "TX-201",
    time: str | None = "2026-05",
    model: str | None = "JEM",
    asked: str = "yes",
    person: str | None = None,
    contributor: str | None = None,
    recorded: str = "2026-06",
    waits: int = 0,
) -> Fact:
    """Make one record of a person of its own, from one of seven observers."""
    return Fact(
        fact_id=f"f-{number:06d}",
        person_key=person or f"p-{number:06d}",
        contributor_key=contributor or f"c-{number % 7}",
        leaves={"geo": geo, "time": time, "model": model, "asked": asked},
        recorded_month=recorded,
        waits=waits,
    )


def group(
    start: int,
    yes: int,
    not_reported: int,
    *,
    geo: str | None = "TX-201",
    time: str | None = "2026-05",
    model: str | None = "JEM",
    recorded: str = "2026-06",
) -> list[Fact]:
    """Make records that differ in the flag only."""
    return [
        fact(
            start + at,
            geo=geo,
            time=time,
            model=model,
            asked="yes" if at < yes else "not_reported",
            recorded=recorded,
        )
        for at in range(yes + not_reported)
    ]


def random_pool(
    seed: int, size: int, *, start: int = 0, recorded: Sequence[str] = ("2026-06",)
) -> list[Fact]:
    """Make a skewed pool: few large places, many small ones, some unknowns, some repeat persons."""
    chance = random.Random(seed)
    places = [f"{state}-{at * 2 + 1:03d}" for state in ("TX", "DE", "GA") for at in range(6)]
    weights = [1 / (1 + at) for at in range(len(places))]
    chance.shuffle(places)
    pool: list[Fact] = []
    for number in range(start, start + size):
        place: str | None = chance.choices(places, weights)[0]
        if chance.random() < 0.06:
            place = chance.choice([str(place)[:2], None])
        month = f"{chance.choice((2025, 2026))}-{chance.randint(1, 6):02d}"
        time: str | None = month if chance.random() > 0.05 else chance.choice([month[:4], None])
        arrived = chance.choice(recorded)
        pool.append(
            fact(
                number,
                geo=place,
                time=time,
                model=chance.choice(["JEM", "TFM", "JEM+TFM", "none", None]),
                asked=chance.choice(["yes", "not_reported", "not_reported"]),
                person=f"p-{chance.randrange(size)}" if chance.random() < 0.1 else None,
                contributor=f"c-{chance.randrange(9)}",
                recorded=arrived,
            )
        )
    return pool


def form(
    pool: Iterable[Fact],
    *,
    plan: Plan = PLAN,
    sequence: int = 1,
    cutoff: date = FIRST_CUT,
    earlier: Sequence[date] = (),
    secret: bytes = SECRET,
) -> Forming:
    return form_blocks(
        pool,
        plan=plan,
        sequence=sequence,
        cutoff=cutoff,
        earlier_cutoffs=earlier,
        secret=secret,
    )


def frozen(blocks: Iterable[FormedBlock]) -> list[FrozenBlock]:
    return [formed.block for formed in blocks]


def files(
    blocks: Sequence[FrozenBlock],
    *,
    plan: Plan = PLAN,
    series: Sequence[SeriesView] = ALL_SERIES,
    sequence: int = 1,
    cutoff: date = FIRST_CUT,
) -> list[bytes]:
    """Write one release of each series out of the same blocks."""
    facts = ReleaseFacts(sequence, cutoff, f"snap-{sequence:04d}", "0.1.0")
    return [build_release(plan, view, blocks, facts).body for view in series]
