"""Signed dates and list dates: read when they are plain, unknown otherwise, never guessed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from agreements_ref.rules.cells import NUMBER, Cell

# Section 287(g) became law on this day (Pub. L. 104-208); no agreement can be older.
FIRST_DAY = date(1996, 9, 30)
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_COLLECTORS_STAMP = re.compile(r"^\d{8}_\d{6}_+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class DateReading:
    """signed_on: the readable date, or None. why_not: code of the reason. proposal: for review."""

    signed_on: date | None
    why_not: str | None = None
    proposal: date | None = None


def read_signed(cell: Cell | None, *, list_date: date, is_table: bool) -> DateReading:
    """Read a SIGNED cell of a list of `list_date`.

    Unknown: empty, not of date type (in a table of text: not YYYY-MM-DD), later than the list
    date, or before 30 September 1996. Source: registry rules, 2.6.
    """
    text = cell.text.strip() if cell else ""
    if cell is None or not text:
        return DateReading(None, "date-missing")
    day = _iso_date(text) if is_table else cell.date
    if day is None:
        return DateReading(None, "date-unreadable", _propose_from(cell, list_date))
    if day > list_date:
        return DateReading(None, "date-after-list", _propose_year(day, list_date))
    if day < FIRST_DAY:
        return DateReading(None, "date-before-law", _propose_year(day, list_date))
    return DateReading(day)


def _iso_date(text: str) -> date | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _propose_from(cell: Cell, list_date: date) -> date | None:
    """Return the one day that a cell which is no date may mean, for a person to approve."""
    text = cell.text.strip()
    if cell.kind == NUMBER:
        return _propose_serial(text, list_date)
    digits = re.fullmatch(r"(\d{1,2})\D?(\d{1,2})\D?(\d{4})", text)
    if iso := _iso_date(text):
        found = {iso}
    elif digits and re.search(r"\D", text):
        found = _month_day_readings(text)
    else:
        return None
    fitting = {day for day in found if FIRST_DAY <= day <= list_date}
    return fitting.pop() if len(fitting) == 1 else None


def _month_day_readings(text: str) -> set[date]:
    """Return every M/D/YYYY reading of digits whose separators may be missing ("7/72025")."""
    year, head = int(text[-4:]), text[:-4]
    parts = [part for part in re.split(r"\D+", head) if part]
    if len(parts) == 2:
        pairs = [(parts[0], parts[1])]
    elif len(parts) == 1:
        pairs = [(parts[0][:cut], parts[0][cut:]) for cut in (1, 2)]
    else:
        return set()
    readings = set()
    for month, day in pairs:
        if 1 <= len(month) <= 2 and 1 <= len(day) <= 2:
            try:
                readings.add(date(year, int(month), int(day)))
            except ValueError:
                continue
    return readings


def _propose_serial(text: str, list_date: date) -> date | None:
    try:
        day = _SPREADSHEET_EPOCH + timedelta(days=int(float(text)))
    except (ValueError, OverflowError):
        return None
    return day if FIRST_DAY <= day <= list_date else None


def _propose_year(day: date, list_date: date) -> date | None:
    """Return the day with one digit of its year exchanged, when exactly one such day can be."""
    digits = f"{day.year:04d}"
    found = set()
    for at in range(4):
        for digit in "0123456789":
            year = int(digits[:at] + digit + digits[at + 1 :])
            try:
                other = day.replace(year=year)
            except ValueError:
                continue
            if other != day and FIRST_DAY <= other <= list_date:
                found.add(other)
    return found.pop() if len(found) == 1 else None


def list_date_in_name(file_name: str) -> date | None:
    """Return the day in ICE's own part of a file's name, or None when there is no single one.

    ICE writes MMDDYYYY (`participatingAgencies07032025pm.xlsx`); a collector's stamp before it
    (`20250703_151805__`) is not read. The project's own tables carry YYYY-MM-DD. Source:
    registry rules, 2.2.
    """
    own = _COLLECTORS_STAMP.sub("", file_name)
    days = set()
    for month, day, year in re.findall(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)", own):
        days.add(_day(int(year), int(month), int(day)))
    for year, month, day in re.findall(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)", own):
        days.add(_day(int(year), int(month), int(day)))
    known = {day for day in days if day is not None}
    return known.pop() if len(known) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= FIRST_DAY else None
