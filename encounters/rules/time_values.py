"""Time values: what somebody knows about a moment, and how well (field dictionary, 4.1).

A value is an interval of UTC instants with the precision and basis that were claimed. All
arithmetic uses the interval; no midpoint is ever made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from encounters.rules.codes import Basis
from encounters.rules.intervals import Interval
from encounters.rules.local_time import local_day

ABOUT_TOLERANCE_MIN = 30
UNKNOWN_MONTH = "unknown"


class Precision(StrEnum):
    """How exactly a moment is known."""

    EXACT = "exact"
    MINUTE = "minute"
    ABOUT = "about"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    DAY_ONLY = "day_only"
    UNKNOWN = "unknown"


POINTS = frozenset({Precision.EXACT, Precision.MINUTE})


class BadTimeValue(ValueError):
    """A time value cannot be used. field: which part; the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A moment as somebody knows it. earliest, latest: aware UTC instants, None where unknown."""

    precision: Precision
    earliest: datetime | None
    latest: datetime | None
    basis: Basis

    def __post_init__(self) -> None:
        """Raises: BadTimeValue, naming the field, when the parts do not fit the precision."""
        for name, instant in (("earliest", self.earliest), ("latest", self.latest)):
            if instant is not None and instant.utcoffset() is None:
                raise BadTimeValue(name, "Add an offset, or Z, to the time.")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise BadTimeValue("earliest", "The earliest time is after the latest.")
        wanted = _BOUNDS_OF[self.precision]
        if (self.earliest is not None, self.latest is not None) != wanted:
            raise BadTimeValue(
                "earliest" if (self.earliest is None) == wanted[0] else "latest",
                f"A time of precision {self.precision} has {_BOUNDS_IN_WORDS[wanted]}.",
            )
        if self.precision in POINTS and self.earliest != self.latest:
            raise BadTimeValue("latest", f"A time of precision {self.precision} is one moment.")

    @property
    def interval(self) -> Interval:
        """The span as the custody clocks take it."""
        return Interval(self.earliest, self.latest)

    def to_json(self) -> dict[str, str | None]:
        """Return the stored form."""
        return {
            "precision": self.precision.value,
            "earliest": _written(self.earliest),
            "latest": _written(self.latest),
            "basis": self.basis.value,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> TimeValue:
        """Read the stored form. Raises: BadTimeValue."""
        try:
            return cls(
                Precision(value["precision"]),
                _read("earliest", value.get("earliest")),
                _read("latest", value.get("latest")),
                Basis(value["basis"]),
            )
        except KeyError as error:
            raise BadTimeValue(str(error.args[0]), "This part is missing.") from error
        except BadTimeValue:
            raise
        except ValueError as error:
            raise BadTimeValue("precision", str(error)) from error

    @classmethod
    def at(
        cls, instant: datetime, basis: Basis, precision: Precision = Precision.MINUTE
    ) -> TimeValue:
        """Return a single moment, to the minute unless said otherwise."""
        return cls(precision, instant, instant, basis)

    @classmethod
    def about(
        cls, instant: datetime, basis: Basis, tolerance_min: int = ABOUT_TOLERANCE_MIN
    ) -> TimeValue:
        """Return "about then": the tolerance on either side."""
        around = timedelta(minutes=tolerance_min)
        return cls(Precision.ABOUT, instant - around, instant + around, basis)

    @classmethod
    def on_day(cls, day: date, zone: ZoneInfo, basis: Basis) -> TimeValue:
        """Return a date alone: from its local midnight to the next."""
        span = local_day(day, zone)
        return cls(Precision.DAY_ONLY, span.lo, span.hi, basis)

    @classmethod
    def unknown(cls, basis: Basis) -> TimeValue:
        """Return a moment of which nothing is known."""
        return cls(Precision.UNKNOWN, None, None, basis)


_BOUNDS_OF: dict[Precision, tuple[bool, bool]] = {
    Precision.EXACT: (True, True),
    Precision.MINUTE: (True, True),
    Precision.ABOUT: (True, True),
    Precision.BETWEEN: (True, True),
    Precision.BEFORE: (False, True),
    Precision.AFTER: (True, False),
    Precision.DAY_ONLY: (True, True),
    Precision.UNKNOWN: (False, False),
}
_BOUNDS_IN_WORDS = {
    (True, True): "an earliest and a latest time",
    (False, True): "a latest time only",
    (True, False): "an earliest time only",
    (False, False): "neither an earliest nor a latest time",
}


def local_days(value: TimeValue, zone: ZoneInfo) -> tuple[date, ...]:
    """Return the first and last local day on which the moment can lie; empty when unknown.

    A date alone is that date, although its interval ends at the next midnight.
    """
    ends = [end for end in (value.earliest, value.latest) if end is not None]
    if value.precision is Precision.DAY_ONLY:
        ends = ends[:1]
    return tuple(sorted({end.astimezone(zone).date() for end in ends}))


def month_bucket(value: TimeValue, zone: ZoneInfo) -> str:
    """Return `YYYY-MM` of the earliest known bound, in the zone of the place; or `unknown`."""
    days = local_days(value, zone)
    return f"{days[0]:%Y-%m}" if days else UNKNOWN_MONTH


def _written(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(field: str, text: object) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise BadTimeValue(field, "Write the time as 2026-05-01T22:40:00Z.") from error
    if instant.utcoffset() is None:
        raise BadTimeValue(field, "Add an offset, or Z, to the time.")
    return instant.astimezone(UTC)
