"""The independent check of release files: what anybody can test who holds nothing else.

It believes no producer and shares no code with one, except the canonical JSON of the format.
Bounds on hidden cells are not proved here, so a file that hides cells never passes.
Source: release-format.md, all rules that the files themselves show; threat-model.md section 6.
"""

from collections.abc import Sequence

from encounters.patterns.rules.checking.derived import check_derived
from encounters.patterns.rules.checking.findings import Finding, Report
from encounters.patterns.rules.checking.method import check_statements
from encounters.patterns.rules.checking.parts import check_part_bounds
from encounters.patterns.rules.checking.population import check_population, latest_before
from encounters.patterns.rules.checking.reading import read_document
from encounters.patterns.rules.checking.tables import ReadRelease, check_tables, read_tables
from encounters.patterns.rules.checking.trees import read_trees

__all__ = ["Finding", "check_releases"]


def check_releases(bodies: Sequence[bytes]) -> list[Finding]:
    """Check one or several release files of one population, alone and together.

    bodies: the bytes of the files, in any order: best all that were ever given out.
    Returns the findings, sorted; an empty list means that no rule is broken. A file whose
    structure cannot be trusted is reported, and left out of the joint checks.
    Takes time proportional to the cells, and to the pairs of files.
    """
    reports: list[Report] = []
    readable: list[tuple[ReadRelease, Report]] = []
    for number, body in enumerate(bodies, start=1):
        report = Report(f"file {number}")
        reports.append(report)
        document = read_document(body, report)
        if document is None:
            continue
        trees = read_trees(document, report)
        if trees is None:
            continue
        check_statements(document, trees, report)
        release = read_tables(document, trees, report)
        if release is None:
            continue
        check_tables(release, report)
        check_derived(release, report)
        readable.append((release, report))
    for release, report in readable:
        if not any(finding.code == "bad_chain" for finding in report.findings):
            check_part_bounds(release, latest_before(release, readable), report)
    check_population(readable)
    return sorted({finding for report in reports for finding in report.findings})
