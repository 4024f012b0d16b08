from datetime import date

import pytest

from agreements_ref.rules.cells import DATE, ERROR, Cell, SheetRow
from agreements_ref.rules.columns import ListKind, read_columns
from agreements_ref.rules.program_models import ProgramModel
from agreements_ref.rules.remarks import SENTENCES, Outcome
from agreements_ref.rules.rows import RowReading, read_rows

HEADER = (
    ("A", "STATE"),
    ("B", "LAW ENFORCEMENT AGENCY"),
    ("C", "TYPE"),
    ("D", "COUNTY"),
    ("E", "SUPPORT TYPE"),
    ("F", "SIGNED"),
    ("G", "MOA"),
)
GOOD = ("FLORIDA", "Baker County Sheriff's Office", "County", "Baker County", "Task Force Model ")


def read(*rows: tuple[str, ...], kind: ListKind = ListKind.PARTICIPATING) -> list[RowReading]:
    sheet_rows = []
    for number, row in enumerate(rows, start=2):
        cells = [
            Cell(chr(65 + at), text, ERROR if text == "#N/A" else "s")
            for at, text in enumerate(row)
        ]
        signed = Cell("F", "2025-03-03", DATE)
        sheet_rows.append(SheetRow(number, hidden=False, cells=(*cells, signed)))
    return read_rows(
        sheet_rows,
        read_columns(HEADER, is_table=False),
        kind=kind,
        list_date=date(2025, 7, 1),
        is_table=False,
    )


def changed(at: int, text: str) -> tuple[str, ...]:
    return (*GOOD[:at], text, *GOOD[at + 1 :])


def test_a_plain_row_is_accepted() -> None:
    (row,) = read(GOOD)
    assert row.outcome is Outcome.ACCEPTED
    assert (row.state, row.level, row.county_fips) == ("FL", "county", "12003")
    assert row.program_model is ProgramModel.TFM
    assert row.signed.signed_on == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (changed(0, " "), "no-state"),
        (changed(0, "ATLANTIS"), "unknown-state"),
        (changed(0, "#N/A"), "no-state"),
        (changed(1, "…"), "no-agency"),
        (changed(1, "#N/A"), "no-agency"),
        (changed(1, "x" * 501), "no-agency"),
        (changed(1, "Parks " + "&" * 150), "no-agency"),
        (changed(4, ""), "no-model"),
    ],
)
def test_only_state_agency_and_model_reject_a_row(row: tuple[str, ...], code: str) -> None:
    (reading,) = read(row)
    assert reading.outcome is Outcome.REJECTED
    assert code in [remark.code for remark in reading.remarks]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (changed(0, "FLORIDAH"), "state-corrected"),
        (changed(2, "Municipal"), "unknown-type"),
        (changed(2, ""), "type-missing"),
        (changed(3, "Bakker County"), "county-unknown"),
        (changed(3, "Bay County"), "county-differs"),
        (changed(4, "Tribal Model"), "unknown-model"),
    ],
)
def test_everything_else_is_a_remark(row: tuple[str, ...], code: str) -> None:
    (reading,) = read(row)
    assert reading.outcome is Outcome.ACCEPTED_WITH_REMARKS
    assert [remark.code for remark in reading.remarks] == [code]
    assert reading.remarks[0].sentence == SENTENCES[code]


def test_an_unknown_model_is_kept_as_unknown() -> None:
    (reading,) = read(changed(4, "Task Force"))
    assert reading.program_model is ProgramModel.UNKNOWN


def test_the_same_key_twice_keeps_both_rows_and_remarks_the_second() -> None:
    first, second, other = read(GOOD, changed(1, "BAKER COUNTY SHERIFF’S OFFICE"), changed(0, "TX"))
    assert first.outcome is Outcome.ACCEPTED
    assert [(r.code, r.detail) for r in second.remarks] == [("double", "2")]
    assert "double" not in [remark.code for remark in other.remarks]


def test_a_row_rejected_for_its_state_alone_is_a_doubt() -> None:
    assert read(changed(0, "ATLANTIS"))[0].is_doubt
    assert read(changed(0, ""))[0].is_doubt
    assert not read(changed(4, ""))[0].is_doubt
    assert not read(("ATLANTIS", "", "County", "", GOOD[4]))[0].is_doubt


def test_an_empty_row_is_no_data_row() -> None:
    rows = [SheetRow(2, False, (Cell("A", " "), Cell("B", "\u00a0")))]
    columns = read_columns(HEADER, is_table=False)
    assert not read_rows(
        rows, columns, kind=ListKind.PENDING, list_date=date(2025, 7, 1), is_table=False
    )


def test_pending_rows_have_no_signed_date_to_miss() -> None:
    (reading,) = read(GOOD, kind=ListKind.PENDING)
    assert reading.outcome is Outcome.ACCEPTED
    assert reading.signed.signed_on is None


def test_every_remark_code_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
