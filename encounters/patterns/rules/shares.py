"""Shares out of shown cells, with a Wilson interval, where they say enough.

Source: release-format.md "Ratios"; disclosure-control.md section 2 stage 7 and section 5 (Wilson
interval; not for fewer than 40 records nor near 0 or 1; relative interval width at most 160 %).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from encounters.patterns.rules.plan import Plan
from encounters.patterns.rules.series import ShareView, TableView
from encounters.patterns.rules.tables import Cells

DECIMALS = 2
CONFIDENCE_LEVEL = 0.95

_WILSON_FROM = 40
_NEAR_ZERO_PCT, _NEAR_ONE_PCT = 5, 95
_WIDTH_AT_MOST_PCT = 160


@dataclass(frozen=True)
class Interval:
    """A confidence interval of a share; both ends lie in 0..1."""

    low: float
    high: float


def wilson_interval(part: int, whole: int, level: float = CONFIDENCE_LEVEL) -> Interval:
    """Return the Wilson score interval of `part` out of `whole`, at a confidence level in 0..1.

    Source: Wilson, JASA 22 (1927). Raises: ValueError unless 0 <= part <= whole, whole > 0.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a share")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = part / whole
    centre = share + z * z / (2 * whole)
    margin = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return Interval(max(0.0, (centre - margin) / scale), min(1.0, (centre + margin) / scale))


def shares_of(
    plan: Plan, share: ShareView, table: TableView, cells: Cells
) -> Iterator[dict[str, object]]:
    """Yield the `ratios` entries of one share, in the order of the groups' cells.

    A group is left out when a record in it gave its value up (the share would be too low), when
    numerator or complement is not shown at k or more, and when the number says too little.
    """
    place = table.dimensions.index(share.dimension)
    dimension = plan.trees[share.dimension].dimension
    for key, whole in cells.items():
        if key[place] != dimension.root:
            continue
        parts = [cells.get((*key[:place], v, *key[place + 1 :]), 0) for v in dimension.values]
        part = parts[dimension.values.index(share.value)]
        if sum(parts) != whole or min(part, whole - part) < plan.thresholds.k:
            continue
        if not _says_enough(part, whole):
            continue
        interval = wilson_interval(part, whole)
        group = [code for position, code in enumerate(key) if position != place]
        yield {
            "id": ".".join([share.id, *group]),
            "kind": "share",
            "num": {"table": table.id, "k": [*key[:place], share.value, *key[place + 1 :]]},
            "den": {"table": table.id, "k": list(key)},
            "v": float(round(Fraction(part, whole), DECIMALS)),
            "decimals": DECIMALS,
            "ci": [round(interval.low, DECIMALS), round(interval.high, DECIMALS)],
            "ci_method": "wilson",
            "level": CONFIDENCE_LEVEL,
        }


def _says_enough(part: int, whole: int) -> bool:
    if whole < _WILSON_FROM:
        return False
    if not _NEAR_ZERO_PCT * whole <= part * 100 <= _NEAR_ONE_PCT * whole:
        return False
    interval = wilson_interval(part, whole)
    return (interval.high - interval.low) * 100 <= _WIDTH_AT_MOST_PCT * part / whole
