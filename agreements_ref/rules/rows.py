"""One row of a list, read: who, where, which model, since when, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agreements_ref.rules.cells import ERROR, Cell, SheetRow
from agreements_ref.rules.columns import Column, Columns, ListKind
from agreements_ref.rules.dates import DateReading, read_signed
from agreements_ref.rules.names import agency_key, tidy
from agreements_ref.rules.places import read_county
from agreements_ref.rules.program_models import EVALUATED, ProgramModel, read_program_model
from agreements_ref.rules.remarks import REJECTING, Outcome, Remark
from agreements_ref.rules.states import STATE_NAMES, read_state

_LEVELS = {"county": "county", "municipality": "city", "state agency": "state"}
LEVEL_UNKNOWN = "unknown"
_NO_DATE = DateReading(None)
# Longer text is no agency's name; the longest on ICE's lists has some 80 letters.
LONGEST_NAME = 500


@dataclass(frozen=True)
class RowReading:
    """What one data row says. state: postal code, or "" when it cannot be read.

    agency_name: as shown; key: see `agency_key`. level: city, county, state or unknown.
    program_model: None when the cell is empty. signed.signed_on: None when unknown.
    """

    row: SheetRow
    remarks: tuple[Remark, ...]
    state: str
    agency_name: str
    key: str
    level: str
    program_model: ProgramModel | None
    signed: DateReading
    county_fips: str

    @property
    def outcome(self) -> Outcome:
        """Accepted, accepted with remarks, or rejected."""
        if any(remark.code in REJECTING for remark in self.remarks):
            return Outcome.REJECTED
        return Outcome.ACCEPTED_WITH_REMARKS if self.remarks else Outcome.ACCEPTED

    @property
    def is_doubt(self) -> bool:
        """Whether the row was rejected for its state alone: it may be any agency of this name."""
        return not self.state and bool(self.key) and self.program_model in EVALUATED


def read_rows(
    rows: Sequence[SheetRow],
    columns: Columns,
    *,
    kind: ListKind,
    list_date: date,
    is_table: bool,
) -> list[RowReading]:
    """Read every data row of a list, in the order of the sheet, and mark doubles."""
    seen: dict[tuple[str, str, ProgramModel], int] = {}
    readings = []
    for row in rows:
        if not row.has_text:
            continue
        reading = read_row(row, columns, kind=kind, list_date=list_date, is_table=is_table)
        if reading.outcome is not Outcome.REJECTED and reading.program_model is not None:
            same = (reading.state, reading.key, reading.program_model)
            first = seen.setdefault(same, row.number)
            if first != row.number:
                double = Remark("double", Column.AGENCY, str(first))
                reading = replace(reading, remarks=(*reading.remarks, double))
        readings.append(reading)
    return readings


def read_row(
    row: SheetRow, columns: Columns, *, kind: ListKind, list_date: date, is_table: bool
) -> RowReading:
    """Read one data row. Only a missing or unknown state, no agency or no model reject it.

    Source: registry rules, 2.4.
    """
    cells = {cell.column: cell for cell in row.cells}
    found = {column: cells.get(letter) for column, letter in columns.letters.items()}
    state, state_remarks = _read_state(_text(found.get(Column.STATE)))
    name = tidy(_text(found.get(Column.AGENCY)))
    key = agency_key(name)
    if max(len(name), len(key)) > LONGEST_NAME:
        name, key = name[:LONGEST_NAME], ""
    model_text = _text(found.get(Column.PROGRAM_MODEL))
    program_model = read_program_model(model_text)
    remarks = list(state_remarks)
    if not key:
        remarks.append(Remark("no-agency", Column.AGENCY, name))
    if program_model is None:
        remarks.append(Remark("no-model", Column.PROGRAM_MODEL))
    elif program_model is ProgramModel.UNKNOWN:
        remarks.append(Remark("unknown-model", Column.PROGRAM_MODEL, tidy(model_text)))

    signed = _NO_DATE
    if kind is ListKind.PARTICIPATING:
        cell = found.get(Column.SIGNED)
        signed = read_signed(cell, list_date=list_date, is_table=is_table)
        if signed.why_not:
            remarks.append(Remark(signed.why_not, Column.SIGNED, cell.text if cell else ""))

    level, county_fips = LEVEL_UNKNOWN, ""
    if Column.AGENCY_TYPE in columns.letters:
        written = tidy(_text(found.get(Column.AGENCY_TYPE)))
        level = _LEVELS.get(written.casefold(), LEVEL_UNKNOWN)
        if level == LEVEL_UNKNOWN:
            code = "unknown-type" if written else "type-missing"
            remarks.append(Remark(code, Column.AGENCY_TYPE, written))
    if state and Column.COUNTY in columns.letters:
        written = tidy(_text(found.get(Column.COUNTY)))
        county = read_county(written, state=state, agency_name=name)
        county_fips = county.fips or ""
        if county.fault:
            remarks.append(Remark(county.fault, Column.COUNTY, written))
    remarks.extend(_link_remarks(found))
    return RowReading(
        row, tuple(remarks), state, name, key, level, program_model, signed, county_fips
    )


def _text(cell: Cell | None) -> str:
    """Return a cell's text; an error cell such as #N/A says nothing."""
    return "" if cell is None or cell.kind == ERROR else cell.text


def _read_state(text: str) -> tuple[str, list[Remark]]:
    if not text.strip():
        return "", [Remark("no-state", Column.STATE)]
    reading = read_state(text)
    if reading is None:
        return "", [Remark("unknown-state", Column.STATE, tidy(text))]
    if reading.corrected:
        detail = f"{tidy(text)}: {STATE_NAMES[reading.code]}"
        return reading.code, [Remark("state-corrected", Column.STATE, detail)]
    return reading.code, []


def _link_remarks(found: dict[Column, Cell | None]) -> Iterator[Remark]:
    for column in (Column.DOCUMENT, Column.ADDENDUM):
        cell = found.get(column)
        if cell is not None and cell.link_fault:
            yield Remark(cell.link_fault, column, cell.link_where)
