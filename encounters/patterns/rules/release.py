"""Writing one `pattern-release/1` file from frozen blocks.

The file is a pure function of its inputs, byte for byte. Nothing but whole blocks is counted.
Source: release-format.md; disclosure-control.md sections 2 and 6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from encounters.patterns.rules.blocks import FrozenBlock
from encounters.patterns.rules.canonical import config_hash, release_file_bytes, release_id
from encounters.patterns.rules.data_cut import check_cutoff, last_settled_month
from encounters.patterns.rules.dimensions import (
    GRAINS_OF_KIND,
    REST,
    CodeTree,
    DimensionKind,
    Grain,
    grain_of,
    months_covered,
)
from encounters.patterns.rules.plan import Plan
from encounters.patterns.rules.series import ChartView, SeriesView, check_series
from encounters.patterns.rules.shares import shares_of
from encounters.patterns.rules.tables import Cells, SummedTables, sum_tables

FORMAT = "pattern-release/1"

# An exact total is itself a cell that differences, so totals are multiples of this.
TOTALS_ROUNDED_TO = 50

# What `method.coarsening` may name on its left side, besides places and times.
_NAMED_CODE_DIMENSIONS = frozenset({"model", "setting", "group", "agency", "outcome"})


class BadRelease(ValueError):
    """The inputs do not make a release; the message names the part and the remedy."""


@dataclass(frozen=True)
class ReleaseFacts:
    """What a release states about itself besides its numbers.

    sequence: number of the release of the partition, from 1; equal for all series given out
    together. cutoff: the data cut. supersedes: only for a correction, the release replaced.
    generated_at: aware; None stands for the end of the day of the data cut.
    records_*: exact counts; the file gets them rounded to 50.
    codes_added: dimension to code to the first sequence in which it could be counted.
    """

    sequence: int
    cutoff: date
    snapshot_id: str
    code_version: str
    supersedes: str | None = None
    append_only: bool = True
    tenant: str | None = None
    generated_at: datetime | None = None
    ruleset_version: str | None = None
    records_total: int | None = None
    records_excluded: int | None = None
    records_stale: int | None = None
    codes_added: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Release:
    """A finished release: the document, its id, and the bytes of the file."""

    document: Mapping[str, Any]
    release_id: str
    body: bytes


def build_release(
    plan: Plan, series: SeriesView, blocks: Iterable[FrozenBlock], facts: ReleaseFacts
) -> Release:
    """Write one release of a series.

    blocks: all blocks of the partition up to this sequence, in any order.
    Raises: BadRelease, BadPlan, BadDataCut, BadCode. Nothing is written then.
    """
    check_series(plan, series)
    check_cutoff(facts.cutoff)
    period = [plan.period_start, last_settled_month(facts.cutoff)]
    if period[0] > period[1]:
        raise BadRelease(f"no quarter since {period[0]} is settled at the cut {facts.cutoff}; wait")
    whole = list(blocks)
    _check_blocks(plan, whole, facts, period[1])
    summed = sum_tables(plan, series, whole)
    document: dict[str, Any] = {
        "format": FORMAT,
        "release_id": "",
        "population": plan.population,
        "series_id": series.series_id,
        "sequence": facts.sequence,
        "supersedes": facts.supersedes,
        "generated_at": _generated_at(facts),
        "period": period,
        "provenance": _provenance(facts),
        "unit": plan.unit,
        "universe": [{"dim": item.dimension, "code": item.path[-1]} for item in plan.universe],
        "method": _method(plan, series),
        "dimensions": _dimensions(plan, summed, facts),
        "tables": [
            {
                "id": table.id,
                "dims": list(table.dimensions),
                "measure": "count",
                "absent": "no_block",
                "cells": [{"k": list(key), "v": v} for key, v in cells.items()],
            }
            for table, cells in zip(series.tables, summed.cells, strict=True)
        ],
        "statement_id": series.statement_id,
    }
    if facts.tenant is not None:
        document["tenant"] = facts.tenant
    by_table = {
        table.id: (table, cells) for table, cells in zip(series.tables, summed.cells, strict=True)
    }
    ratios = [
        ratio for share in series.shares for ratio in shares_of(plan, share, *by_table[share.table])
    ]
    if ratios:
        document["ratios"] = ratios
    charts = [
        _chart(plan, chart, by_table[chart.table][0].dimensions, by_table[chart.table][1])
        for chart in series.charts
    ]
    drawn = [chart for chart in charts if chart["points"]]
    if drawn:
        document["charts"] = drawn
    document["provenance"]["config_hash"] = config_hash(document)
    document["release_id"] = release_id(document)
    return Release(document, document["release_id"], release_file_bytes(document))


def _check_blocks(
    plan: Plan, blocks: list[FrozenBlock], facts: ReleaseFacts, last_month: str
) -> None:
    if facts.sequence < 1 or (facts.sequence == 1 and not facts.append_only):
        raise BadRelease("sequence counts from 1, and the first release is append-only")
    if not blocks:
        raise BadRelease("no group is large enough yet; wait for more records")
    seen: set[tuple[int, int, tuple[str, ...]]] = set()
    for block in blocks:
        place = f"block {'/'.join(block.key)} of release {block.sequence}"
        identity = (block.sequence, block.level, block.key)
        if identity in seen:
            raise BadRelease(f"{place} is given twice")
        seen.add(identity)
        if not 1 <= block.sequence <= facts.sequence:
            raise BadRelease(f"{place} does not belong to release {facts.sequence}")
        if block.n < plan.thresholds.k:
            raise BadRelease(f"{place} is under the threshold and may not be shown")
        if not 0 <= block.level < len(plan.chain) or len(block.key) != len(plan.trees):
            raise BadRelease(f"{place} does not follow the chain of the plan")
        for (name, tree), code in zip(plan.trees.items(), block.key, strict=True):
            _check_code(tree, plan.chain[block.level][name], code, place, last_month)


def _check_code(tree: CodeTree, grain: Grain, code: str, place: str, last_month: str) -> None:
    tree.path(code)
    base = code.removesuffix(REST)
    if grain is Grain.REST:
        matches = code == tree.root + REST
    else:
        matches = base != tree.root and grain_of(tree.dimension.kind, base) is grain
    if not matches:
        raise BadRelease(f"{place}: {code!r} is not what its level keeps")
    is_short = grain in (Grain.MONTH, Grain.QUARTER)
    if is_short and f"{base[:4]}-{months_covered(base)[1]:02d}" > last_month:
        raise BadRelease(f"{place}: the quarter of {code!r} is not settled at the data cut")


def _generated_at(facts: ReleaseFacts) -> str:
    moment = facts.generated_at
    if moment is None:
        moment = datetime.combine(facts.cutoff, time(23, 59, 59), UTC)
    elif moment.tzinfo is None:
        raise BadRelease("generated_at needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _provenance(facts: ReleaseFacts) -> dict[str, Any]:
    provenance: dict[str, Any] = {
        "snapshot_id": facts.snapshot_id,
        "snapshot_cutoff": facts.cutoff.isoformat(),
        "append_only": facts.append_only,
        "code_version": facts.code_version,
        "config_hash": "",
    }
    if facts.ruleset_version is not None:
        provenance["ruleset_version"] = facts.ruleset_version
    counts = {
        "records_total": facts.records_total,
        "records_excluded": facts.records_excluded,
        "records_stale": facts.records_stale,
    }
    for name, exact in counts.items():
        if exact is not None:
            provenance[name] = {"value": _rounded(exact), "rounded_to": TOTALS_ROUNDED_TO}
    return provenance


def _rounded(exact: int) -> int:
    """Round a count to the nearest multiple of 50, halves up."""
    return (exact + TOTALS_ROUNDED_TO // 2) // TOTALS_ROUNDED_TO * TOTALS_ROUNDED_TO


def _method(plan: Plan, series: SeriesView) -> dict[str, Any]:
    rules = plan.thresholds
    return {
        "kind": "blocks",
        "k": rules.k,
        "min_contributors": rules.min_contributors,
        "contributor_share": rules.contributor_share_pct / 100,
        "org_rule": "off",
        "threshold": "keyed",
        "chain": plan.chain_as_written(),
        "coarsening": _coarsening(plan, series),
    }


def _coarsening(plan: Plan, series: SeriesView) -> list[str]:
    """List the recodings that a reader meets: what is never shown finer, what is given up."""
    shown = {name for table in series.tables for name in table.dimensions}
    recodings: list[str] = []
    for dimension in plan.dimensions:
        tree = plan.trees[dimension.id]
        is_scale = dimension.kind in (DimensionKind.PLACE, DimensionKind.TIME)
        if not is_scale and dimension.id not in _NAMED_CODE_DIMENSIONS:
            continue
        known = GRAINS_OF_KIND[dimension.kind]
        names = {grain: grain.value if is_scale else dimension.id for grain in known}
        used = {level[dimension.id] for level in plan.chain} - {Grain.REST}
        if dimension.id not in shown or not used:
            recodings.append(f"{names[known[0]]}>all")
            continue
        finest = max(series.cuts.get(dimension.id, tree.grains[0]), tree.grains[0], key=known.index)
        finer = known[: known.index(finest)]
        recodings += [
            f"{names[grain]}>{names[finest]}"
            for grain in finer
            if grain in tree.grains or grain is known[0]
        ]
        gives_up = any(level[dimension.id] is Grain.REST for level in plan.chain)
        kept = [grain for grain in known if grain in used and grain not in finer]
        recodings += [f"{names[grain]}>rest" for grain in (kept if gives_up else kept[:-1])]
    return recodings


def _dimensions(plan: Plan, summed: SummedTables, facts: ReleaseFacts) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for dimension in plan.dimensions:
        if dimension.id not in summed.codes:
            continue
        codes = summed.codes[dimension.id]
        entry: dict[str, Any] = {
            "id": dimension.id,
            "sensitive": dimension.is_sensitive,
            "codes": [[code, parent] for code, parent in codes],
        }
        names = {code for code, _ in codes}
        exempt = [code for code in dimension.exempt if code in names]
        if exempt:
            entry["exempt_codes"] = exempt
        added = facts.codes_added.get(dimension.id, {})
        if any(not 1 <= since <= facts.sequence for since in added.values()):
            raise BadRelease(f"codes_added of {dimension.id!r} names a release not yet made")
        since_when = [[code, added[code]] for code, _ in codes if code in added]
        if since_when:
            entry["codes_added"] = since_when
        listed.append(entry)
    for item in plan.universe:
        parents: tuple[str | None, ...] = (None, *item.path)
        codes_of_filter = [[code, parents[place]] for place, code in enumerate(item.path)]
        listed.append({"id": item.dimension, "sensitive": False, "codes": codes_of_filter})
    return listed


def _chart(
    plan: Plan, chart: ChartView, dimensions: tuple[str, ...], cells: Cells
) -> dict[str, Any]:
    """List the bars of a chart: shown cells only, in the order of the table."""
    tree = plan.trees[chart.axis]
    fixed = {name: chart.fixed.get(name, plan.trees[name].root) for name in dimensions}
    points: list[dict[str, Any]] = []
    for key, v in cells.items():
        codes = dict(zip(dimensions, key, strict=True))
        on_axis = codes[chart.axis]
        if on_axis.endswith(REST) or on_axis == tree.root:
            continue
        if grain_of(tree.dimension.kind, on_axis) is chart.grain and all(
            codes[name] == code for name, code in fixed.items() if name != chart.axis
        ):
            points.append({"k": list(key), "y": v})
    return {"id": chart.id, "kind": "bar", "table": chart.table, "points": points}
