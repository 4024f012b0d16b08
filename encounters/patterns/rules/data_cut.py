"""Data cuts: month ends, open quarters, and records that arrive late.

Months are written `2026-05`. A data cut is the day up to which records had arrived.
Source: disclosure-control.md section 2, stage 1 (cutoffs are month ends) and stage 4 "Time".
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from encounters.patterns.rules.dimensions import months_covered

# The newest quarter is blocked only when so many days have passed since its end.
QUARTER_SETTLES_AFTER_DAYS = 30

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


class BadDataCut(ValueError):
    """A data cut or a month cannot be used; the message names it and the remedy."""


def check_cutoff(cutoff: date) -> None:
    """Raises: BadDataCut unless the day is the last of its month."""
    if cutoff.day != monthrange(cutoff.year, cutoff.month)[1]:
        raise BadDataCut(f"the data cut {cutoff} is not a month end; use the last day of a month")


def check_month(month: str) -> None:
    """Raises: BadDataCut unless the text is a month such as `2026-05`."""
    if not _MONTH.fullmatch(month):
        raise BadDataCut(f"{month!r} is not a month; write it as 2026-05")


def month_of(day: date) -> str:
    """Return the month of a day as `2026-05`."""
    return f"{day.year:04d}-{day.month:02d}"


@lru_cache(maxsize=4096)
def last_possible_month(time_code: str | None, recorded_month: str) -> str | None:
    """Name the last month in which an event can have happened, None when it has no date.

    time_code: a year, half, quarter or month. What is known only roughly cannot have happened
    after it was recorded; a code that begins later than that (time zones) keeps its own end.
    """
    if time_code is None:
        return None
    first, last = (f"{time_code[:4]}-{month:02d}" for month in months_covered(time_code))
    return recorded_month if first <= recorded_month < last else last


@lru_cache(maxsize=4096)
def is_settled(month: str, cutoff: date) -> bool:
    """Say whether the quarter of `month` ended at least 30 days before the data cut."""
    year, quarter = int(month[:4]), (int(month[5:]) - 1) // 3 + 1
    last_month = quarter * 3
    end = date(year, last_month, monthrange(year, last_month)[1])
    return cutoff >= end + timedelta(days=QUARTER_SETTLES_AFTER_DAYS)


def is_late(month: str, recorded_month: str, earlier_cutoffs: Sequence[date]) -> bool:
    """Say whether an earlier release had blocked the quarter before the record arrived."""
    return any(
        is_settled(month, cutoff) and recorded_month > month_of(cutoff)
        for cutoff in earlier_cutoffs
    )


def last_settled_month(cutoff: date) -> str:
    """Return the last month of the newest quarter that may be blocked at a data cut."""
    year, quarter = cutoff.year, (cutoff.month - 1) // 3 + 1
    while not is_settled(f"{year:04d}-{quarter * 3:02d}", cutoff):
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return f"{year:04d}-{quarter * 3:02d}"
