"""Small synthetic lists, made the way ICE makes them. Names are invented; nothing is copied."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from agreements_ref.services import IncomingList

PARTICIPATING = (
    "STATE",
    "LAW ENFORCEMENT AGENCY",
    "TYPE",
    "COUNTY",
    "SUPPORT TYPE",
    "SIGNED",
    "MOA",
)
PENDING = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE")
MODELS = {
    "JEM": "Jail Enforcement Model",
    "TFM": "Task Force Model",
    "WSO": "Warrant Service Officer",
}


def agreement(
    agency: str = "Baker County Sheriff's Office",
    program_model: str = "WSO",
    signed: object = date(2025, 3, 3),
    *,
    state: str = "FLORIDA",
    agency_type: str | None = "County",
    county: str | None = "Baker County",
) -> dict[str, Any]:
    """Return one row of a participating list by column name."""
    return {
        "STATE": state,
        "LAW ENFORCEMENT AGENCY": agency,
        "TYPE": agency_type,
        "COUNTY": county,
        "SUPPORT TYPE": MODELS.get(program_model, program_model),
        "SIGNED": signed,
        "MOA": "link pending",
    }


def request(agency: str = "Baker County Sheriff's Office", model: str = "WSO") -> dict[str, Any]:
    """Return one row of a pending list by column name."""
    row = agreement(agency, model)
    return {name: row[name] for name in PENDING}


def workbook(
    rows: Iterable[Mapping[str, Any]], header: Sequence[str | None] = PARTICIPATING
) -> tuple[Workbook, Worksheet]:
    """Return a workbook with one list, to be changed further before `packed`."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(list(header))
    for row in rows:
        sheet.append([row.get(name) if name else None for name in header])
    return book, sheet


def packed(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_bytes(
    rows: Iterable[Mapping[str, Any]], header: Sequence[str | None] = PARTICIPATING
) -> bytes:
    """Return the bytes of a list."""
    return packed(workbook(rows, header)[0])


def incoming(
    rows: Iterable[Mapping[str, Any]],
    list_date: date,
    *,
    known: date | datetime | None = None,
    header: Sequence[str | None] = PARTICIPATING,
    accept: str = "",
    name: str = "participatingAgencies",
) -> IncomingList:
    """Return a list under ICE's kind of name, known at noon of its date unless said otherwise."""
    return IncomingList(
        file_name=f"{name}{list_date:%m%d%Y}am.xlsx",
        content=sheet_bytes(rows, header),
        known_from=instant(known or list_date),
        accept=accept,
    )


def pending(rows: Iterable[Mapping[str, Any]], list_date: date) -> IncomingList:
    """Return a pending list, known at noon of its date."""
    return incoming(rows, list_date, header=PENDING, name="pendingAgencies")


def instant(day: date | datetime) -> datetime:
    """Return noon (UTC) of a day; an instant comes back as it is."""
    if isinstance(day, datetime):
        return day
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
