"""A release plan: the one partition of a population, declared once, before the first block.

Source: release-format.md "Blocks" and "method"; disclosure-control.md section 2 (rules in force)
and section 7, cases 8, 9 and 13 (a partition never changes its dimensions, chain or questions).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from encounters.patterns.rules.dimensions import CodeTree, Dimension, Grain, tree_for

K_FLOOR = 11
CONTRIBUTORS_FLOOR = 3
CONTRIBUTOR_SHARE_CEILING_PCT = 75

_SHORT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

Level = Mapping[str, Grain]


class BadPlan(ValueError):
    """A plan that no release may follow; the message names the part and the remedy."""


@dataclass(frozen=True)
class Thresholds:
    """What a block needs besides its keyed offset. Floors may be raised, never lowered.

    k: encounters and persons. contributor_share_pct: percent of the records of a block that one
    observer may give. The organisation rule is off.
    """

    k: int = K_FLOOR
    min_contributors: int = CONTRIBUTORS_FLOOR
    contributor_share_pct: int = CONTRIBUTOR_SHARE_CEILING_PCT

    def __post_init__(self) -> None:
        """Raises: BadPlan when a floor is undercut."""
        if self.k < K_FLOOR:
            raise BadPlan(f"k is {self.k}; it may not be under {K_FLOOR}")
        if self.min_contributors < CONTRIBUTORS_FLOOR:
            raise BadPlan(f"min_contributors may not be under {CONTRIBUTORS_FLOOR}")
        if not 0 < self.contributor_share_pct <= CONTRIBUTOR_SHARE_CEILING_PCT:
            raise BadPlan(f"contributor_share may not be over {CONTRIBUTOR_SHARE_CEILING_PCT} %")


@dataclass(frozen=True)
class UniverseFilter:
    """One filter over a whole population: a code and its ancestors, root first.

    The dimension is none of the chain's. `UniverseFilter("kind", ("ALL", "stop"))` counts stops.
    """

    dimension: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The partition of one population.

    population: opaque id, equal for all tenants that share any record.
    chain: levels from first to last; each names a grain for every dimension.
    period_start: first month of the events counted, `2025-01`; earlier ones are in no block.
    """

    population: str
    unit: str
    period_start: str
    universe: tuple[UniverseFilter, ...]
    dimensions: tuple[Dimension, ...]
    chain: tuple[Level, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        """Raises: BadPlan, or BadDimension for a grain that a dimension does not have."""
        for name in (self.population, self.unit):
            if not _SHORT_ID.fullmatch(name):
                raise BadPlan(f"{name!r} is not a short identifier")
        if not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", self.period_start):
            raise BadPlan(f"period_start {self.period_start!r}: write a month as 2025-01")
        names = [dimension.id for dimension in self.dimensions]
        every = names + [item.dimension for item in self.universe]
        if not names or len(set(every)) != len(every):
            raise BadPlan("a plan needs dimensions, and names each one once")
        if any(len(item.path) < 2 for item in self.universe):
            raise BadPlan("a universe filter gives the root, then the code it filters by")
        if not self.chain:
            raise BadPlan("a plan needs a chain of one level or more")
        seen: list[dict[str, Grain]] = []
        for position, level in enumerate(self.chain, start=1):
            if set(level) != set(names):
                raise BadPlan(f"level {position} of the chain must name every dimension once")
            if dict(level) in seen:
                raise BadPlan(f"level {position} of the chain repeats an earlier one")
            seen.append(dict(level))
        object.__setattr__(
            self, "chain", tuple(MappingProxyType(dict(level)) for level in self.chain)
        )
        _ = self.trees

    @cached_property
    def trees(self) -> Mapping[str, CodeTree]:
        """The tree of codes of each dimension, in the alphabetical order of their ids."""
        return {
            dimension.id: tree_for(dimension, [level[dimension.id] for level in self.chain])
            for dimension in sorted(self.dimensions, key=lambda item: item.id)
        }

    def key_of(self, codes: Mapping[str, str]) -> tuple[str, ...]:
        """Order leaf codes alphabetically by dimension, as the keys of blocks are written."""
        return tuple(codes[name] for name in self.trees)

    def chain_as_written(self) -> list[dict[str, str]]:
        """Return the chain as a release file and a key of a threshold write it."""
        return [level_as_written(level) for level in self.chain]


def level_as_written(level: Level) -> dict[str, str]:
    """Return one level as plain text values."""
    return {name: grain.value for name, grain in level.items()}


def levels(*written: Mapping[str, str]) -> Sequence[Level]:
    """Read levels written as in a release file. Raises: BadPlan for an unknown grain."""
    try:
        return tuple({name: Grain(grain) for name, grain in level.items()} for level in written)
    except ValueError as unknown:
        raise BadPlan(f"a level of the chain has an unknown grain: {unknown}") from unknown
