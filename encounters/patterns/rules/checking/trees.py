"""The dimensions of a file: code trees, rest codes, and codes that nobody uses.

Source: release-format.md "method" (dimensions) and "Blocks" (rest codes).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from encounters.patterns.rules.checking.findings import Report

REST_MARK = "~rest"

_TIME = re.compile(r"([0-9]{4})(?:-(?:H([12])|Q([1-4])|([0-9]{2})))?")


@dataclass(frozen=True)
class Tree:
    """The codes of one dimension as a file lists them."""

    id: str
    is_sensitive: bool
    root: str
    parents: Mapping[str, str | None]
    rank: Mapping[str, int]
    exempt: frozenset[str]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The listed children of each code that has any."""
        found: dict[str, list[str]] = {}
        for code, parent in self.parents.items():
            if parent is not None:
                found.setdefault(parent, []).append(code)
        return {code: tuple(below) for code, below in found.items()}

    @cached_property
    def lineages(self) -> Mapping[str, tuple[str, ...]]:
        """Each code with its ancestors, itself first, the root last."""
        found: dict[str, tuple[str, ...]] = {}
        for code, parent in self.parents.items():  # parents come first, checked before
            found[code] = (code,) if parent is None else (code, *found[parent])
        return found


def read_trees(document: Mapping[str, Any], report: Report) -> dict[str, Tree] | None:
    """Return the trees of a file by dimension, None when they cannot be used.

    Reports: dimension_twice, bad_codes, bad_rest_code, bad_time_code, unused_code, bad_universe,
    bad_exempt_code, bad_codes_added.
    """
    before = len(report.findings)
    trees: dict[str, Tree] = {}
    for position, entry in enumerate(document["dimensions"]):
        place = f"dimensions[{position}]"
        if entry["id"] in trees:
            report.add("dimension_twice", place, "the dimension is listed before")
            continue
        tree = _tree(entry, place, report)
        if tree is not None:
            trees[tree.id] = tree
            _check_codes(tree, entry, document["sequence"], place, report)
    if len(report.findings) > before:
        return None
    _check_universe(document, trees, report)
    if len(report.findings) == before:
        _check_used(document, trees, report)
    return trees if len(report.findings) == before else None


def months_of(code: str) -> tuple[str, str] | None:
    """Return the first and last month of a time code without rest, None when it is none."""
    match = _TIME.fullmatch(code)
    if match is None:
        return None
    year, half, quarter, month = match.groups()
    if month is not None:
        return (code, code) if 1 <= int(month) <= 12 else None
    if quarter is not None:
        return f"{year}-{int(quarter) * 3 - 2:02d}", f"{year}-{int(quarter) * 3:02d}"
    if half is not None:
        return f"{year}-{int(half) * 6 - 5:02d}", f"{year}-{int(half) * 6:02d}"
    return f"{year}-01", f"{year}-12"


def _tree(entry: Mapping[str, Any], place: str, report: Report) -> Tree | None:
    parents: dict[str, str | None] = {}
    for number, (code, parent) in enumerate(entry["codes"]):
        where = f"{place}.codes[{number}]"
        if code in parents:
            report.add("bad_codes", where, "the code is listed before")
            return None
        if (parent is None) != (number == 0):
            report.add("bad_codes", where, "the root comes first, and it alone has no parent")
            return None
        if parent is not None and parent not in parents:
            report.add("bad_codes", where, "a parent must be listed before its children")
            return None
        parents[code] = parent
    return Tree(
        id=entry["id"],
        is_sensitive=entry["sensitive"],
        root=entry["codes"][0][0],
        parents=parents,
        rank={code: number for number, code in enumerate(parents)},
        exempt=frozenset(entry.get("exempt_codes", ())),
    )


def _check_codes(
    tree: Tree, entry: Mapping[str, Any], sequence: int, place: str, report: Report
) -> None:
    for code, parent in tree.parents.items():
        if code.endswith(REST_MARK):
            if parent != code.removesuffix(REST_MARK) or code in tree.children:
                report.add(
                    "bad_rest_code", place, f"{code} must be a childless child of what it rests on"
                )
        elif tree.id == "time" and parent is not None:
            own, above = months_of(code), months_of(parent)
            is_inside = own is not None and (
                parent == tree.root
                or (above is not None and above[0] <= own[0] <= own[1] <= above[1])
            )
            if not is_inside:
                report.add("bad_time_code", place, f"{code} is no time inside its parent")
    if not tree.exempt <= set(tree.parents) or (tree.exempt and not tree.is_sensitive):
        report.add("bad_exempt_code", place, "exempt codes are codes of a sensitive dimension")
    for code, since in entry.get("codes_added", ()):
        if code not in tree.parents or since > sequence:
            report.add("bad_codes_added", place, "names a code or a release that is not there")


def _check_universe(document: Mapping[str, Any], trees: Mapping[str, Tree], report: Report) -> None:
    seen: set[str] = set()
    for position, item in enumerate(document["universe"]):
        tree = trees.get(item["dim"])
        if tree is None or item["code"] not in tree.parents or item["dim"] in seen:
            report.add("bad_universe", f"universe[{position}]", "must be a code of a dimension")
        seen.add(item["dim"])


def _check_used(document: Mapping[str, Any], trees: Mapping[str, Tree], report: Report) -> None:
    used: dict[str, set[str]] = {name: {tree.root} for name, tree in trees.items()}
    is_used = {item["dim"] for item in document["universe"]}
    for item in document["universe"]:
        used[item["dim"]].update(trees[item["dim"]].lineages[item["code"]])
    for table in document["tables"]:
        dims = [trees.get(name) for name in table["dims"]]
        is_used.update(table["dims"])
        for cell in table["cells"]:
            for tree, code in zip(dims, cell["k"], strict=False):
                if tree is not None and code in tree.lineages:
                    used[tree.id].update(tree.lineages[code])
    for position, entry in enumerate(document["dimensions"]):
        spare = set(trees[entry["id"]].parents) - used[entry["id"]]
        if spare or entry["id"] not in is_used:
            report.add(
                "unused_code",
                f"dimensions[{position}]",
                "lists a code that neither a cell nor the universe uses",
            )
