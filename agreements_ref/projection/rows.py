"""Rows as they are read from the raw cells, and the outcome counts of their list."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from agreements_ref.models import Agency, ListRow, ListSnapshot, RowRemark
from agreements_ref.projection.lists import columns_of
from agreements_ref.queries.decisions import row_decisions
from agreements_ref.rules.cells import Cell, SheetRow
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.remarks import Outcome
from agreements_ref.rules.rows import RowReading, read_rows

# Everything about a row that is read, not raw.
READ_FIELDS = (
    "outcome",
    "agency_id",
    "agency_name",
    "program_model",
    "signed_on",
    "level",
    "county_fips",
    "unplaced_key",
)


def read_stored_rows(snapshot: ListSnapshot, rows: Sequence[ListRow]) -> list[RowReading]:
    """Read the raw cells of a list again, with what people decided about them."""
    sheet_rows = [
        SheetRow(row.row_number, row.hidden, tuple(Cell.from_json(cell) for cell in row.cells))
        for row in rows
    ]
    return read_rows(
        sheet_rows,
        columns_of(snapshot),
        kind=ListKind(snapshot.kind),
        list_date=snapshot.list_date,
        is_table=snapshot.is_table,
        decisions=row_decisions(),
    )


def read_values(reading: RowReading) -> dict[str, Any]:
    """Return the read columns of a row."""
    is_rejected = reading.outcome is Outcome.REJECTED
    return {
        "outcome": reading.outcome.value,
        "agency_id": None if is_rejected else Agency.id_for(reading.state, reading.key),
        "agency_name": reading.agency_name,
        "program_model": reading.program_model.value if reading.program_model else "",
        "signed_on": reading.signed.signed_on,
        "level": reading.level,
        "county_fips": reading.county_fips,
        "unplaced_key": reading.key if reading.is_doubt else "",
    }


def outcome_counts(readings: Sequence[RowReading]) -> dict[str, int]:
    """Return the number of rows that ended in each way."""
    found = Counter(reading.outcome for reading in readings)
    return {outcome.value: found[outcome] for outcome in Outcome}


def add_agencies(readings: Sequence[RowReading]) -> None:
    """Make the agencies that the rows name and nobody has named before."""
    named = {
        Agency.id_for(reading.state, reading.key): reading
        for reading in readings
        if reading.outcome is not Outcome.REJECTED
    }
    known = set(Agency.objects.filter(id__in=named).values_list("id", flat=True))
    Agency.objects.bulk_create(
        Agency(
            id=agency_id,
            state=reading.state,
            agency_key=reading.key,
            name=reading.agency_name,
            level=reading.level,
            county_fips=reading.county_fips,
        )
        for agency_id, reading in named.items()
        if agency_id not in known
    )


def store_rows(snapshot: ListSnapshot, readings: Sequence[RowReading]) -> None:
    """Store every row of a new list, raw and read, with its remarks."""
    add_agencies(readings)
    rows = ListRow.objects.bulk_create(
        ListRow(
            snapshot=snapshot,
            row_number=reading.row.number,
            hidden=reading.row.hidden,
            cells=[cell.as_json() for cell in reading.row.cells],
            **read_values(reading),
        )
        for reading in readings
    )
    RowRemark.objects.bulk_create(
        remark
        for row, reading in zip(rows, readings, strict=True)
        for remark in _remarks(row, reading)
    )


def read_again(snapshot: ListSnapshot) -> None:
    """Read a stored list again: its date moved, or a person decided; write what differs only."""
    rows = list(snapshot.rows.order_by("row_number"))
    readings = read_stored_rows(snapshot, rows)
    add_agencies(readings)
    changed = []
    for row, reading in zip(rows, readings, strict=True):
        values = read_values(reading)
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    if changed:
        ListRow.objects.bulk_update(changed, [name.removesuffix("_id") for name in READ_FIELDS])
    RowRemark.objects.filter(row__snapshot=snapshot).delete()
    RowRemark.objects.bulk_create(
        remark
        for row, reading in zip(rows, readings, strict=True)
        for remark in _remarks(row, reading)
    )
    ListSnapshot.objects.filter(pk=snapshot.pk).update(**outcome_counts(readings))


def _remarks(row: ListRow, reading: RowReading) -> list[RowRemark]:
    return [
        RowRemark(
            row=row,
            code=remark.code,
            column=remark.column,
            detail=remark.detail[:1100],
            question=remark.question,
        )
        for remark in reading.remarks
    ]
