"""Times in words, always in the zone of the place and always with that zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from encounters.rules.time_values import UNKNOWN_MONTH, Precision, TimeValue, local_days


def written_day(day: date) -> str:
    """Return a day as people write it: `Friday, April 11, 2025`."""
    # Translators: a date format of Django for a day with its weekday.
    return date_format(day, pgettext("format of a day", "l, F j, Y"))


def written_moment(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant in the time of `zone`: `Friday, April 11, 2025, 4:00 PM CDT`."""
    local = instant.astimezone(zone)
    return f"{written_day(local.date())}, {_clock_time(local)} {local.tzname()}"


def written_span(earliest: datetime, latest: datetime, zone: ZoneInfo) -> str:
    """Return what lies between two instants; the day is said once when it is the same."""
    first, last = earliest.astimezone(zone), latest.astimezone(zone)
    if first == last:
        return written_moment(earliest, zone)
    if first.date() == last.date() and first.tzname() == last.tzname():
        return _("%(day)s, between %(earliest)s and %(latest)s %(zone)s") % {
            "day": written_day(first.date()),
            "earliest": _clock_time(first),
            "latest": _clock_time(last),
            "zone": first.tzname(),
        }
    return _("between %(earliest)s and %(latest)s") % {
        "earliest": written_moment(earliest, zone),
        "latest": written_moment(latest, zone),
    }


def written_time(value: TimeValue, zone: ZoneInfo) -> str:
    """Return a time value in words, with its uncertainty and never with a midpoint."""
    if value.precision is Precision.DAY_ONLY:
        days = local_days(value, zone)
        return _("%(day)s, time of day not known") % {"day": written_day(days[0])}
    if value.earliest is not None and value.latest is not None:
        span = written_span(value.earliest, value.latest, zone)
        if value.precision is Precision.ABOUT:
            return _("about then: %(span)s") % {"span": span}
        return span
    if value.latest is not None:
        return _("before %(moment)s") % {"moment": written_moment(value.latest, zone)}
    if value.earliest is not None:
        return _("after %(moment)s") % {"moment": written_moment(value.earliest, zone)}
    return _("time not known")


def _clock_time(local: datetime) -> str:
    # Translators: a time format of Django for hours and minutes.
    return date_format(local, pgettext("format of a time of day", "g:i A"))


def written_month(bucket: str) -> str:
    """Return a month bucket (`YYYY-MM`, or `unknown`) as people write it: `April 2025`."""
    if bucket == UNKNOWN_MONTH:
        return _("month not known")
    year, month = bucket.split("-")
    # Translators: a date format of Django for a month with its year.
    return date_format(date(int(year), int(month), 1), pgettext("format of a month", "F Y"))
