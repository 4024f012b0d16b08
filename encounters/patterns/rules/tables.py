"""Summing whole blocks into the tables of a series.

Source: release-format.md "Tables": margins are ordinary cells and are listed, a combination
without a block is not (`no_block`), cells stand in the order of their codes, first dimension first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from encounters.patterns.rules.blocks import FrozenBlock
from encounters.patterns.rules.plan import Plan
from encounters.patterns.rules.series import SeriesView

Cells = Mapping[tuple[str, ...], int]


@dataclass(frozen=True)
class SummedTables:
    """The numbers of a release before they are written.

    cells: for each table of the series its cells in order, code per dimension to count.
    codes: for each dimension that a table uses, `(code, parent)`, root first.
    """

    cells: tuple[Cells, ...]
    codes: Mapping[str, Sequence[tuple[str, str | None]]]


def sum_tables(plan: Plan, series: SeriesView, blocks: Iterable[FrozenBlock]) -> SummedTables:
    """Sum the blocks of a partition into every cell and margin that a series shows.

    Takes time proportional to the number of blocks. Raises: BadCode for a block whose key no
    level of the plan gives.
    """
    names = list(plan.trees)
    places = {name: position for position, name in enumerate(names)}
    paths: dict[tuple[str, str], tuple[str, ...]] = {}
    sums: list[dict[tuple[str, ...], int]] = [{} for _ in series.tables]
    for block in blocks:
        for name, code in zip(names, block.key, strict=True):
            if (name, code) not in paths:
                paths[name, code] = plan.trees[name].cut_path(code, series.cuts.get(name))
        for table, cells in zip(series.tables, sums, strict=True):
            steps = (paths[name, block.key[places[name]]] for name in table.dimensions)
            for key in product(*steps):
                cells[key] = cells.get(key, 0) + block.n
    used: dict[str, set[str]] = {}
    for table, cells in zip(series.tables, sums, strict=True):
        for key in cells:
            for name, code in zip(table.dimensions, key, strict=True):
                used.setdefault(name, set()).add(code)
    codes = {
        dimension.id: plan.trees[dimension.id].ordered(used[dimension.id])
        for dimension in plan.dimensions
        if dimension.id in used
    }
    rank = {
        name: {code: position for position, (code, _) in enumerate(listed)}
        for name, listed in codes.items()
    }
    ordered: list[Cells] = []
    for table, cells in zip(series.tables, sums, strict=True):
        ranks = [rank[name] for name in table.dimensions]

        def place(key: tuple[str, ...], ranks: list[dict[str, int]] = ranks) -> list[int]:
            return [of[code] for of, code in zip(ranks, key, strict=True)]

        ordered.append({key: cells[key] for key in sorted(cells, key=place)})
    return SummedTables(tuple(ordered), codes)
