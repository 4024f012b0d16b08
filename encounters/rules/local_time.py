"""Where local wall time meets instants: zones, local days, repeated and skipped hours.

Local time is used for two things only: to read a time written without an offset, and to find
local midnights. Source: custody-clock.md, sections 4 and 5.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from encounters.rules.intervals import Interval

# Installed beside the IANA names, but they mean "whatever this machine is set to", nothing at
# all, or a count with leap seconds; none of them names a place.
_NOT_PLACES = ("localtime", "posixrules", "Factory")
_NOT_PLACE_PREFIXES = ("right/", "posix/")


class UnknownZone(ValueError):
    """The text is not an IANA name of a time zone."""


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone with this IANA name, for instance `America/Denver`. Raises: UnknownZone."""
    if name in _NOT_PLACES or name.startswith(_NOT_PLACE_PREFIXES):
        raise UnknownZone(name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # OSError: the name of a folder of zones, such as "America".
        raise UnknownZone(name) from error


def wall_time(wall: datetime, zone: ZoneInfo, fold: int | None = None) -> Interval:
    """The instants at which clocks in `zone` show `wall` (naive).

    An hour that clocks repeat gives both passages, or the one that `fold` (0 first, 1 second)
    chooses. An hour that clocks skip gives the span from the two offsets around the change,
    whatever `fold` says: library calls would silently return a point that never was.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if second < first:
        return Interval(second, first)
    if fold is None:
        return Interval(first, second)
    return Interval.at(second if fold else first)


def local_day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) of the local day. Days with a clock change begin there too."""
    midnight = datetime.combine(day, time())
    start = midnight.replace(tzinfo=zone).astimezone(UTC)
    if start.astimezone(zone).replace(tzinfo=None) == midnight:
        return start
    # The clocks skipped midnight: the day begins at the change itself, which lies after the
    # reading by the later offset and not after the reading by the earlier one.
    before = midnight.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = start
    offset_after = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset_after:
            after = middle
        else:
            before = middle
    return after


def local_day(day: date, zone: ZoneInfo) -> Interval:
    """The whole local day as a closed span, from its first instant to that of the next day."""
    return Interval(local_day_start(day, zone), local_day_start(day + timedelta(days=1), zone))
