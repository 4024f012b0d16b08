"""One row of a list, read: who, where, which model, since when, and what is wrong with it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from agreements_ref.rules.cells import ERROR, Cell, SheetRow
from agreements_ref.rules.columns import Column, Columns, ListKind
from agreements_ref.rules.dates import FIRST_DAY, DateReading, read_signed
from agreements_ref.rules.names import agency_key, tidy
from agreements_ref.rules.places import all_counties, read_county
from agreements_ref.rules.program_models import EVALUATED, ProgramModel, read_program_model
from agreements_ref.rules.questions import RowDecision, RowDecisions, question_of
from agreements_ref.rules.remarks import REJECTING, Outcome, Remark
from agreements_ref.rules.states import STATE_NAMES, read_state

_LEVELS = {"county": "county", "municipality": "city", "state agency": "state"}
LEVEL_UNKNOWN = "unknown"
_NO_DATE = DateReading(None)
# Longer text is no agency's name; the longest on ICE's lists has some 80 letters.
LONGEST_NAME = 500
_ABOUT_STATE = frozenset({"no-state", "unknown-state"})
_NO_DECISIONS: RowDecisions = {}


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
        rejecting = {remark.code for remark in self.remarks} & REJECTING
        if self.state:
            rejecting -= _ABOUT_STATE  # a person decided which one is meant
        if rejecting:
            return Outcome.REJECTED
        return Outcome.ACCEPTED_WITH_REMARKS if self.remarks else Outcome.ACCEPTED

    @property
    def is_doubt(self) -> bool:
        """Whether the row was rejected for its state alone: it may be any agency of this name.

        A person's decision ends the doubt, whichever way it goes.
        """
        return (
            not self.state
            and bool(self.key)
            and self.program_model in EVALUATED
            and not any(remark.code == "state-set-aside" for remark in self.remarks)
        )


def read_rows(
    rows: Sequence[SheetRow],
    columns: Columns,
    *,
    kind: ListKind,
    list_date: date,
    is_table: bool,
    decisions: RowDecisions = _NO_DECISIONS,
) -> list[RowReading]:
    """Read every data row of a list, in the order of the sheet, and mark doubles.

    decisions: what people decided about questions that rows ask, by fingerprint.
    """
    seen: dict[tuple[str, str, ProgramModel], int] = {}
    readings = []
    for row in rows:
        if not row.has_text:
            continue
        reading = read_row(
            row,
            columns,
            kind=kind,
            list_date=list_date,
            is_table=is_table,
            decisions=decisions,
        )
        if reading.outcome is not Outcome.REJECTED and reading.program_model is not None:
            same = (reading.state, reading.key, reading.program_model)
            first = seen.setdefault(same, row.number)
            if first != row.number:
                double = Remark(
                    "double",
                    Column.AGENCY,
                    str(first),
                    question_of(
                        "double",
                        state=reading.state,
                        key=reading.key,
                        program_model=reading.program_model,
                        detail="",
                    ),
                )
                reading = replace(reading, remarks=(*reading.remarks, double))
        readings.append(reading)
    return readings


def read_row(
    row: SheetRow,
    columns: Columns,
    *,
    kind: ListKind,
    list_date: date,
    is_table: bool,
    decisions: RowDecisions = _NO_DECISIONS,
) -> RowReading:
    """Read one data row. Only a missing or unknown state, no agency or no model reject it.

    What a person decided is read so, with a further remark. Source: registry rules, 2.2 and 2.4.
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
    asking = _Asking(state, key, program_model.value if program_model else "", decisions)

    remarks = list(asking.about(state_remarks))
    for decision in asking.decided(remarks, _ABOUT_STATE):
        if decision.is_approved:
            state = decision.reading
            remarks.append(Remark("state-decided", Column.STATE, STATE_NAMES[state]))
        else:
            remarks.append(Remark("state-set-aside", Column.STATE))
    if not key:
        remarks.append(Remark("no-agency", Column.AGENCY, name))
    if program_model is None:
        remarks.append(Remark("no-model", Column.PROGRAM_MODEL))
    elif program_model is ProgramModel.UNKNOWN:
        remarks += asking.about([Remark("unknown-model", Column.PROGRAM_MODEL, tidy(model_text))])
        for decision in asking.decided(remarks, {"unknown-model"}):
            if decision.is_approved:
                program_model = ProgramModel(decision.reading)
                remarks.append(Remark("model-decided", Column.PROGRAM_MODEL, decision.reading))

    signed = _NO_DATE
    if kind is ListKind.PARTICIPATING:
        cell = found.get(Column.SIGNED)
        signed = read_signed(cell, list_date=list_date, is_table=is_table)
        if signed.why_not:
            remarks += asking.about(
                [Remark(signed.why_not, Column.SIGNED, cell.text if cell else "")]
            )
            for decision in asking.decided(remarks, {signed.why_not}):
                day = date.fromisoformat(decision.reading) if decision.is_approved else None
                # A list older than the day cannot show it, and stays as it was read.
                if day is not None and FIRST_DAY <= day <= list_date:
                    signed = DateReading(day)
                    remarks.append(Remark("date-decided", Column.SIGNED, day.isoformat()))

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
            remarks += asking.about([Remark(county.fault, Column.COUNTY, written)])
            for decision in asking.decided(remarks, {county.fault}):
                decided = all_counties().get(decision.reading)
                if decision.is_approved and decided is not None and decided.state == state:
                    county_fips = decided.fips
                    remarks.append(Remark("county-decided", Column.COUNTY, decided.name))
    remarks.extend(_link_remarks(found))
    return RowReading(
        row, tuple(remarks), state, name, key, level, program_model, signed, county_fips
    )


@dataclass(frozen=True)
class _Asking:
    """The questions of one row: state, key and model as the row itself says."""

    state: str
    key: str
    program_model: str
    decisions: RowDecisions

    def about(self, remarks: Sequence[Remark]) -> Iterator[Remark]:
        """Yield each remark with the question that it asks."""
        for remark in remarks:
            question = question_of(
                remark.code,
                state=self.state,
                key=self.key,
                program_model=self.program_model,
                detail=remark.detail,
            )
            yield replace(remark, question=question) if question else remark

    def decided(self, remarks: Sequence[Remark], codes: Collection[str]) -> list[RowDecision]:
        """Return what was decided about the remarks of these codes."""
        if not self.decisions:
            return []
        return [
            self.decisions[remark.question]
            for remark in remarks
            if remark.code in codes and remark.question in self.decisions
        ]


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
