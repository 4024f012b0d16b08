"""Forming blocks, case by case."""

import random
from dataclasses import replace
from datetime import date

import pytest

from encounters.patterns.rules.blocks import BadFacts, Fact, WaitReason
from encounters.patterns.rules.data_cut import BadDataCut
from encounters.patterns.rules.dimensions import BadCode
from encounters.patterns.rules.plan import BadPlan, Plan, Thresholds, levels
from encounters.patterns.rules.standard_chain import GEO, MODEL, TIME
from encounters.patterns.rules.thresholds import keyed_offset
from tests.encounters.patterns.rules.pools import (
    FIRST_CUT,
    PLAN,
    SECOND_CUT,
    SECRET,
    fact,
    form,
    group,
    random_pool,
)

TWO_LEVELS = Plan(
    population="pop-06",
    unit="hold",
    period_start="2025-01",
    universe=(),
    dimensions=(GEO, MODEL),
    chain=tuple(levels({"geo": "county", "model": "code"}, {"geo": "rest", "model": "rest"})),
)


def holds(count: int) -> list[Fact]:
    return [replace(fact(at), leaves={"geo": "TX-201", "model": "JEM"}) for at in range(count)]


def test_a_group_is_taken_from_eleven_and_its_offset_on() -> None:
    needed = 11 + keyed_offset(
        SECRET,
        population="pop-06",
        sequence=1,
        level={"geo": "county", "model": "code"},
        key=["TX-201", "JEM"],
    )
    assert needed > 11
    taken = form(holds(needed), plan=TWO_LEVELS).blocks
    assert [(item.block.level, item.block.key, item.block.n) for item in taken] == [
        (0, ("TX-201", "JEM"), needed)
    ]
    refused = form(holds(needed - 1), plan=TWO_LEVELS).blocks
    assert [(item.block.level, item.block.key) for item in refused] == [
        (1, ("US~rest", "ALL~rest"))
    ]


def test_the_last_level_takes_eleven() -> None:
    assert [item.block.n for item in form(holds(11), plan=TWO_LEVELS).blocks] == [11]
    outcome = form(holds(10), plan=TWO_LEVELS)
    assert outcome.blocks == ()
    assert {(item.reason, item.waits) for item in outcome.waiting} == {(WaitReason.TOO_FEW, 1)}


def test_persons_must_reach_the_threshold_like_records() -> None:
    pool = [replace(item, person_key=f"p-{at % 10}") for at, item in enumerate(holds(60))]
    assert form(pool, plan=TWO_LEVELS).blocks == ()


def test_two_observers_are_too_few() -> None:
    pool = [replace(item, contributor_key=f"c-{at % 2}") for at, item in enumerate(holds(60))]
    assert form(pool, plan=TWO_LEVELS).blocks == ()


@pytest.mark.parametrize(("by_one", "is_taken"), [(45, True), (46, False)])
def test_no_observer_gives_more_than_three_quarters(by_one: int, is_taken: bool) -> None:
    pool = [
        replace(item, contributor_key="c-0" if at < by_one else f"c-{1 + at % 3}")
        for at, item in enumerate(holds(60))
    ]
    assert bool(form(pool, plan=TWO_LEVELS).blocks) is is_taken


def test_every_value_of_a_sensitive_flag_must_pass_by_itself() -> None:
    both = form(group(0, 30, 30)).blocks
    assert [item.block.key for item in both] == [
        ("not_reported", "TX-201", "JEM", "2026-Q2"),
        ("yes", "TX-201", "JEM", "2026-Q2"),
    ]
    uneven = form(group(0, 8, 100)).blocks
    assert [item.block.key for item in uneven] == [("any~rest", "US~rest", "ALL~rest", "ALL~rest")]


def test_a_value_without_a_record_fails() -> None:
    blocks = form(group(0, 200, 0)).blocks
    assert [item.block.key[0] for item in blocks] == ["any~rest"]


def test_an_unknown_county_goes_to_state_level_at_best() -> None:
    blocks = form(group(0, 40, 40, geo="TX")).blocks
    assert {item.block.key[1:] for item in blocks} == {("TX~rest", "JEM", "2026-Q2")}


def test_an_unknown_state_goes_to_the_country() -> None:
    blocks = form(group(0, 40, 40, geo=None)).blocks
    assert {item.block.key[1:] for item in blocks} == {("US~rest", "JEM", "2026-Q2")}


def test_an_unknown_date_is_in_no_year() -> None:
    blocks = form(group(0, 40, 40, time=None)).blocks
    assert {item.block.key[1:] for item in blocks} == {("TX-201", "JEM", "ALL~rest")}


def test_a_date_known_to_the_year_goes_to_the_year() -> None:
    blocks = form(group(0, 40, 40, time="2025")).blocks
    assert {item.block.key[1:] for item in blocks} == {("TX-201", "JEM", "2025~rest")}


def test_an_unknown_model_is_rest_in_that_dimension() -> None:
    blocks = form(group(0, 40, 40, model=None)).blocks
    assert {item.block.key[1:] for item in blocks} == {("TX~rest", "ALL~rest", "2026-Q2")}


def test_small_counties_pool_at_their_state() -> None:
    pool = [item for at in range(10) for item in group(at * 100, 5, 5, geo=f"TX-{at * 2 + 1:03d}")]
    blocks = form(pool).blocks
    assert {item.block.key[1:] for item in blocks} == {("TX~rest", "JEM", "2026-Q2")}
    assert sum(item.block.n for item in blocks) == 100


@pytest.mark.parametrize(
    ("cutoff", "is_formed"),
    [(date(2026, 6, 30), False), (date(2026, 7, 31), True)],
)
def test_the_newest_quarter_waits_until_thirty_days_after_its_end(
    cutoff: date, is_formed: bool
) -> None:
    outcome = form(group(0, 40, 40), cutoff=cutoff)
    assert bool(outcome.blocks) is is_formed
    if not is_formed:
        assert {item.reason for item in outcome.waiting} == {WaitReason.QUARTER_OPEN}


def test_records_before_the_period_are_in_no_block() -> None:
    outcome = form(group(0, 40, 40, time="2024-12"))
    assert outcome.blocks == ()
    assert {item.reason for item in outcome.waiting} == {WaitReason.BEFORE_PERIOD}


def test_a_late_record_goes_no_coarser_than_state_until_it_has_waited_four_releases() -> None:
    cuts = [date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30)]

    def pool(waits: int) -> list[Fact]:
        return [
            item
            for at, geo in enumerate(["TX-201", "GA-001", "DE-001", "OH-001"])
            for item in (
                fact(
                    at * 100 + n,
                    geo=geo,
                    asked="yes" if n % 2 else "not_reported",
                    waits=waits,
                    recorded="2026-10",
                )
                for n in range(16)
            )
        ]

    fresh = form(pool(0), sequence=2, cutoff=SECOND_CUT, earlier=cuts[:1])
    assert fresh.blocks == ()
    assert {(item.reason, item.waits) for item in fresh.waiting} == {(WaitReason.LATE, 1)}
    patient = form(pool(4), sequence=5, cutoff=date(2027, 9, 30), earlier=cuts)
    assert {item.block.key[1] for item in patient.blocks} == {"US~rest"}
    # The same records, had they arrived in time, need not wait.
    in_time = form([fact(n, geo=None, asked="yes" if n % 2 else "not_reported") for n in range(60)])
    assert {item.block.key[1] for item in in_time.blocks} == {"US~rest"}


def test_a_late_group_large_enough_for_its_state_does_not_wait() -> None:
    pool = group(0, 40, 40, recorded="2026-10")
    outcome = form(pool, sequence=2, cutoff=SECOND_CUT, earlier=[FIRST_CUT])
    assert {item.block.key[1] for item in outcome.blocks} == {"TX-201"}


def test_the_outcome_does_not_depend_on_the_order_of_the_records() -> None:
    pool = random_pool(3, 600)
    expected = form(pool)
    random.Random(9).shuffle(pool)
    assert form(pool) == expected


def test_every_record_is_in_one_block_or_waits_once() -> None:
    pool = random_pool(4, 700)
    outcome = form(pool)
    placed = [i for item in outcome.blocks for i in item.fact_ids]
    waiting = [item.fact_id for item in outcome.waiting]
    assert sorted(placed + waiting) == sorted(item.fact_id for item in pool)


def test_an_arrival_after_the_cut_is_an_error() -> None:
    with pytest.raises(BadFacts, match="arrived in 2026-10"):
        form([fact(1, recorded="2026-10")])


def test_a_cut_inside_a_month_is_an_error() -> None:
    with pytest.raises(BadDataCut, match="month end"):
        form([], cutoff=date(2026, 9, 29))


def test_a_store_without_contributor_keys_makes_no_release() -> None:
    with pytest.raises(BadFacts, match="contributor"):
        form([replace(fact(1), contributor_key="")])


def test_a_record_listed_twice_is_an_error() -> None:
    with pytest.raises(BadFacts, match="twice"):
        form([fact(1), fact(1)])


def test_a_release_out_of_order_is_an_error() -> None:
    with pytest.raises(BadFacts, match="later"):
        form([], sequence=2, cutoff=FIRST_CUT, earlier=[SECOND_CUT])
    with pytest.raises(BadFacts, match="before it"):
        form([], sequence=3, cutoff=SECOND_CUT, earlier=[FIRST_CUT])


@pytest.mark.parametrize(
    "leaves",
    [
        {"geo": "Texas"},
        {"geo": "TX~rest"},
        {"geo": "US"},
        {"time": "2026-05-04"},
        {"time": "2026-13"},
        {"model": "ALL"},
        {"model": "ALL~rest"},
        {"asked": "no"},
    ],
)
def test_a_code_that_the_dimension_does_not_know_is_an_error(leaves: dict[str, str]) -> None:
    with pytest.raises(BadCode):
        form([fact(1, **leaves)])  # type: ignore[arg-type]


def test_a_county_code_may_carry_its_vintage() -> None:
    blocks = form(group(0, 40, 40, geo="CT-110@2022")).blocks
    assert {item.block.key[1] for item in blocks} == {"CT-110@2022"}


def test_thresholds_cannot_be_lowered() -> None:
    with pytest.raises(BadPlan):
        Thresholds(k=10)
    with pytest.raises(BadPlan):
        Thresholds(min_contributors=2)
    with pytest.raises(BadPlan):
        Thresholds(contributor_share_pct=76)


def test_a_higher_k_counts_with_the_offset() -> None:
    plan = Plan(
        TWO_LEVELS.population,
        TWO_LEVELS.unit,
        TWO_LEVELS.period_start,
        (),
        TWO_LEVELS.dimensions,
        TWO_LEVELS.chain,
        Thresholds(k=20),
    )
    assert form(holds(19), plan=plan).blocks == ()
    assert [item.block.level for item in form(holds(20), plan=plan).blocks] == [1]


def test_months_halves_and_years_coarsen_to_rest_codes() -> None:
    plan = Plan(
        "pop-09",
        "encounter",
        "2025-01",
        (),
        (TIME,),
        tuple(levels({"time": "month"}, {"time": "half"}, {"time": "year"}, {"time": "rest"})),
    )

    def at(month: str, count: int, start: int) -> list[Fact]:
        return [replace(fact(start + n), leaves={"time": month}) for n in range(count)]

    pool = at("2026-01", 30, 0) + [
        item for month in range(2, 7) for item in at(f"2026-{month:02d}", 8, month * 100)
    ]
    assert [item.block.key for item in form(pool, plan=plan).blocks] == [
        ("2026-01",),
        ("2026-H1~rest",),
    ]
    assert plan.trees["time"].path("2026-H1~rest") == ("ALL", "2026", "2026-H1", "2026-H1~rest")


def test_the_plan_is_the_one_of_the_question() -> None:
    assert PLAN.unit == "encounter"
    assert [item.path for item in PLAN.universe] == [("ALL", "stop")]
