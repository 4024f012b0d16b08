"""Writing release files from frozen blocks."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from encounters.patterns.rules.blocks import FrozenBlock
from encounters.patterns.rules.dimensions import BadCode, Grain
from encounters.patterns.rules.plan import BadPlan
from encounters.patterns.rules.release import BadRelease, ReleaseFacts, build_release
from encounters.patterns.rules.series import ChartView, SeriesView, ShareView, TableView
from encounters.patterns.rules.shares import wilson_interval
from tests.encounters.patterns.rules.pools import (
    ALL_SERIES,
    FIRST_CUT,
    FULL_SERIES,
    PLAN,
    STATE_SERIES,
    STATEMENT,
    form,
    frozen,
    random_pool,
)

FACTS = ReleaseFacts(1, FIRST_CUT, "snap-0001", "0.1.0")


def blocks_of(*keys: tuple[int, tuple[str, str, str, str], int]) -> list[FrozenBlock]:
    return [FrozenBlock(1, level, key, n) for level, key, n in keys]


SIMPLE = blocks_of(
    (0, ("yes", "TX-201", "JEM", "2026-Q1"), 30),
    (0, ("not_reported", "TX-201", "JEM", "2026-Q1"), 40),
    (4, ("yes", "TX~rest", "JEM", "2026~rest"), 12),
    (4, ("not_reported", "TX~rest", "JEM", "2026~rest"), 15),
    (15, ("any~rest", "US~rest", "ALL~rest", "ALL~rest"), 11),
)


def cells(document: Any, table: int = 0) -> dict[tuple[str, ...], int]:
    return {tuple(cell["k"]): cell["v"] for cell in document["tables"][table]["cells"]}


def test_every_margin_is_the_sum_of_whole_blocks() -> None:
    document = build_release(PLAN, FULL_SERIES, SIMPLE, FACTS).document
    shown = cells(document)
    assert shown["US", "ALL", "ALL", "any"] == 108
    assert shown["TX", "ALL", "ALL", "any"] == 97
    assert shown["TX", "2026", "JEM", "yes"] == 42
    assert shown["TX-201", "2026-Q1", "JEM", "any"] == 70
    assert shown["TX~rest", "2026~rest", "JEM", "not_reported"] == 15
    assert shown["US~rest", "ALL~rest", "ALL~rest", "any~rest"] == 11
    assert ("TX-201", "2026~rest", "JEM", "any") not in shown


def test_a_series_cut_at_state_shows_no_county_and_no_rest_of_a_state() -> None:
    document = build_release(PLAN, STATE_SERIES, SIMPLE, FACTS).document
    places = next(item for item in document["dimensions"] if item["id"] == "geo")
    assert places["codes"] == [["US", None], ["TX", "US"], ["US~rest", "US"]]
    assert cells(document)["TX", "JEM", "yes"] == 42
    assert document["method"]["coarsening"] == [
        "county>state",
        "state>rest",
        "month>quarter",
        "quarter>rest",
        "year>rest",
        "model>rest",
    ]


def test_codes_are_listed_root_first_and_the_rest_child_last() -> None:
    document = build_release(PLAN, FULL_SERIES, SIMPLE, FACTS).document
    listed = {item["id"]: item["codes"] for item in document["dimensions"]}
    assert listed["geo"] == [
        ["US", None],
        ["TX", "US"],
        ["TX-201", "TX"],
        ["TX~rest", "TX"],
        ["US~rest", "US"],
    ]
    assert listed["time"] == [
        ["ALL", None],
        ["2026", "ALL"],
        ["2026-Q1", "2026"],
        ["2026~rest", "2026"],
        ["ALL~rest", "ALL"],
    ]
    assert listed["asked"] == [
        ["any", None],
        ["yes", "any"],
        ["not_reported", "any"],
        ["any~rest", "any"],
    ]
    assert listed["kind"] == [["ALL", None], ["stop", "ALL"]]
    assert document["universe"] == [{"dim": "kind", "code": "stop"}]


def test_the_period_ends_with_the_newest_settled_quarter() -> None:
    document = build_release(PLAN, FULL_SERIES, SIMPLE, FACTS).document
    assert document["period"] == ["2025-01", "2026-06"]


def test_the_same_inputs_give_the_same_bytes_in_any_order() -> None:
    blocks = frozen(form(random_pool(1, 800)).blocks)
    first = [build_release(PLAN, series, blocks, FACTS).body for series in ALL_SERIES]
    random.Random(2).shuffle(blocks)
    assert [build_release(PLAN, series, blocks, FACTS).body for series in ALL_SERIES] == first


def test_the_body_is_the_document() -> None:
    release = build_release(PLAN, FULL_SERIES, SIMPLE, FACTS)
    assert json.loads(release.body) == release.document
    assert release.document["release_id"] == release.release_id


def test_totals_are_rounded_to_fifty() -> None:
    facts = replace(FACTS, records_total=1024, records_excluded=25, records_stale=24)
    provenance = build_release(PLAN, FULL_SERIES, SIMPLE, facts).document["provenance"]
    assert provenance["records_total"] == {"value": 1000, "rounded_to": 50}
    assert provenance["records_excluded"] == {"value": 50, "rounded_to": 50}
    assert provenance["records_stale"] == {"value": 0, "rounded_to": 50}


def test_without_a_moment_the_release_is_dated_by_its_data_cut() -> None:
    document = build_release(PLAN, FULL_SERIES, SIMPLE, FACTS).document
    assert document["generated_at"] == "2026-09-30T23:59:59Z"
    later = replace(FACTS, generated_at=datetime(2026, 10, 2, 9, 30, tzinfo=UTC))
    dated = build_release(PLAN, FULL_SERIES, SIMPLE, later).document
    assert dated["generated_at"] == "2026-10-02T09:30:00Z"
    with pytest.raises(BadRelease, match="time zone"):
        build_release(
            PLAN,
            FULL_SERIES,
            SIMPLE,
            replace(FACTS, generated_at=datetime(2026, 10, 2)),  # noqa: DTZ001
        )


def test_a_code_that_appeared_later_says_since_when() -> None:
    facts = replace(FACTS, sequence=3, codes_added={"model": {"JEM": 2, "unused": 1}})
    document = build_release(PLAN, FULL_SERIES, SIMPLE, facts).document
    model = next(item for item in document["dimensions"] if item["id"] == "model")
    assert model["codes_added"] == [["JEM", 2]]


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (FrozenBlock(1, 0, ("yes", "TX-201", "JEM", "2026-Q1"), 10), "threshold"),
        (FrozenBlock(2, 0, ("yes", "TX-201", "JEM", "2026-Q1"), 30), "does not belong"),
        (FrozenBlock(1, 0, ("yes", "TX-201", "JEM", "2026-Q3"), 30), "not settled"),
        (FrozenBlock(1, 0, ("yes", "TX~rest", "JEM", "2026-Q1"), 30), "level keeps"),
        (FrozenBlock(1, 99, ("yes", "TX-201", "JEM", "2026-Q1"), 30), "chain"),
        (FrozenBlock(1, 0, ("yes", "TX-201", "JEM"), 30), "chain"),
    ],
)
def test_a_block_that_may_not_be_shown_is_refused(block: FrozenBlock, reason: str) -> None:
    with pytest.raises(BadRelease, match=reason):
        build_release(PLAN, FULL_SERIES, [block], FACTS)


def test_a_block_given_twice_is_refused() -> None:
    with pytest.raises(BadRelease, match="twice"):
        build_release(PLAN, FULL_SERIES, [*SIMPLE, SIMPLE[0]], FACTS)


def test_a_code_of_another_dimension_is_refused() -> None:
    with pytest.raises(BadCode):
        build_release(
            PLAN, FULL_SERIES, blocks_of((0, ("yes", "JEM", "TX-201", "2026-Q1"), 30)), FACTS
        )


def test_nothing_to_show_makes_no_release() -> None:
    with pytest.raises(BadRelease, match="wait"):
        build_release(PLAN, FULL_SERIES, [], FACTS)
    early = replace(FACTS, cutoff=date(2025, 3, 31))
    with pytest.raises(BadRelease, match="settled"):
        build_release(PLAN, FULL_SERIES, SIMPLE, early)


@pytest.mark.parametrize(
    "series",
    [
        SeriesView("s", STATEMENT, ()),
        SeriesView("s", STATEMENT, (TableView("t", ("geo", "geo")),)),
        SeriesView("s", STATEMENT, (TableView("t", ("outcome",)),)),
        SeriesView("s", STATEMENT, (TableView("t", ("geo",)),), cuts={"geo": Grain.YEAR}),
        SeriesView(
            "s",
            STATEMENT,
            (TableView("t", ("geo",)),),
            shares=(ShareView("q", "t", "asked", "yes"),),
        ),
        SeriesView(
            "s",
            STATEMENT,
            (TableView("t", ("geo", "asked")),),
            shares=(ShareView("q", "t", "asked", "no"),),
        ),
        SeriesView(
            "s",
            STATEMENT,
            (TableView("t", ("geo",)),),
            charts=(ChartView("c", "t", "geo", Grain.STATE, {"asked": "yes"}),),
        ),
    ],
)
def test_a_series_that_the_partition_cannot_give_is_refused(series: SeriesView) -> None:
    with pytest.raises(BadPlan):
        build_release(PLAN, series, SIMPLE, FACTS)


def test_shares_are_given_where_they_say_enough() -> None:
    document = build_release(PLAN, STATE_SERIES, SIMPLE, FACTS).document
    shares = {item["id"]: item for item in document["ratios"]}
    # The country has records that gave their value up; its share would be too low.
    assert set(shares) == {"asked-share.US.JEM", "asked-share.TX.ALL", "asked-share.TX.JEM"}
    share = shares["asked-share.TX.JEM"]
    assert share["v"] == 0.43  # 42 of 97
    assert share["num"] == {"table": "state-model", "k": ["TX", "JEM", "yes"]}
    assert share["den"] == {"table": "state-model", "k": ["TX", "JEM", "any"]}


def test_the_wilson_interval_is_the_one_of_the_format() -> None:
    interval = wilson_interval(50, 130)
    assert (round(interval.low, 2), round(interval.high, 2)) == (0.31, 0.47)


def test_a_chart_has_the_cells_of_its_table_and_no_rest() -> None:
    document = build_release(PLAN, STATE_SERIES, SIMPLE, FACTS).document
    charts = {item["id"]: item["points"] for item in document["charts"]}
    assert charts["asked-by-state"] == [{"k": ["TX", "ALL", "yes"], "y": 42}]
    assert charts["asked-by-model"] == [{"k": ["US", "JEM", "yes"], "y": 42}]
