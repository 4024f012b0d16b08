"""Attacks on releases by a reader who holds nothing else.

Source: threat-model.md section 6, (b) to (d), (g) to (k).
"""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product

import pytest

from encounters.patterns.rules import blocks as blocks_module
from encounters.patterns.rules.blocks import Fact, FormedBlock, Forming
from encounters.patterns.rules.canonical import config_hash, release_file_bytes, release_id
from encounters.patterns.rules.checking.parts import is_pinned
from encounters.patterns.rules.plan import Plan
from encounters.patterns.rules.release_check import check_releases
from encounters.patterns.rules.series import SeriesView, TableView
from encounters.patterns.rules.standard_chain import GEO, MODEL, TIME, standard_chain
from tests.encounters.patterns.rules.pools import (
    FIRST_CUT,
    PLAN,
    SECOND_CUT,
    STATEMENT,
    files,
    form,
    frozen,
    random_pool,
)

PLAIN = Plan(
    population="pop-03",
    unit="encounter",
    period_start="2025-01",
    universe=(),
    dimensions=(GEO, TIME, MODEL),
    chain=standard_chain(),
)
PLAIN_SERIES = SeriesView("ser-plain", STATEMENT, (TableView("t", ("geo", "time", "model")),))


def without_flag(seed: int, size: int) -> list[Fact]:
    return [
        replace(item, leaves={k: v for k, v in item.leaves.items() if k != "asked"})
        for item in random_pool(seed, size)
    ]


def called_fixed(body: bytes) -> bytes:
    """State truthfully that the blocks of a file formed under a fixed threshold."""
    document = json.loads(body)
    document["method"]["threshold"] = "fixed"
    document["provenance"]["config_hash"] = config_hash(document)
    document["release_id"] = ""
    document["release_id"] = release_id(document)
    return release_file_bytes(document)


@pytest.fixture
def fixed_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> int:
        return 0

    monkeypatch.setattr(blocks_module, "keyed_offset", none)


@pytest.mark.usefixtures("fixed_threshold")
def test_a_fixed_threshold_pins_the_parts_of_rest_cells() -> None:
    pool = without_flag(21, 900)
    (body,) = files(frozen(form(pool, plan=PLAIN).blocks), plan=PLAIN, series=[PLAIN_SERIES])
    found = {finding.code for finding in check_releases([called_fixed(body)])}
    assert found == {"part_pinned", "threshold_not_keyed"}


@pytest.mark.parametrize("seed", range(21, 26))
def test_keyed_thresholds_pin_no_part(seed: int) -> None:
    pool = without_flag(seed, 900)
    (body,) = files(frozen(form(pool, plan=PLAIN).blocks), plan=PLAIN, series=[PLAIN_SERIES])
    assert check_releases([body]) == []


def test_twenty_over_two_years_is_ten_and_ten_when_the_threshold_is_fixed() -> None:
    assert is_pinned(20, parts=2, cap=10, k=11)
    assert not is_pinned(20, parts=2, cap=20, k=11)


@pytest.mark.parametrize("cap", [10, 20])
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_part_bounds_agree_with_counting_all_possibilities(parts: int, cap: int) -> None:
    possible: dict[int, set[int]] = {}
    for sizes in product(range(cap + 1), repeat=parts):
        possible.setdefault(sum(sizes), set()).add(sizes[0])
    for total in range(1, cap * parts + 12):
        first = possible.get(total)
        expected = first is not None and min(first) < 11 and max(first) - min(first) < 10
        assert is_pinned(total, parts, cap, k=11) == expected


def test_a_keyed_cap_pins_no_cell_of_eleven_or_more() -> None:
    assert not any(
        is_pinned(total, parts, 20, 11) for total in range(11, 400) for parts in range(1, 60)
    )


def isolated_groups(body: bytes, formed: list[FormedBlock]) -> list[frozenset[str]]:
    """List all sets of records that a shown number, or a difference of shown numbers, counts.

    The attacker is given more than a reader has: which records every cell holds.
    """
    document = json.loads(body)
    parents = {item["id"]: dict(item["codes"]) for item in document["dimensions"]}

    def holds(name: str, code: str, leaf: str) -> bool:
        step: str | None = leaf
        while step is not None and step != code:
            step = parents[name].get(step)
        return step == code

    names = list(PLAN.trees)
    sets: set[frozenset[str]] = set()
    for table in document["tables"]:
        for cell in table["cells"]:
            members: set[str] = set()
            for item in formed:
                leaves = dict(zip(names, item.block.key, strict=True))
                # A series cut at state lists no county: a county is inside its state.
                if leaves["geo"] not in parents["geo"]:
                    leaves["geo"] = leaves["geo"][:2]
                if all(
                    holds(name, code, leaves[name])
                    for name, code in zip(table["dims"], cell["k"], strict=True)
                ):
                    members.update(item.fact_ids)
            assert len(members) == cell["v"]
            sets.add(frozenset(members))
    return sorted(sets, key=len)


def test_no_sum_or_difference_of_shown_numbers_isolates_a_small_group() -> None:
    pool = random_pool(31, 420)
    formed = list(form(pool).blocks)
    persons = {item.fact_id: item.person_key for item in pool}
    groups = [
        members for body in files(frozen(formed)) for members in isolated_groups(body, formed)
    ]
    groups = list(set(groups))
    assert len(groups) > 20
    for first, second in combinations(groups, 2):
        for left in (first - second, second - first, first & second):
            # Only a nested pair can be subtracted; an overlap is no number of anybody.
            is_nested = first <= second or second <= first
            if is_nested and left:
                assert len(left) >= 11
                assert len({persons[i] for i in left}) >= 11
    whole = max(groups, key=len)
    for first, second in combinations(groups, 2):
        if not first & second:
            left = whole - first - second
            assert not left or len({persons[i] for i in left}) >= 11


def two_releases(change: Callable[[list[str]], list[str]]) -> tuple[Forming, Forming]:
    first = form(random_pool(41, 700))
    taken = {i for item in first.blocks for i in item.fact_ids}
    waiting = [item for item in random_pool(41, 700) if item.fact_id not in taken]
    keep = set(change([item.fact_id for item in waiting]))
    pool = [item for item in waiting if item.fact_id in keep]
    pool += random_pool(42, 500, start=700, recorded=("2026-10",))
    return first, form(pool, sequence=2, cutoff=SECOND_CUT, earlier=[FIRST_CUT])


@pytest.mark.parametrize("withdrawn", [0, 1])
def test_a_rerun_after_one_withdrawal_leaves_every_released_number(withdrawn: int) -> None:
    first, second = two_releases(lambda ids: ids[withdrawn:])
    before = files(frozen(first.blocks))
    after = files([*frozen(first.blocks), *frozen(second.blocks)], sequence=2, cutoff=SECOND_CUT)
    assert check_releases([*before, *after]) == []


def test_cutting_the_same_records_again_is_found() -> None:
    """One partition for ever: blocks formed afresh differ from the old ones by a few records."""
    pool = random_pool(43, 700)
    again = [*pool, *random_pool(44, 60, start=700)]
    before = files(frozen(form(pool).blocks))
    afresh = [
        replace(item.block, sequence=2)
        for item in form(again, sequence=2, cutoff=SECOND_CUT, earlier=[FIRST_CUT]).blocks
    ]
    after = files(afresh, sequence=2, cutoff=SECOND_CUT)
    found = {finding.code for finding in check_releases([*before, *after])}
    assert found & {"small_growth", "shrank", "vanished"}


def test_two_partitions_of_one_population_are_found() -> None:
    pool = random_pool(45, 700)
    plain = [
        replace(item, leaves={k: v for k, v in item.leaves.items() if k != "asked"})
        for item in pool
    ]
    other = replace(PLAIN, population=PLAN.population, universe=PLAN.universe)
    one = files(frozen(form(pool).blocks))
    two = files(frozen(form(plain, plan=other).blocks), plan=other, series=[PLAIN_SERIES])
    assert "two_partitions" in {finding.code for finding in check_releases([*one, *two])}
