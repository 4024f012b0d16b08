"""Times as people and records write them, read into instants.

Written times are `YYYY-MM-DD`, or date, `T`, `HH:MM` or `HH:MM:SS`, with or without an offset
(`-05:00`) or `Z`, of the years 2010 to 2049, for which the holiday tables are checked.
Source: custody-clock.md, sections 2 and 5.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from encounters.rules.intervals import Interval
from encounters.rules.local_time import local_day, wall_time

FIRST_YEAR = 2010
LAST_YEAR = 2049

_WRITTEN = re.compile(
    r"(?P<date>(?P<year>[0-9]{4})-[0-9]{2}-[0-9]{2})"
    r"(?:T(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)"
    r"(?:(?P<zulu>Z)|(?P<sign>[+-])(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}))?)?"
)


class UnreadableTime(ValueError):
    """The value is not a written time; the message says what is wanted."""


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """What a written time says: a closed span of instants, and whether only the date is known."""

    span: Interval
    date_only: bool


def read_written_time(value: object, zone: ZoneInfo, fold: int | None) -> WrittenTime:
    """Read `value` as written by somebody whose clock keeps the time of `zone`.

    fold: 0 or 1 chooses a passage of a repeated hour, None keeps both.
    Raises: UnreadableTime for another form, an impossible time (24:00 too), another year.
    """
    written = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise UnreadableTime(
            f"{value!r} is not a time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM, seconds and an "
            "offset such as -05:00 or Z may follow"
        )
    if not FIRST_YEAR <= int(written["year"]) <= LAST_YEAR:
        raise UnreadableTime(f"{value!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        day = date.fromisoformat(written["date"])
        if written["clock"] is None:
            return WrittenTime(local_day(day, zone), date_only=True)
        wall = datetime.combine(day, time.fromisoformat(written["clock"]))
    except ValueError as error:
        raise UnreadableTime(f"{value!r} does not exist: {error}") from error
    if written["zulu"] is None and written["sign"] is None:
        return WrittenTime(wall_time(wall, zone, fold), date_only=False)
    offset = UTC if written["zulu"] else _offset(written)
    return WrittenTime(
        Interval.at(wall.replace(tzinfo=offset).astimezone(UTC)),
        date_only=False,
    )


def _offset(written: re.Match[str]) -> timezone:
    hours, minutes = int(written["hours"]), int(written["minutes"])
    if hours > 23 or minutes > 59:
        raise UnreadableTime(f"{written[0]!r} has an impossible offset")
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if written["sign"] == "-" else distance)
