"""Read ICE's spreadsheets: every cell's text, type and link, hidden rows too.

openpyxl's normal mode: its read-only mode, and pandas, lose hyperlinks and hidden flags. Cells
are taken from the sheet's own store, because the dimensions that a sheet states are not reliable.
"""

import io
import re
import zipfile
from collections import defaultdict
from datetime import date, datetime

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from agreements_ref.importers.faults import ListFault
from agreements_ref.rules.cells import DATE, TEXT, Cell, Sheet, SheetRow
from agreements_ref.rules.columns import read_columns
from agreements_ref.rules.links import LinkReading, clean_link, clean_text

# A list of 10,000 agreements unpacks to about 10 MB.
MOST_UNPACKED_BYTES = 96 * 1024 * 1024
MOST_CELLS = 1_000_000
MOST_TEXT = 1000
_LINK_FORMULA = re.compile(r'^=\s*HYPERLINK\(\s*"([^"]*)"\s*(?:,\s*"([^"]*)"\s*)?\)', re.IGNORECASE)
_NO_LINK = LinkReading(None)


def read_spreadsheet(content: bytes) -> Sheet:
    """Return the one sheet of a workbook that holds a list. Raises: ListFault."""
    _refuse_oversize(content)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content))
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        SyntaxError,  # of XML: the parse errors of every XML library derive from it
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
    ) as error:
        # What openpyxl lets through for parts that are missing or broken; it has no error of
        # its own for a damaged workbook.
        raise ListFault("damaged", reason=type(error).__name__) from error
    found = [
        (sheet.title, read)
        for sheet in workbook.worksheets
        if (read := _read_sheet(sheet)) is not None
        and read_columns(read.header, is_table=False).is_list
    ]
    if not found:
        raise ListFault("no-list-sheet", sheets=", ".join(workbook.sheetnames))
    if len(found) > 1:
        raise ListFault("several-list-sheets", sheets=", ".join(title for title, _ in found))
    return found[0][1]


def _refuse_oversize(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            is_locked = any(part.flag_bits & 0x1 for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ListFault("damaged", reason=type(error).__name__) from error
    if is_locked:
        raise ListFault("encrypted-or-old")
    if unpacked > MOST_UNPACKED_BYTES:
        raise ListFault("too-large", limit=f"{MOST_UNPACKED_BYTES // 1024 // 1024} MB unpacked")


def _read_sheet(sheet: Worksheet) -> Sheet | None:
    """Return a sheet's header and the rows below it, or None for a sheet without text."""
    if len(sheet._cells) > MOST_CELLS:
        raise ListFault("too-large", limit=f"{MOST_CELLS} cells")
    by_row: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for (row, column), stored in sheet._cells.items():
        cell = _read_cell(stored, get_column_letter(column))
        if cell is not None:
            by_row[row].append((column, cell))
    numbers = sorted(by_row)
    rows = [
        SheetRow(
            number,
            bool(sheet.row_dimensions[number].hidden) if number in sheet.row_dimensions else False,
            tuple(cell for _, cell in sorted(by_row[number], key=lambda pair: pair[0])),
        )
        for number in numbers
    ]
    rows = [row for row in rows if row.has_text]
    if not rows:
        return None
    header = tuple((cell.column, cell.text.strip()) for cell in rows[0].cells if cell.text.strip())
    return Sheet(header=header, rows=tuple(rows[1:]))


def _read_cell(stored: object, column: str) -> Cell | None:
    """Return a cell with a value or a link, None for a merely formatted one."""
    value = getattr(stored, "value", None)
    link = getattr(stored, "hyperlink", None)
    if value is None and link is None:
        return None
    kind = getattr(stored, "data_type", TEXT)
    target = (link.target or "") if link is not None else ""
    text = "" if value is None else _text_of(value)
    if kind == "f" and (formula := _LINK_FORMULA.match(text)):
        target, text, kind = target or formula[1], formula[2] or formula[1], TEXT
    if len(text) > MOST_TEXT:
        raise ListFault("text-too-long", column=column, row=getattr(stored, "row", 0))
    if kind == DATE and not isinstance(value, date):
        kind = "t"  # a time of day, or a length of time, formatted as a date
    kept = clean_link(target) if target else _NO_LINK
    return Cell(
        column=column,
        text=clean_text(text),
        kind=kind,
        link=kept.address or "",
        link_fault=kept.why_not or "",
        link_where=kept.where,
    )


def _text_of(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
