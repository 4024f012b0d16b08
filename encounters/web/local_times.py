"""Times as a person types them into a page: wall time of the place, turned into time values.

A repeated or skipped hour gives both readings; nothing is chosen silently.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from encounters.rules.codes import Basis
from encounters.rules.local_time import wall_time
from encounters.rules.time_values import Precision, TimeValue

TOLERANCES = (
    (10, _("10 minutes either way")),
    (30, _("30 minutes either way")),
    (60, _("1 hour either way")),
    (120, _("2 hours either way")),
)


class WallTimeField(forms.Field):
    """Day and time as clocks at the place show them, without a zone."""

    widget = forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "autocomplete": "off"}
    )
    default_error_messages = {  # noqa: RUF012  a library's class attribute
        "invalid": _("Give the day and the time, such as 2026-05-01 22:40."),
        "year": _("Use a year from 2010 to 2049."),
    }

    def to_python(self, value: Any) -> datetime | None:
        """Return the naive wall time, or None."""
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        if wall.tzinfo is not None:
            raise forms.ValidationError(self.error_messages["invalid"])
        if not 2010 <= wall.year <= 2049:
            raise forms.ValidationError(self.error_messages["year"])
        return wall


def about(wall: datetime, zone: ZoneInfo, basis: Basis, tolerance_min: int) -> TimeValue:
    """Return "about then", with its tolerance on either side of every reading of the wall time."""
    first, last = _readings(wall, zone)
    around = timedelta(minutes=tolerance_min)
    return TimeValue(Precision.ABOUT, first - around, last + around, basis)


def between(earliest: datetime, latest: datetime, zone: ZoneInfo, basis: Basis) -> TimeValue:
    """Return a time between two wall times. Raises: BadTimeValue in the wrong order."""
    return TimeValue(
        Precision.BETWEEN, _readings(earliest, zone)[0], _readings(latest, zone)[1], basis
    )


def to_the_minute(wall: datetime, zone: ZoneInfo, basis: Basis) -> TimeValue:
    """Return one moment; where clocks showed it twice, or never, what lies between."""
    first, last = _readings(wall, zone)
    if first == last:
        return TimeValue.at(first, basis)
    return TimeValue(Precision.BETWEEN, first, last, basis)


def before(latest: datetime, zone: ZoneInfo, basis: Basis) -> TimeValue:
    """Return "before then"."""
    return TimeValue(Precision.BEFORE, None, _readings(latest, zone)[1], basis)


def after(earliest: datetime, zone: ZoneInfo, basis: Basis) -> TimeValue:
    """Return "after then"."""
    return TimeValue(Precision.AFTER, _readings(earliest, zone)[0], None, basis)


def _readings(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first and the last instant that a wall time can mean."""
    span = wall_time(wall, zone)
    return cast("datetime", span.lo), cast("datetime", span.hi)
