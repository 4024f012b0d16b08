"""One table of a release as CSV that is safe to open in a spreadsheet.

Source: release-format.md "Tables".
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from agreements_ref.rules.csv_cells import safe_cell
from encounters.patterns.render.labels import Labels, ReleaseDocument, label_of, table_of


@dataclass(frozen=True)
class CsvWords:
    """The fixed texts of a table, in the reader's language.

    title: name of the table. statement: the approved methodology statement, one paragraph.
    release, data_cut, period: names of the three facts of the heading.
    dimensions: dimension id to heading. code: heading of a code column, with `{}` for the
    dimension. count: heading of the numbers, "at least" for blocks. not_shown: a hidden cell.
    """

    title: str
    statement: str
    release: str
    data_cut: str
    period: str
    dimensions: Mapping[str, str]
    code: str
    count: str
    not_shown: str


def table_csv(document: ReleaseDocument, table_id: str, labels: Labels, words: CsvWords) -> str:
    """Write one table as CSV: heading rows, an empty row, column names, one row for each cell.

    Every dimension has two columns, label and code. Rows stand in the file's order. Lines end
    with CR LF (RFC 4180); encode as UTF-8, with a signature for spreadsheet programs.
    Raises: NotInRelease.
    """
    table = table_of(document, table_id)
    first, last = document["period"]
    rows: list[list[str]] = [
        [words.title],
        [words.release, document["release_id"]],
        [words.period, f"{first} / {last}"],
        [words.data_cut, document["provenance"]["snapshot_cutoff"]],
        [document["statement_id"], words.statement],
        [],
    ]
    heading: list[str] = []
    for name in table.dims:
        title = words.dimensions.get(name, name)
        heading += [title, words.code.format(title)]
    rows.append([*heading, words.count])
    for key, v in table.cells.items():
        row: list[str] = []
        for name, code in zip(table.dims, key, strict=True):
            row += [label_of(labels, name, code), code]
        rows.append([*row, words.not_shown if v is None else str(v)])
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return written.getvalue()
