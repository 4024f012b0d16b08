"""What missing blocks say: part bounds of every rest cell.

The reader knows the chain, so a finer key without a block was refused and had at most the
threshold less one. A rest cell then bounds each of the refused parts under it: a part lies between
the cell less the cap for each other part, and the cap. With a fixed threshold this pins small
groups; with keyed thresholds the cap is 20 and it never narrows one to less than 10.
Source: threat-model.md section 6, attack (k); release-format.md "Blocks", keyed threshold.
"""

import re
from collections.abc import Mapping, Sequence

from encounters.patterns.rules.checking.findings import Report
from encounters.patterns.rules.checking.tables import ReadRelease, ReadTable, identity_of
from encounters.patterns.rules.checking.trees import REST_MARK, Tree, months_of

# Keyed offsets reach 10 (release-format.md); a fixed threshold has none.
_LARGEST_OFFSET = 10

# States whose counties a reader can all name and that are few enough to pin a rest cell.
# Source: Census Bureau, counties and equivalents (Connecticut: planning regions of 2022).
_COUNTIES_OF_SMALL_STATES = {
    "DC": 1, "DE": 3, "HI": 5, "RI": 5, "CT": 9, "NH": 10, "MA": 14, "VT": 14, "AZ": 15,
    "ME": 16, "NV": 17, "NJ": 21, "WY": 23, "MD": 24,
}  # fmt: skip
_STATES_AND_DISTRICT = 51

_COUNTY = re.compile(r"[A-Z]{2}-[0-9]{3}(?:@[0-9]{4})?")
_ORDER = ("county", "state", "month", "quarter", "half", "year", "code", "each", "rest")


def check_part_bounds(release: ReadRelease, before: ReadRelease | None, report: Report) -> None:
    """Bound the refused parts under every rest cell that grew since an earlier file.

    before: the latest earlier file of the same series among those given, None without one.
    Takes no other knowledge than the files and public names. Reports: part_pinned.
    """
    document = release.document
    method = document["method"]
    k = release.k
    if method["kind"] != "blocks" or k is None:
        return
    first = 0 if before is None else int(before.document["sequence"])
    releases_between = max(1, int(document["sequence"]) - first)
    cap = k - 1 + (_LARGEST_OFFSET if method["threshold"] == "keyed" else 0)
    for table in release.tables.values():
        for number, (key, v) in enumerate(table.values.items()):
            if v is None or not any(code.endswith(REST_MARK) for code in key):
                continue
            grown = v - _shown_before(release, before, table, key)
            for name, parts in _refused_parts(release, before, table, key):
                if is_pinned(grown, parts, cap * releases_between, k):
                    report.add(
                        "part_pinned",
                        f"{table.place}.cells[{number}]",
                        f"the refused parts of {list(key)} by {name} are known too narrowly",
                    )


def is_pinned(grown: int, parts: int, cap: int, k: int) -> bool:
    """Say whether one of `parts` refused parts that may be under k is known within less than k-1.

    The parts sum to `grown`, none is over `cap`. More than they can hold means that other records
    (of unknown place or date) are in the cell; then nothing is known.
    """
    if grown <= 0 or parts < 1 or grown > cap * parts:
        return False
    lower, upper = max(0, grown - cap * (parts - 1)), min(cap, grown)
    return lower < k and upper - lower < k - 1


def _shown_before(
    release: ReadRelease, before: ReadRelease | None, table: ReadTable, key: Sequence[str]
) -> int:
    if before is None:
        return 0
    return before.cells.get(identity_of(release.document, release.trees, table.dims, key)) or 0


def _refused_parts(
    release: ReadRelease, before: ReadRelease | None, table: ReadTable, key: tuple[str, ...]
) -> list[tuple[str, int]]:
    """List, by dimension and grain, how many refused keys with public names a rest cell has."""
    chain: list[Mapping[str, str]] = release.document["method"]["chain"]
    grains = _grains_of(release, chain, table, key)
    if grains is None:
        return []
    own = [
        position
        for position, level in enumerate(chain)
        if all(level[name] == grain for name, grain in grains.items())
    ]
    found: list[tuple[str, int]] = []
    for place, (name, code) in enumerate(zip(table.dims, key, strict=True)):
        tree = release.trees[name]
        if not code.endswith(REST_MARK) or tree.is_sensitive or not own:
            continue
        finest = min((level[name] for level in chain), key=_ORDER.index)
        for finer in _ORDER[: _ORDER.index(grains[name])]:
            wanted = {other: grains.get(other, "rest") for other in chain[0]} | {name: finer}
            if wanted not in chain or chain.index(wanted) > own[0]:
                continue
            parts = _public_parts(release, tree, code, finer)
            if parts is None:
                continue
            mark = "" if finer == finest else REST_MARK
            if len(grains) == len(chain[0]):
                # All dimensions are shown: a part that has a new block was taken whole.
                parts -= sum(
                    1
                    for part in tree.parents
                    if _is_part(tree, code, finer, part, mark)
                    and _grew(release, before, table, (*key[:place], part, *key[place + 1 :]))
                )
            found.append((f"{name} ({finer})", parts))
    return found


def _grew(
    release: ReadRelease, before: ReadRelease | None, table: ReadTable, key: tuple[str, ...]
) -> bool:
    return (table.values.get(key) or 0) > _shown_before(release, before, table, key)


def _grains_of(
    release: ReadRelease,
    chain: Sequence[Mapping[str, str]],
    table: ReadTable,
    key: Sequence[str],
) -> dict[str, str] | None:
    """Name the grain of each code of a cell; roots are left out, inner codes give None."""
    grains: dict[str, str] = {}
    for name, code in zip(table.dims, key, strict=True):
        tree = release.trees[name]
        if code == tree.root:
            continue
        if code in tree.children:
            return None
        base = code.removesuffix(REST_MARK)
        used = {level[name] for level in chain}
        grains[name] = "rest" if base == tree.root else _natural_grain(base, used)
    return grains


def _natural_grain(code: str, used: set[str]) -> str:
    if used & {"county", "state"}:
        return "county" if _COUNTY.fullmatch(code) else "state"
    if used & {"month", "quarter", "half", "year"}:
        tail = code[4:]
        if not tail:
            return "year"
        return {"Q": "quarter", "H": "half"}.get(tail[1], "month")
    return "each" if "each" in used else "code"


def _public_parts(release: ReadRelease, tree: Tree, rest: str, finer: str) -> int | None:
    """Count the names that a reader can list under a rest code; None when there are too many."""
    base = rest.removesuffix(REST_MARK)
    if finer == "county":
        return _COUNTIES_OF_SMALL_STATES.get(base)
    if finer == "state":
        return _STATES_AND_DISTRICT
    if finer == "code":
        return sum(1 for code in tree.children.get(tree.root, ()) if not code.endswith(REST_MARK))
    return len(_times_inside(release, tree, base, finer))


def _times_inside(release: ReadRelease, tree: Tree, base: str, finer: str) -> list[str]:
    """List the natural time codes of a grain that lie inside `base` and inside the period."""
    first, last = release.document["period"]
    inside = None if base == tree.root else months_of(base)
    found: list[str] = []
    for year in range(int(first[:4]), int(last[:4]) + 1):
        codes = {
            "year": [f"{year}"],
            "half": [f"{year}-H{half}" for half in (1, 2)],
            "quarter": [f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4)],
            "month": [f"{year}-{month:02d}" for month in range(1, 13)],
        }[finer]
        for code in codes:
            span = months_of(code)
            if span is None or span[0] > last or span[1] < first:
                continue
            if inside is None or inside[0] <= span[0] <= span[1] <= inside[1]:
                found.append(code)
    return found


def _is_part(tree: Tree, rest: str, finer: str, code: str, mark: str) -> bool:
    """Say whether a listed code is the leaf that a finer level gives to records under `rest`."""
    base = code.removesuffix(REST_MARK)
    if (
        code != base + mark
        or code == rest
        or base == tree.root
        or base == rest.removesuffix(REST_MARK)
    ):
        return False
    if rest.removesuffix(REST_MARK) not in tree.lineages[code]:
        return False
    return _natural_grain(base, {finer}) == finer
