"""Every quirk of the published sheets, in small synthetic ones."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl.styles import PatternFill

from agreements_ref.importers import MOST_BYTES, ListFault, read_file
from agreements_ref.importers import spreadsheet as reader
from agreements_ref.rules.cells import DATE, ERROR, Cell, Sheet
from tests.agreements_ref.sheets import PARTICIPATING, agreement, packed, sheet_bytes, workbook

# Spreadsheets know no zones.
SPREADSHEET_TIME = datetime(2025, 5, 8, 14, 30)  # noqa: DTZ001


def read(rows: list[Mapping[str, Any]], header: Any = PARTICIPATING) -> Sheet:
    return read_file(sheet_bytes(rows, header)).sheet


def fault_of(content: bytes) -> ListFault:
    with pytest.raises(ListFault) as caught:
        read_file(content)
    return caught.value


def test_cells_keep_text_type_and_row_number() -> None:
    sheet = read([agreement(signed=SPREADSHEET_TIME)])
    (row,) = sheet.rows
    assert row.number == 2
    assert row.cells[0] == Cell("A", "FLORIDA")
    assert row.cells[5] == Cell("F", "2025-05-08", DATE)
    assert row.cells[5].date == date(2025, 5, 8)
    assert sheet.header[1] == ("B", "LAW ENFORCEMENT AGENCY")


def test_an_error_cell_is_no_text() -> None:
    (row,) = read([agreement(county="#N/A")]).rows
    assert row.cells[3] == Cell("D", "#N/A", ERROR)


def test_hidden_rows_are_read_and_said_to_be_hidden() -> None:
    book, sheet = workbook([agreement(), agreement(program_model="TFM")])
    sheet.row_dimensions[3].hidden = True
    assert [row.hidden for row in read_file(packed(book)).sheet.rows] == [False, True]


def test_formatted_empty_rows_and_columns_are_no_rows() -> None:
    book, sheet = workbook([agreement()])
    for row in range(3, 60):
        sheet.cell(row=row, column=2).fill = PatternFill("solid", fgColor="FFFF00")
        sheet.cell(row=row, column=40).value = "  "
    assert len(read_file(packed(book)).sheet.rows) == 1


def test_the_address_of_a_document_is_in_the_hyperlink() -> None:
    book, sheet = workbook([agreement()])
    sheet["G2"].value = "link"
    sheet["G2"].hyperlink = "https://www.ice.gov/doclib/287gMOA/Baker.pdf?x=1"
    (row,) = read_file(packed(book)).sheet.rows
    assert row.cells[6] == Cell("G", "link", link="https://www.ice.gov/doclib/287gMOA/Baker.pdf")


def test_nothing_of_a_mail_filters_link_but_the_inner_address_is_read() -> None:
    book, sheet = workbook([agreement()])
    sheet[
        "G2"
    ].value = '=HYPERLINK("https://f.example/?u=https%3A%2F%2Fwww.ice.gov%2Fa&d=x@y.gov","l")'
    sheet["F2"].hyperlink = (
        "https://g.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fb.pdf"
        "&data=Some.Body%40ice.dhs.gov"
    )
    sheet["H2"].value = "ask Some.Body@ice.dhs.gov"
    (row,) = read_file(packed(book)).sheet.rows
    assert row.cells[6] == Cell("G", "l", link="https://www.ice.gov/a")
    assert row.cells[5].link == "https://www.ice.gov/b.pdf"
    assert "@" not in repr(row)
    assert "Some.Body" not in repr(row)


def test_the_link_that_is_not_kept_leaves_its_reason() -> None:
    book, sheet = workbook([agreement()])
    sheet["G2"].hyperlink = "http://www.ice.gov/doclib/a.pdf"
    (row,) = read_file(packed(book)).sheet.rows
    assert (row.cells[6].link, row.cells[6].link_fault) == ("", "link-not-https")


def test_the_sheet_with_the_list_is_found_and_two_are_refused() -> None:
    book, _ = workbook([agreement()])
    book.create_sheet("Notes", 0).append(["Nothing here"])
    assert len(read_file(packed(book)).sheet.rows) == 1
    book.create_sheet("More").append(list(PARTICIPATING))
    fault = fault_of(packed(book))
    assert (fault.code, fault.where["sheets"]) == ("several-list-sheets", "Sheet, More")


def test_a_sheet_without_the_columns_is_no_list() -> None:
    fault = fault_of(sheet_bytes([{"NAME": "x"}], ["NAME", "AGE"]))
    assert (fault.code, fault.where) == ("no-list-sheet", {"sheets": "Sheet"})


def test_a_time_of_day_is_no_date() -> None:
    book, sheet = workbook([agreement()])
    sheet["F2"].value = 0.5
    sheet["F2"].number_format = "h:mm"
    (row,) = read_file(packed(book)).sheet.rows
    assert row.cells[5].date is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted-or-old"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"<html>Not found</html>", "not-a-list"),
        (b"\xff\xfe\x00s\x00t", "not-a-list"),
        (b"x" * (MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert fault_of(content).code == code


def test_a_truncated_workbook_is_damaged() -> None:
    content = sheet_bytes([agreement()])
    assert fault_of(content[: len(content) // 2]).code == "damaged"


@pytest.mark.parametrize(
    ("part", "replacement"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/worksheets/sheet1.xml", None),
    ],
)
def test_a_workbook_with_a_broken_part_is_damaged(part: str, replacement: bytes | None) -> None:
    source = zipfile.ZipFile(io.BytesIO(sheet_bytes([agreement()])))
    buffer = io.BytesIO()
    with source, zipfile.ZipFile(buffer, "w") as target:
        for info in source.infolist():
            if info.filename != part:
                target.writestr(info, source.read(info))
            elif replacement is not None:
                target.writestr(info, replacement)
    assert fault_of(buffer.getvalue()).code in {"damaged", "no-list-sheet"}


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (reader.MOST_UNPACKED_BYTES + 1))
    assert len(buffer.getvalue()) < MOST_BYTES
    assert fault_of(buffer.getvalue()).code == "too-large"


def test_a_cell_too_long_for_a_name_is_refused_with_its_place() -> None:
    fault = fault_of(sheet_bytes([agreement(), agreement(agency="x" * 1001)]))
    assert (fault.code, fault.where) == ("text-too-long", {"column": "B", "row": 3})


def test_entities_that_grow_are_not_expanded() -> None:
    grown = "".join(
        f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' if at else '<!ENTITY e0 "ha">' for at in range(9)
    )
    bomb = f"<!DOCTYPE worksheet [{grown}]><worksheet>&e8;</worksheet>".encode()
    source = zipfile.ZipFile(io.BytesIO(sheet_bytes([agreement()])))
    buffer = io.BytesIO()
    with source, zipfile.ZipFile(buffer, "w") as target:
        for info in source.infolist():
            is_sheet = info.filename == "xl/worksheets/sheet1.xml"
            target.writestr(info, bomb if is_sheet else source.read(info))
    assert fault_of(buffer.getvalue()).code in {"damaged", "no-list-sheet"}
