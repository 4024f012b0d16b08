"""All files of one population together: one partition, and numbers that only grow by blocks.

Source: release-format.md "Words" (population, snapshot, cell) and "Blocks"; disclosure-control.md
section 2 stages 5 and 6, section 7 cases 8, 12 and 13.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from encounters.patterns.rules.checking.findings import Report
from encounters.patterns.rules.checking.tables import Identity, ReadRelease, is_harmless

_ONE_PARTITION = ("kind", "chain", "threshold")


def check_population(files: Sequence[tuple[ReadRelease, Report]]) -> None:
    """Check files of one population against each other.

    files: in any order; findings go to the report of the later file.
    Reports: other_population, given_twice, two_partitions, threshold_fell, snapshots_disagree,
    out_of_order, cells_disagree, small_growth, shrank, vanished, full_group_added,
    series_changed, bad_supersedes, budget_wrong.
    """
    ordered = sorted(files, key=lambda item: _order(item[0]))
    for (earlier, _), (later, report) in combinations(ordered, 2):
        if earlier.document["population"] != later.document["population"]:
            report.add("other_population", "population", "files of two populations were given")
            continue
        if earlier.document["release_id"] == later.document["release_id"]:
            report.add("given_twice", "release_id", "the file was given twice")
            continue
        _check_one_partition(earlier, later, report)
        _check_snapshots(earlier, later, report)
        has_correction = any(
            not between.document["provenance"]["append_only"]
            for between, _ in ordered
            if _order(earlier) < _order(between) <= _order(later)
        )
        _check_growth(earlier, later, report, has_correction)
        if earlier.document["series_id"] == later.document["series_id"]:
            _check_series(earlier, later, report, has_correction)
    _check_supersedes(ordered)
    _check_budgets(ordered)


def latest_before(
    release: ReadRelease, files: Sequence[tuple[ReadRelease, Report]]
) -> ReadRelease | None:
    """Return the latest earlier file of the same series among those given."""
    earlier = [
        other
        for other, _ in files
        if other.document["population"] == release.document["population"]
        and other.document["series_id"] == release.document["series_id"]
        and other.document["sequence"] < release.document["sequence"]
    ]
    return max(earlier, key=_order, default=None)


def _order(release: ReadRelease) -> tuple[int, str, str]:
    document = release.document
    return document["sequence"], document["generated_at"], document["release_id"]


def _check_one_partition(earlier: ReadRelease, later: ReadRelease, report: Report) -> None:
    before, after = earlier.document["method"], later.document["method"]
    if before["kind"] != "blocks" and after["kind"] != "blocks":
        return
    if any(before.get(name) != after.get(name) for name in _ONE_PARTITION):
        report.add("two_partitions", "method", "one population has one chain and one method")
    if earlier.document["unit"] != later.document["unit"]:
        report.add("two_partitions", "unit", "one partition counts one unit")
    if _k(after) < _k(before):
        report.add("threshold_fell", "method.k", "k never falls")


def _k(method: Mapping[str, Any]) -> int:
    return int(method.get("k", 0))


def _check_snapshots(earlier: ReadRelease, later: ReadRelease, report: Report) -> None:
    before, after = (
        (item.document["sequence"], item.document["provenance"]) for item in (earlier, later)
    )
    is_same_id = before[1]["snapshot_id"] == after[1]["snapshot_id"]
    is_same_cut = before[1]["snapshot_cutoff"] == after[1]["snapshot_cutoff"]
    if is_same_id and not is_same_cut:
        report.add("snapshots_disagree", "provenance", "one snapshot has two data cuts")
    if later.document["method"]["kind"] != "blocks":
        return
    if later.document["supersedes"] is not None:
        return
    if before[0] == after[0]:
        if not is_same_id:
            report.add("snapshots_disagree", "sequence", "one sequence has two snapshots")
    elif before[1]["snapshot_cutoff"] >= after[1]["snapshot_cutoff"]:
        report.add("out_of_order", "provenance.snapshot_cutoff", "the sequence follows the cut")


def _check_growth(
    earlier: ReadRelease, later: ReadRelease, report: Report, has_correction: bool
) -> None:
    """Every cell that both files show moves by 0 or by at least k, and only upwards."""
    if earlier.document["unit"] != later.document["unit"] or later.k is None:
        return
    is_same_data = (
        earlier.document["provenance"]["snapshot_id"] == later.document["provenance"]["snapshot_id"]
    )
    for identity, before in earlier.cells.items():
        if identity not in later.cells:
            continue
        after = later.cells[identity]
        if is_same_data:
            if after != before:
                report.add("cells_disagree", "tables", f"{sorted(identity)} differs between files")
        elif before is not None and after is not None:
            _check_step(identity, before, after, later.k, report, has_correction)


def _check_step(
    identity: Identity, before: int, after: int, k: int, report: Report, has_correction: bool
) -> None:
    if 0 < abs(after - before) < k:
        report.add("small_growth", "tables", f"{sorted(identity)} moved by a small group")
    elif after < before and not has_correction:
        report.add("shrank", "tables", f"{sorted(identity)} shrank in an append-only series")


def _check_series(
    earlier: ReadRelease, later: ReadRelease, report: Report, has_correction: bool
) -> None:
    """A series keeps its definition and its codes; what is added shares no sensitive value."""
    definition = [
        (
            item.document["universe"],
            item.document["unit"],
            [(table.id, table.dims, table.absent) for table in item.tables.values()],
            {tree.id: (tree.root, tree.is_sensitive) for tree in item.trees.values()},
        )
        for item in (earlier, later)
    ]
    if definition[0] != definition[1]:
        report.add("series_changed", "tables", "a series never changes what it shows")
        return
    for name, tree in earlier.trees.items():
        for code, parent in tree.parents.items():
            if later.trees[name].parents.get(code, parent) != parent:
                report.add("series_changed", "dimensions", f"{code} has another parent than before")
    if not has_correction:
        for identity, before in earlier.cells.items():
            if before and identity not in later.cells:
                report.add("vanished", "tables", f"{sorted(identity)} was shown before")
    for name, tree in later.trees.items():
        if tree.is_sensitive:
            _check_added_groups(name, earlier, later, report)


def _check_added_groups(
    name: str, earlier: ReadRelease, later: ReadRelease, report: Report
) -> None:
    tree = later.trees[name]
    for identity, after in later.cells.items():
        code = dict(identity).get(name)
        if code is None or after is None or is_harmless(tree, code):
            continue
        parent = tree.parents[code]
        group = identity - {(name, code)}
        above = group if parent in (None, tree.root) else group | {(name, str(parent))}
        whole = later.cells.get(above)
        added = after - (earlier.cells.get(identity) or 0)
        if whole is not None and added > 0 and whole - (earlier.cells.get(above) or 0) == added:
            report.add("full_group_added", "tables", f"everybody new in {sorted(group)} has {code}")


def _check_supersedes(ordered: Sequence[tuple[ReadRelease, Report]]) -> None:
    by_id = {release.document["release_id"]: release for release, _ in ordered}
    for release, report in ordered:
        replaced = by_id.get(release.document["supersedes"] or "")
        if replaced is not None and (
            replaced.document["series_id"] != release.document["series_id"]
            or _order(replaced) >= _order(release)
        ):
            report.add("bad_supersedes", "supersedes", "replaces no earlier file of the series")


def _check_budgets(ordered: Sequence[tuple[ReadRelease, Report]]) -> None:
    spent: dict[str, float] = {}
    for release, report in ordered:
        ledger = release.document.get("ledger")
        if ledger is None:
            continue
        before = spent.get(ledger["budget_id"])
        if before is not None and ledger["spent_before"] != before:
            report.add("budget_wrong", "ledger", "does not start where the last one ended")
        spent[ledger["budget_id"]] = ledger["spent_after"]
