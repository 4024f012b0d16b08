"""What a file derives from its cells: shares, durations, curves, charts, the privacy budget.

Source: release-format.md "Ratios", "Durations and survival", "Differential privacy ledger".
"""

from collections.abc import Mapping
from itertools import pairwise
from math import ceil, floor, sqrt
from statistics import NormalDist
from typing import Any

from encounters.patterns.rules.checking.findings import Report
from encounters.patterns.rules.checking.tables import ReadRelease, identity_of

# Room for the last bit of a double, far below half a unit of any stated decimal.
_SLACK = 1e-9


def check_derived(release: ReadRelease, report: Report) -> None:
    """Reports: cell_not_shown, ratio_hidden, ratio_wrong, not_a_share, small_complement,
    interval_wrong, duration_unsafe, curve_unsafe, chart_wrong, budget_wrong, id_twice."""
    document = release.document
    for name in ("ratios", "durations", "survival", "charts"):
        seen: set[str] = set()
        for number, entry in enumerate(document.get(name, ())):
            place = f"{name}[{number}]"
            if entry["id"] in seen:
                report.add("id_twice", place, "the id is used before")
            seen.add(entry["id"])
            if name == "ratios":
                _check_ratio(release, entry, place, report)
            elif name == "durations":
                _check_duration(release, entry, place, report)
            elif name == "survival":
                _check_curve(release, entry, place, report)
            else:
                _check_chart(release, entry, place, report)
    ledger = document.get("ledger")
    if ledger is not None:
        spent = ledger["spent_before"] + document["method"]["epsilon"]
        if abs(spent - ledger["spent_after"]) > _SLACK or ledger["spent_after"] > ledger["cap"]:
            report.add("budget_wrong", "ledger", "does not add up, or is over its cap")


def _cell(release: ReadRelease, reference: Mapping[str, Any]) -> int | None:
    table = release.tables.get(reference["table"])
    return None if table is None else table.values.get(tuple(reference["k"]))


def _check_ratio(
    release: ReadRelease, entry: Mapping[str, Any], place: str, report: Report
) -> None:
    if entry["v"] is None:
        if entry["ci"] is not None:
            report.add("ratio_hidden", place, "a hidden value has no interval")
        return
    references = _references(entry)
    counts = [_cell(release, reference) for reference in references]
    known = [count for count in counts if count is not None]
    if len(known) != len(counts):
        report.add("cell_not_shown", place, "refers to a cell that the file does not show")
        return
    if entry["kind"] == "share":
        _check_share(release, entry, known[0], known[1], place, report)
    value = _ratio_of(entry, known)
    if value is None or abs(value - entry["v"]) > 0.5 * 10.0 ** -entry["decimals"] + _SLACK:
        report.add("ratio_wrong", place, "does not follow from the shown cells")
    if entry["ci"] is not None and not entry["ci"][0] <= entry["v"] <= entry["ci"][1]:
        report.add("interval_wrong", place, "the interval does not hold the value")


def _references(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if entry["kind"] == "share":
        return [entry["num"], entry["den"]]
    if entry["kind"] == "per_population":
        return [entry["num"]]
    return [reference for term in entry["terms"] for reference in (term["num"], term["den"])]


def _ratio_of(entry: Mapping[str, Any], counts: list[int]) -> float | None:
    kind = entry["kind"]
    if kind == "share":
        return counts[0] / counts[1] if counts[1] else None
    if kind == "per_population":
        return float(counts[0] * entry["per"] / entry["population"])
    if len(counts) != 4 or not all(counts):
        return None
    first, second = counts[0] / counts[1], counts[2] / counts[3]
    if kind == "difference":
        return first - second
    if kind == "rate_ratio":
        return first / second
    if counts[0] == counts[1] or counts[2] == counts[3]:
        return None
    return (counts[0] / (counts[1] - counts[0])) / (counts[2] / (counts[3] - counts[2]))


def _check_share(
    release: ReadRelease,
    entry: Mapping[str, Any],
    part: int,
    whole: int,
    place: str,
    report: Report,
) -> None:
    num, den = (
        dict(
            identity_of(
                release.document,
                release.trees,
                release.tables[entry[side]["table"]].dims,
                entry[side]["k"],
            )
        )
        for side in ("num", "den")
    )
    is_part = num != den and all(
        name in num and code in release.trees[name].lineages[num[name]]
        for name, code in den.items()
    )
    if not is_part:
        report.add("not_a_share", place, "the denominator does not contain the numerator")
        return
    if release.k is not None and 0 < whole - part < release.k:
        report.add("small_complement", place, "the complement of the share is a small group")
    if entry["ci"] is not None and entry["ci_method"] == "wilson" and 0 < part <= whole:
        low, high = _wilson(part, whole, entry["level"])
        tolerance = 0.5 * 10.0 ** -entry["decimals"] + _SLACK
        if abs(low - entry["ci"][0]) > tolerance or abs(high - entry["ci"][1]) > tolerance:
            report.add("interval_wrong", place, "is not the Wilson interval of the shown cells")


def _wilson(part: int, whole: int, level: float) -> tuple[float, float]:
    """Solve (p - x)^2 = z^2 x (1 - x) / n for x: the two roots are the interval."""
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2 if 0 < level < 1 else 0.0
    p = part / whole
    a, b, c = 1 + z2 / whole, -(2 * p + z2 / whole), p * p
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def _count_of_key(release: ReadRelease, key: Mapping[str, str]) -> int | None:
    if any(
        name not in release.trees or code not in release.trees[name].parents
        for name, code in key.items()
    ):
        return None
    return release.cells.get(identity_of(release.document, release.trees, key.keys(), key.values()))


def _check_duration(
    release: ReadRelease, entry: Mapping[str, Any], place: str, report: Report
) -> None:
    k, n = release.k, entry["n"]
    if k is None:
        return
    if _count_of_key(release, entry["key"]) != n:
        report.add("cell_not_shown", place, "n is not the shown count of its key")
    least_n = release.document["method"].get("quantile_min_n", 2 * k)
    for quantile in entry["quantiles"]:
        p = quantile["p"]
        if n < least_n or min(floor(n * p + _SLACK), floor(n * (1 - p) + _SLACK)) < k:
            report.add("duration_unsafe", place, "a quantile has a small group on one side")
        if quantile["v"] % entry["grid"]:
            report.add("duration_unsafe", place, "a quantile is no multiple of the grid")
    # Counts behind the shares, each known only within its rounding.
    groups: list[tuple[int, int]] = [(n, n)]
    for share in sorted(entry.get("shares", ()), key=lambda item: item["over"]):
        half = 0.5 * 10.0 ** -share["decimals"] + _SLACK
        low, high = ceil(n * (share["v"] - half)), floor(n * (share["v"] + half))
        groups.append((max(0, low), min(n, high)))
    groups.append((0, 0))
    for (least_above, most_above), (least_below, most_below) in pairwise(groups):
        if least_above > most_below and most_above - least_below < k:
            report.add("duration_unsafe", place, "two thresholds leave a small group between them")


def _check_curve(
    release: ReadRelease, entry: Mapping[str, Any], place: str, report: Report
) -> None:
    k = release.k
    if k is None:
        return
    if _count_of_key(release, entry["key"]) != entry["n"]:
        report.add("cell_not_shown", place, "n is not the shown count of its key")
    if entry["median"] is not None and entry["median"] % entry["grid"]:
        report.add("curve_unsafe", place, "the median is no multiple of the grid")
    points = entry["points"]
    if points[0]["at_risk"] > entry["n"]:
        report.add("curve_unsafe", place, "more are at risk than there are records")
    for number, point in enumerate(points):
        where = f"{place}.points[{number}]"
        if point["t"] % entry["grid"]:
            report.add("curve_unsafe", where, "is no multiple of the grid")
        if point["at_risk"] < k:
            report.add("curve_unsafe", where, "the curve stops when fewer than k are at risk")
        if number == 0:
            continue
        before = points[number - 1]
        left = before["at_risk"] - point["at_risk"]
        if point["t"] <= before["t"] or point["s"] > before["s"] or 0 < left < k or left < 0:
            report.add("curve_unsafe", where, "a step falls back or leaves a small group")


def _check_chart(
    release: ReadRelease, entry: Mapping[str, Any], place: str, report: Report
) -> None:
    table = release.tables.get(entry["table"])
    for number, point in enumerate(entry["points"]):
        key = tuple(point["k"])
        if table is None or key not in table.values or table.values[key] != point["y"]:
            report.add("chart_wrong", f"{place}.points[{number}]", "is no cell of the table")
