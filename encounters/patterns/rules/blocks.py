"""Forming blocks: groups of records that are fixed for ever when they are first taken.

Each record goes down the chain of its plan until a group forms. A taken group is never opened,
cut again or joined later; later releases add new blocks of new records only.
Source: release-format.md "Blocks"; disclosure-control.md section 2, stages 1 and 4, and
section 7, cases 1 and 14.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise, product

from encounters.patterns.rules.data_cut import (
    check_cutoff,
    check_month,
    is_late,
    is_settled,
    last_possible_month,
    month_of,
)
from encounters.patterns.rules.dimensions import DimensionKind, Grain
from encounters.patterns.rules.plan import Level, Plan, level_as_written
from encounters.patterns.rules.thresholds import keyed_offset

# A late record goes no coarser than state until it has waited so many releases (case 1).
LATE_RECORD_WAITS_RELEASES = 4

# Codes that a level keeps, by dimension and what a record knows.
_Codes = dict[tuple[str, str | None], str | None]


class BadFacts(ValueError):
    """The facts, or the partition they are offered to, cannot be used; the message says why."""


@dataclass(frozen=True)
class Fact:
    """One record of the projection that is in no block yet.

    fact_id: stable for life. person_key: equal for records of one person; a record whose person
    is not linked carries a key of its own. contributor_key: the observer.
    leaves: what the record knows in each dimension of the plan, None for nothing:
    `{"geo": "TX-201", "time": "2026-05", "model": "JEM", "asked": "yes"}`; a place may be a state
    alone, a time a quarter or a year alone. A sensitive dimension always has a value.
    recorded_month: when it arrived. waits: how many earlier releases left it in the pool.
    """

    fact_id: str
    person_key: str
    contributor_key: str
    leaves: Mapping[str, str | None]
    recorded_month: str
    waits: int = 0


@dataclass(frozen=True)
class FrozenBlock:
    """What is kept of a block for ever and may be shown.

    sequence: the release that formed it. level: position in the chain, from 0.
    key: leaf codes in the alphabetical order of the plan's dimensions. n: records in it.
    """

    sequence: int
    level: int
    key: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class FormedBlock:
    """A new block and, for the private membership table alone, its records."""

    block: FrozenBlock
    fact_ids: tuple[str, ...]


class WaitReason(StrEnum):
    """Why a record is in no block of this release."""

    BEFORE_PERIOD = "before_period"
    QUARTER_OPEN = "quarter_open"
    LATE = "late"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class WaitingFact:
    """A record that stays in the pool. waits: the count to store for the next release."""

    fact_id: str
    reason: WaitReason
    waits: int


@dataclass(frozen=True)
class Forming:
    """The outcome for one sequence: new blocks by level and key, and what waits by id."""

    blocks: tuple[FormedBlock, ...]
    waiting: tuple[WaitingFact, ...]


def form_blocks(
    facts: Iterable[Fact],
    *,
    plan: Plan,
    sequence: int,
    cutoff: date,
    earlier_cutoffs: Sequence[date],
    secret: bytes,
) -> Forming:
    """Form the blocks of one release out of the records that no block holds yet.

    facts: the whole pool of unblocked records, in any order; the outcome does not depend on it.
    sequence: number of the release, from 1; earlier_cutoffs: one for each release before it.
    secret: of the tenant that keeps the partition; see `thresholds`.
    Takes time proportional to the number of records and of levels.
    Raises: BadFacts (arrived after the cut, listed twice, keys missing, releases out of order),
    BadDataCut, BadCode, WeakSecret. Nothing is formed then.
    """
    pool = sorted(facts, key=lambda fact: fact.fact_id)
    _check_releases(sequence, cutoff, earlier_cutoffs)
    _check_facts(pool, plan, cutoff)
    waiting: list[WaitingFact] = []
    active: list[_Pooled] = []
    for fact in pool:
        month = _event_month(fact, plan)
        reason = _reason_not_to_try(month, plan, cutoff)
        if reason is not None:
            waiting.append(WaitingFact(fact.fact_id, reason, fact.waits + 1))
            continue
        is_held_at_state = (
            month is not None
            and fact.waits < LATE_RECORD_WAITS_RELEASES
            and is_late(month, fact.recorded_month, earlier_cutoffs)
        )
        known = tuple(fact.leaves[name] for name in plan.trees)
        active.append(_Pooled(fact, known, is_held_at_state))
    formed: list[FormedBlock] = []
    last = len(plan.chain) - 1
    keyed = _KeyedThreshold(plan, sequence, secret)
    for position, level in enumerate(plan.chain):
        groups = _groups(active, plan, level)
        taken: set[str] = set()
        for keys in _groups_to_accept(groups, plan, level):
            if any(len(groups.get(key, ())) < plan.thresholds.k for key in keys):
                continue  # no offset can help
            needed = [plan.thresholds.k if position == last else keyed.of(level, k) for k in keys]
            if all(
                _passes(groups[key], plan, least) for key, least in zip(keys, needed, strict=True)
            ):
                for key in keys:
                    ids = tuple(fact.fact_id for fact in groups[key])
                    taken.update(ids)
                    formed.append(FormedBlock(FrozenBlock(sequence, position, key, len(ids)), ids))
        if taken:
            active = [pooled for pooled in active if pooled.fact.fact_id not in taken]
    waiting += [
        WaitingFact(
            pooled.fact.fact_id,
            WaitReason.LATE if pooled.is_held_at_state else WaitReason.TOO_FEW,
            pooled.fact.waits + 1,
        )
        for pooled in active
    ]
    formed.sort(key=lambda item: (item.block.level, item.block.key))
    waiting.sort(key=lambda item: item.fact_id)
    return Forming(tuple(formed), tuple(waiting))


@dataclass(frozen=True)
class _Pooled:
    """A record on its way down the chain. known: its leaves in alphabetical order."""

    fact: Fact
    known: tuple[str | None, ...]
    is_held_at_state: bool


@dataclass(frozen=True)
class _KeyedThreshold:
    plan: Plan
    sequence: int
    secret: bytes

    def of(self, level: Level, key: tuple[str, ...]) -> int:
        return self.plan.thresholds.k + keyed_offset(
            self.secret,
            population=self.plan.population,
            sequence=self.sequence,
            level=level_as_written(level),
            key=key,
        )


def _groups(
    active: Iterable[_Pooled], plan: Plan, level: Level
) -> dict[tuple[str, ...], list[Fact]]:
    """Group the records that are eligible at a level by their key."""
    gives_up_place = any(
        tree.dimension.kind is DimensionKind.PLACE and level[name] is Grain.REST
        for name, tree in plan.trees.items()
    )
    # Many records know the same: the key is found once for all of them.
    keys: dict[tuple[str | None, ...], tuple[str, ...] | None] = {}
    codes: _Codes = {}
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for pooled in active:
        if gives_up_place and pooled.is_held_at_state:
            continue
        if pooled.known not in keys:
            keys[pooled.known] = _key_at(plan, level, pooled.known, codes)
        key = keys[pooled.known]
        if key is not None:
            groups.setdefault(key, []).append(pooled.fact)
    return groups


def _key_at(
    plan: Plan, level: Level, known: tuple[str | None, ...], codes: _Codes
) -> tuple[str, ...] | None:
    """Return the leaf codes that a level keeps, None when it asks for more than is known."""
    key: list[str] = []
    for (name, tree), leaf in zip(plan.trees.items(), known, strict=True):
        if (name, leaf) not in codes:
            codes[name, leaf] = tree.code_at(leaf, level[name])
        code = codes[name, leaf]
        if code is None:
            return None
        key.append(code)
    return tuple(key)


def _groups_to_accept(
    groups: Iterable[tuple[str, ...]], plan: Plan, level: Level
) -> list[list[tuple[str, ...]]]:
    """Join keys that are accepted or refused together: all values of a sensitive dimension.

    A value without a record is among them, and fails. Otherwise a group would be shown in which
    everybody shares one value.
    """
    places = [
        (position, tree.dimension.values)
        for position, (name, tree) in enumerate(plan.trees.items())
        if level[name] is Grain.EACH
    ]
    joined: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in groups:
        bare = list(key)
        for position, _ in places:
            bare[position] = ""
        if tuple(bare) in joined:
            continue
        keys: list[tuple[str, ...]] = []
        for values in product(*(values for _, values in places)):
            whole = list(bare)
            for (position, _), value in zip(places, values, strict=True):
                whole[position] = value
            keys.append(tuple(whole))
        joined[tuple(bare)] = keys
    return list(joined.values())


def _passes(group: Sequence[Fact], plan: Plan, least: int) -> bool:
    """Test one block: records, persons, observers, and the largest observer's share."""
    if len(group) < least or len({fact.person_key for fact in group}) < least:
        return False
    given = Counter(fact.contributor_key for fact in group)
    rules = plan.thresholds
    is_dominated = max(given.values()) * 100 > len(group) * rules.contributor_share_pct
    return len(given) >= rules.min_contributors and not is_dominated


def _event_month(fact: Fact, plan: Plan) -> str | None:
    """Name the last month in which the event can have happened, None without a date."""
    for name, tree in plan.trees.items():
        if tree.dimension.kind is DimensionKind.TIME:
            return last_possible_month(fact.leaves[name], fact.recorded_month)
    return None


def _reason_not_to_try(month: str | None, plan: Plan, cutoff: date) -> WaitReason | None:
    if month is None:
        return None
    if month < plan.period_start:
        return WaitReason.BEFORE_PERIOD
    return None if is_settled(month, cutoff) else WaitReason.QUARTER_OPEN


def _check_releases(sequence: int, cutoff: date, earlier_cutoffs: Sequence[date]) -> None:
    if sequence != len(earlier_cutoffs) + 1:
        raise BadFacts(f"release {sequence} needs the data cuts of the {sequence - 1} before it")
    cuts = [*earlier_cutoffs, cutoff]
    for cut in cuts:
        check_cutoff(cut)
    if any(later <= earlier for earlier, later in pairwise(cuts)):
        raise BadFacts("the data cut must be later than that of every earlier release")


def _check_facts(pool: Sequence[Fact], plan: Plan, cutoff: date) -> None:
    for fact, following in pairwise(pool):
        if fact.fact_id == following.fact_id:
            raise BadFacts(f"fact {fact.fact_id} is listed twice")
    names = set(plan.trees)
    checked: set[tuple[str, str | None]] = set()
    for fact in pool:
        check_month(fact.recorded_month)
        if fact.recorded_month > month_of(cutoff):
            raise BadFacts(
                f"fact {fact.fact_id} arrived in {fact.recorded_month}, after the data cut {cutoff}"
            )
        if set(fact.leaves) != names:
            raise BadFacts(f"fact {fact.fact_id} must have a code or None in every dimension")
        if not fact.person_key or not fact.contributor_key:
            raise BadFacts(
                f"fact {fact.fact_id} lacks a person or contributor key; a store without"
                " contributor keys cannot make a release"
            )
        if fact.waits < 0:
            raise BadFacts(f"fact {fact.fact_id}: waits may not be negative")
        for name, leaf in fact.leaves.items():
            if (name, leaf) not in checked:
                plan.trees[name].check(leaf)
                checked.add((name, leaf))
