"""Read a table of text (CSV, UTF-8), such as the list of May 2019."""

import csv
import io

from openpyxl.utils import get_column_letter

from agreements_ref.importers.faults import ListFault
from agreements_ref.rules.cells import Cell, Sheet, SheetRow
from agreements_ref.rules.columns import read_columns
from agreements_ref.rules.links import clean_text

MOST_ROWS = 100_000
MOST_TEXT = 1000


def read_table(content: bytes) -> Sheet:
    """Return the header and rows of a CSV file. Raises: ListFault.

    Row numbers are lines of the file as a spreadsheet would show them: the header is row 1.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListFault("not-a-list") from error
    if "\0" in text:
        raise ListFault("not-a-list")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ListFault("not-a-list") from error
    if len(lines) > MOST_ROWS:
        raise ListFault("too-large", limit=f"{MOST_ROWS} rows")
    header = tuple(
        (get_column_letter(at), name.strip()) for at, name in enumerate(lines[0], start=1)
    )
    if not read_columns(header, is_table=True).is_list:
        raise ListFault("not-a-list")
    rows = tuple(
        _read_line(number, line, len(header)) for number, line in enumerate(lines[1:], start=2)
    )
    return Sheet(header=header, rows=tuple(row for row in rows if row.has_text), is_table=True)


def _read_line(number: int, line: list[str], width: int) -> SheetRow:
    if line and len(line) != width:
        raise ListFault("ragged-row", row=number, found=len(line), expected=width)
    cells = []
    for at, text in enumerate(line, start=1):
        if len(text) > MOST_TEXT:
            raise ListFault("text-too-long", column=get_column_letter(at), row=number)
        if text:
            cells.append(Cell(column=get_column_letter(at), text=clean_text(text)))
    return SheetRow(number, hidden=False, cells=tuple(cells))
