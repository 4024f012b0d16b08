"""A series: what one sequence of release files shows of a partition.

All series of a population are views of its one partition: fewer dimensions or coarser codes,
summed from whole blocks. A series never changes what it shows.
Source: release-format.md "Blocks" and "Tables"; disclosure-control.md section 7, case 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from encounters.patterns.rules.dimensions import GRAINS_OF_KIND, Dimension, Grain
from encounters.patterns.rules.plan import BadPlan, Plan


@dataclass(frozen=True)
class TableView:
    """One table: its id and the dimensions it is broken down by."""

    id: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class ShareView:
    """Shares of one sensitive value, one for each group that the other dimensions of a table give.

    A share is left out where it says too little, see `shares`.
    """

    id: str
    table: str
    dimension: str
    value: str


@dataclass(frozen=True)
class ChartView:
    """One bar chart of a table: bars along `axis` at `grain`, other dimensions held fixed.

    fixed: dimension to code; a dimension of the table that is not named stands at its root.
    """

    id: str
    table: str
    axis: str
    grain: Grain
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SeriesView:
    """The fixed definition of a series.

    cuts: the finest grain shown of a dimension in every table of the file; a dimension that is
    not named is shown as finely as the blocks have it. One cut for a file, not for a table:
    then every parent is the sum of its listed children everywhere.
    """

    series_id: str
    statement_id: str
    tables: tuple[TableView, ...]
    cuts: Mapping[str, Grain] = field(default_factory=dict)
    shares: tuple[ShareView, ...] = ()
    charts: tuple[ChartView, ...] = ()


def check_series(plan: Plan, series: SeriesView) -> None:
    """Raises: BadPlan when a series asks for something that the partition does not have."""
    known = {dimension.id: dimension for dimension in plan.dimensions}
    tables = {table.id: table for table in series.tables}
    if not tables or len(tables) != len(series.tables):
        raise BadPlan(f"series {series.series_id}: tables are needed, each with an id of its own")
    for table in series.tables:
        names = table.dimensions
        if not names or len(set(names)) != len(names) or not set(names) <= set(known):
            raise BadPlan(f"table {table.id}: dimensions must be of the plan, each named once")
    for name, grain in series.cuts.items():
        if name not in known or grain not in GRAINS_OF_KIND[known[name].kind]:
            raise BadPlan(f"series {series.series_id}: cannot cut {name!r} at {grain.value!r}")
    ids = [share.id for share in series.shares] + [chart.id for chart in series.charts]
    if len(set(ids)) != len(ids):
        raise BadPlan(f"series {series.series_id}: a share or chart id is used twice")
    for share in series.shares:
        dimension = _dimension_in(tables, share.table, share.dimension, known)
        if share.value not in dimension.values:
            raise BadPlan(f"share {share.id}: {share.value!r} is no value of {share.dimension!r}")
    for chart in series.charts:
        axis = _dimension_in(tables, chart.table, chart.axis, known)
        if chart.grain not in GRAINS_OF_KIND[axis.kind]:
            raise BadPlan(f"chart {chart.id}: {chart.axis!r} has no grain {chart.grain.value!r}")
        others = set(tables[chart.table].dimensions) - {chart.axis}
        if not set(chart.fixed) <= others:
            raise BadPlan(f"chart {chart.id}: fixed codes are for other dimensions of its table")


def _dimension_in(
    tables: Mapping[str, TableView], table: str, name: str, known: Mapping[str, Dimension]
) -> Dimension:
    if table not in tables or name not in tables[table].dimensions:
        raise BadPlan(f"there is no table {table!r} with a dimension {name!r}")
    return known[name]
