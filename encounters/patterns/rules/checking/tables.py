"""The tables of one file: order, thresholds, additivity, agreement, complements, full groups.

Source: release-format.md "Words" and "Tables"; disclosure-control.md section 2, stages 3 and 7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from encounters.patterns.rules.checking.findings import Report
from encounters.patterns.rules.checking.trees import REST_MARK, Tree

# A cell across tables and files: its codes other than roots, universe included.
Identity = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class ReadTable:
    """One table with usable cells. values: codes in the order of dims to count, null if hidden."""

    id: str
    place: str
    dims: tuple[str, ...]
    absent: str
    values: Mapping[tuple[str, ...], int | None]


@dataclass(frozen=True)
class ReadRelease:
    """One file whose structure holds.

    cells: every shown or hidden cell by its identity.
    """

    document: Mapping[str, Any]
    trees: Mapping[str, Tree]
    tables: Mapping[str, ReadTable]
    cells: Mapping[Identity, int | None]

    @property
    def k(self) -> int | None:
        k = self.document["method"].get("k")
        return k if isinstance(k, int) else None


def read_tables(
    document: Mapping[str, Any], trees: Mapping[str, Tree], report: Report
) -> ReadRelease | None:
    """Return the file with its cells joined, None when a table cannot be read.

    Reports: bad_table, bad_cell, cells_out_of_order, wrong_absent, cells_disagree.
    """
    before = len(report.findings)
    kind = document["method"]["kind"]
    tables: dict[str, ReadTable] = {}
    for position, entry in enumerate(document["tables"]):
        place = f"tables[{position}]"
        table = _table(entry, trees, place, report)
        if table is None:
            continue
        if table.id in tables:
            report.add("bad_table", place, "the id is used by a table before")
        tables[table.id] = table
        if (table.absent == "no_block") != (kind == "blocks"):
            report.add("wrong_absent", place, "blocks use no_block, and nothing else does")
    if len(report.findings) > before:
        return None
    cells: dict[Identity, int | None] = {}
    for table in tables.values():
        for key, v in table.values.items():
            identity = identity_of(document, trees, table.dims, key)
            if identity in cells and cells[identity] != v:
                report.add(
                    "cells_disagree", table.place, f"{list(key)} is another number elsewhere"
                )
            cells[identity] = v
    _check_absent_elsewhere(document, trees, tables, cells, report)
    return ReadRelease(document, trees, tables, cells)


def identity_of(
    document: Mapping[str, Any],
    trees: Mapping[str, Tree],
    dims: Iterable[str],
    key: Iterable[str],
) -> Identity:
    """Name a cell independently of its table: its codes other than roots, with the universe's."""
    codes = {item["dim"]: item["code"] for item in document["universe"]}
    for name, code in zip(dims, key, strict=True):
        # Inside a filter the finer of the two codes says what is counted.
        if name not in codes or codes[name] in trees[name].lineages[code]:
            codes[name] = code
    return frozenset((name, code) for name, code in codes.items() if code != trees[name].root)


def check_tables(release: ReadRelease, report: Report) -> None:
    """Check the numbers of one file.

    Reports: under_threshold, hidden_cell, not_rounded, not_additive, small_complement,
    full_group, incomplete_group, hidden_cells_not_audited.
    """
    kind = release.document["method"]["kind"]
    for table in release.tables.values():
        _check_values(release, table, kind, report)
        if kind != "dp":
            _check_additive(release, table, report)
    if kind == "dp":
        return
    _check_nested(release, report)
    _check_groups(release, report)
    if any(v is None for v in release.cells.values()):
        report.add(
            "hidden_cells_not_audited",
            "tables",
            "this check proves no bounds on hidden cells; a check that is skipped has failed",
        )


def _table(
    entry: Mapping[str, Any], trees: Mapping[str, Tree], place: str, report: Report
) -> ReadTable | None:
    dims = tuple(entry["dims"])
    if len(set(dims)) != len(dims) or any(name not in trees for name in dims):
        report.add("bad_table", place, "dims must be dimensions of the file, each once")
        return None
    values: dict[tuple[str, ...], int | None] = {}
    previous: tuple[int, ...] | None = None
    for number, cell in enumerate(entry["cells"]):
        where = f"{place}.cells[{number}]"
        key = tuple(cell["k"])
        if len(key) != len(dims) or any(
            code not in trees[name].rank for name, code in zip(dims, key, strict=True)
        ):
            report.add("bad_cell", where, "needs one listed code for each dimension of the table")
            return None
        rank = tuple(trees[name].rank[code] for name, code in zip(dims, key, strict=True))
        if key in values:
            report.add("bad_cell", where, "is listed before")
            return None
        if previous is not None and rank <= previous:
            report.add("cells_out_of_order", where, "cells stand in the order of their codes")
        previous = rank
        values[key] = cell["v"]
    return ReadTable(entry["id"], place, dims, entry["absent"], values)


def _check_absent_elsewhere(
    document: Mapping[str, Any],
    trees: Mapping[str, Tree],
    tables: Mapping[str, ReadTable],
    cells: Mapping[Identity, int | None],
    report: Report,
) -> None:
    """A finest cell that one table shows may not be missing in another that would list it."""
    fixed = {item["dim"] for item in document["universe"]}
    for table in tables.values():
        if table.absent == "not_published" or fixed & set(table.dims):
            continue
        dims = set(table.dims)
        for identity, v in cells.items():
            codes = {name: code for name, code in identity if name not in fixed}
            is_finest = set(codes) == dims and not any(
                code in trees[name].children for name, code in codes.items()
            )
            if (
                is_finest
                and v != 0
                and tuple(codes[name] for name in table.dims) not in table.values
            ):
                report.add("cells_disagree", table.place, "lacks a cell that another table shows")


def _check_values(release: ReadRelease, table: ReadTable, kind: str, report: Report) -> None:
    method = release.document["method"]
    for number, (_, v) in enumerate(table.values.items()):
        place = f"{table.place}.cells[{number}]"
        if v is None:
            if kind in ("blocks", "dp"):
                report.add("hidden_cell", place, f"a release of {kind} has no hidden cells")
        elif kind == "dp":
            continue
        elif v < method["k"] and (v != 0 or kind == "blocks"):
            report.add("under_threshold", place, "a shown number is under the threshold")
        elif kind == "rounding" and v % method["rounding_base"]:
            report.add("not_rounded", place, "is no multiple of the rounding base")


def _check_additive(release: ReadRelease, table: ReadTable, report: Report) -> None:
    """Parent = sum of children; a combination that is not listed counts as 0, or is not known."""
    sums: dict[tuple[int, tuple[str, ...]], tuple[int, int, bool]] = {}
    for key, v in table.values.items():
        for place, (name, code) in enumerate(zip(table.dims, key, strict=True)):
            parent = release.trees[name].parents[code]
            if parent is None:
                continue
            above = (place, (*key[:place], parent, *key[place + 1 :]))
            total, count, has_hidden = sums.get(above, (0, 0, False))
            sums[above] = (total + (v or 0), count + 1, has_hidden or v is None)
    for number, (key, v) in enumerate(table.values.items()):
        for place, (name, code) in enumerate(zip(table.dims, key, strict=True)):
            children = release.trees[name].children.get(code, ())
            if not children or v is None:
                continue
            total, count, has_hidden = sums.get((place, key), (0, 0, False))
            if has_hidden or (table.absent == "not_published" and count < len(children)):
                continue
            if total != v:
                report.add(
                    "not_additive",
                    f"{table.place}.cells[{number}]",
                    f"is not the sum of its children in {name}",
                )


def _check_nested(release: ReadRelease, report: Report) -> None:
    """Every number less a part of it must be 0 or at least k, whichever table shows the two."""
    k = release.k
    if k is None:
        return
    for identity, v in release.cells.items():
        if v is None:
            continue
        names = [name for name, _ in identity]
        lineages = [release.trees[name].lineages[code] for name, code in identity]
        for codes in product(*lineages):
            above = frozenset(
                (name, code)
                for name, code in zip(names, codes, strict=True)
                if code != release.trees[name].root
            )
            whole = release.cells.get(above)
            if whole is not None and not (whole == v or whole - v >= k):
                report.add("small_complement", "tables", f"{sorted(identity)} leaves a small group")


def _check_groups(release: ReadRelease, report: Report) -> None:
    """No shown group may share one sensitive value; with `each` all values are there or none."""
    for name, tree in release.trees.items():
        if not tree.is_sensitive:
            continue
        chain = release.document["method"].get("chain", [])
        is_each = any(level.get(name) == "each" for level in chain)
        values = {code for code in tree.children.get(tree.root, ()) if not code.endswith(REST_MARK)}
        shown: dict[Identity, set[str]] = {}
        for identity, v in release.cells.items():
            code = dict(identity).get(name)
            if code is None or not v:
                continue
            group = identity - {(name, code)}
            if code in values:
                shown.setdefault(group, set()).add(code)
            if is_harmless(tree, code):
                continue
            parent = tree.parents[code]
            above = group if parent in (None, tree.root) else group | {(name, str(parent))}
            if release.cells.get(above) == v:
                report.add("full_group", "tables", f"everybody in {sorted(group)} has {code}")
        if is_each:
            for group, present in shown.items():
                if present != values:
                    report.add("incomplete_group", "tables", f"{sorted(group)} lacks a value")


def is_harmless(tree: Tree, code: str) -> bool:
    """Say whether a whole group may be known to have this code."""
    return code in tree.exempt or code == tree.root + REST_MARK
