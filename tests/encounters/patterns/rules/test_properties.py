"""What holds for every pool: hypothesis draws pools, sizes and secrets."""

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from encounters.patterns.rules.blocks import Fact, Forming
from encounters.patterns.rules.release_check import check_releases
from tests.encounters.patterns.rules.pools import (
    FIRST_CUT,
    SECOND_CUT,
    files,
    form,
    frozen,
    random_pool,
)

SEEDS = st.integers(0, 2**32)
SIZES = st.integers(120, 700)
SECRETS = st.binary(min_size=32, max_size=32)
FEW = settings(max_examples=15, deadline=None, database=None)


def persons(pool: list[Fact], ids: tuple[str, ...]) -> set[str]:
    by_id = {item.fact_id: item for item in pool}
    return {by_id[i].person_key for i in ids}


def left_in_pool(pool: list[Fact], outcome: Forming) -> list[Fact]:
    taken = {i for item in outcome.blocks for i in item.fact_ids}
    return [item for item in pool if item.fact_id not in taken]


@FEW
@given(seed=SEEDS, size=SIZES, secret=SECRETS)
def test_no_block_has_under_eleven_records_or_persons(seed: int, size: int, secret: bytes) -> None:
    pool = random_pool(seed, size)
    for item in form(pool, secret=secret).blocks:
        assert item.block.n == len(set(item.fact_ids)) >= 11
        assert len(persons(pool, item.fact_ids)) >= 11


@FEW
@given(seed=SEEDS, size=SIZES, secret=SECRETS)
def test_what_is_formed_and_written_passes_the_check(seed: int, size: int, secret: bytes) -> None:
    outcome = form(random_pool(seed, size), secret=secret)
    if outcome.blocks:
        assert check_releases(files(frozen(outcome.blocks))) == []


@FEW
@given(seed=SEEDS, size=SIZES, secret=SECRETS)
def test_the_order_of_records_changes_nothing(seed: int, size: int, secret: bytes) -> None:
    pool = random_pool(seed, size)
    expected = form(pool, secret=secret)
    random.Random(seed).shuffle(pool)
    assert form(pool, secret=secret) == expected


@FEW
@given(seed=SEEDS, size=SIZES, secret=SECRETS, withdrawn=st.integers(0, 20))
def test_a_second_release_keeps_the_blocks_of_the_first(
    seed: int, size: int, secret: bytes, withdrawn: int
) -> None:
    """Removing records that wait, or adding later ones, moves released numbers by whole blocks."""
    pool = random_pool(seed, size)
    first = form(pool, secret=secret)
    waiting = left_in_pool(pool, first)[withdrawn:]
    later = random_pool(seed + 1, size, start=size, recorded=("2026-09", "2026-10", "2026-12"))
    # What arrives in September was there at the first cut and only now became countable.
    second = form(
        [*waiting, *later],
        sequence=2,
        cutoff=SECOND_CUT,
        earlier=[FIRST_CUT],
        secret=secret,
    )
    taken = {i for item in first.blocks for i in item.fact_ids}
    assert not taken & {i for item in second.blocks for i in item.fact_ids}
    if not first.blocks:
        return
    before = files(frozen(first.blocks))
    after = files([*frozen(first.blocks), *frozen(second.blocks)], sequence=2, cutoff=SECOND_CUT)
    assert check_releases([*before, *after]) == []
    for earlier, later_body in zip(before, after, strict=True):
        shown, grown = cells(earlier), cells(later_body)
        for key, v in shown.items():
            step = grown[key] - v
            assert step == 0 or step >= 11


@FEW
@given(seed=SEEDS, size=SIZES)
def test_no_shown_group_shares_one_value_in_full(seed: int, size: int) -> None:
    outcome = form(random_pool(seed, size))
    if not outcome.blocks:
        return
    for body in files(frozen(outcome.blocks)):
        for (table, *codes), v in cells(body).items():
            if codes[-1] == "yes":
                assert cells(body)[table, *codes[:-1], "any"] - v >= 11
                assert cells(body)[table, *codes[:-1], "not_reported"] >= 11


def cells(body: bytes) -> dict[tuple[str, ...], int]:
    document: dict[str, Any] = json.loads(body)
    return {
        (table["id"], *cell["k"]): cell["v"]
        for table in document["tables"]
        for cell in table["cells"]
    }
