"""What one file states about itself: dates, method, chain, provenance.

Source: release-format.md "Top level", "method" and "Blocks".
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from encounters.patterns.rules.checking.findings import Report
from encounters.patterns.rules.checking.trees import Tree

_GRAINS_TOGETHER = (
    frozenset({"county", "state", "rest"}),
    frozenset({"month", "quarter", "half", "year", "rest"}),
    frozenset({"code", "rest"}),
    frozenset({"each", "rest"}),
)


def check_statements(
    document: Mapping[str, Any], trees: Mapping[str, Tree], report: Report
) -> None:
    """Reports: bad_period, bad_cutoff, bad_total, bad_append_only, bad_supersedes,
    threshold_not_keyed, bad_chain, sensitive_not_each."""
    provenance = document["provenance"]
    first, last = document["period"]
    if first > last:
        report.add("bad_period", "period", "the first month is after the last")
    try:
        cutoff = date.fromisoformat(provenance["snapshot_cutoff"])
    except ValueError:
        report.add("bad_cutoff", "provenance.snapshot_cutoff", "is no day of the calendar")
        return
    if last > provenance["snapshot_cutoff"][:7]:
        report.add("bad_period", "period", "ends after the data cut")
    if document["generated_at"][:10] < cutoff.isoformat():
        report.add("bad_cutoff", "generated_at", "is before the data cut")
    for name in ("records_total", "records_excluded", "records_stale"):
        total = provenance.get(name)
        if total is not None and total["value"] % total["rounded_to"]:
            report.add("bad_total", f"provenance.{name}", "is no multiple of what it is rounded to")
    if document["sequence"] == 1 and not provenance["append_only"]:
        report.add("bad_append_only", "provenance.append_only", "is true for sequence 1")
    if document["supersedes"] is not None and document["sequence"] == 1:
        report.add("bad_supersedes", "supersedes", "the first release replaces nothing")
    if document["method"]["kind"] == "blocks":
        _check_chain(document, trees, report)


def _check_chain(document: Mapping[str, Any], trees: Mapping[str, Tree], report: Report) -> None:
    method = document["method"]
    if method["threshold"] != "keyed":
        report.add("threshold_not_keyed", "method.threshold", "blocks form under keyed thresholds")
    chain = method["chain"]
    names = set(chain[0])
    for position, level in enumerate(chain):
        place = f"method.chain[{position}]"
        if set(level) != names:
            report.add("bad_chain", place, "every level names the same dimensions")
        if level in chain[:position]:
            report.add("bad_chain", place, "repeats a level before")
    for name in sorted(names):
        grains = {level[name] for level in chain if name in level}
        if not any(grains <= together for together in _GRAINS_TOGETHER):
            report.add("bad_chain", "method.chain", f"{name} has grains that do not go together")
        tree = trees.get(name)
        if tree is not None and (
            not grains <= {"each", "rest"} if tree.is_sensitive else "each" in grains
        ):
            report.add(
                "sensitive_not_each",
                "method.chain",
                f"{name}: a sensitive dimension is kept by each, and no other is",
            )
    for position, table in enumerate(document["tables"]):
        if not set(table["dims"]) <= names:
            report.add("bad_chain", f"tables[{position}]", "has a dimension the chain lacks")
