"""Time values: bounds that fit what was claimed, and the month that reports may know."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from encounters.rules.codes import Basis
from encounters.rules.time_values import (
    BadTimeValue,
    Precision,
    TimeValue,
    local_days,
    month_bucket,
)

DENVER = ZoneInfo("America/Denver")
GUAM = ZoneInfo("Pacific/Guam")
EARLY = datetime(2025, 5, 1, 3, tzinfo=UTC)  # 30 April in Denver, 1 May in Guam
LATE = EARLY + timedelta(hours=8)


def test_about_reaches_half_an_hour_to_either_side_unless_said_otherwise() -> None:
    value = TimeValue.about(EARLY, Basis.TOLD)
    assert (value.earliest, value.latest) == (
        EARLY - timedelta(minutes=30),
        EARLY + timedelta(minutes=30),
    )
    assert TimeValue.about(EARLY, Basis.TOLD, tolerance_min=5).latest == EARLY + timedelta(
        minutes=5
    )


def test_date_alone_is_the_local_day_and_that_day_only() -> None:
    value = TimeValue.on_day(date(2025, 4, 30), DENVER, Basis.DOCUMENT)
    assert value.earliest == datetime(2025, 4, 30, 6, tzinfo=UTC)
    assert value.latest == datetime(2025, 5, 1, 6, tzinfo=UTC)
    assert local_days(value, DENVER) == (date(2025, 4, 30),)
    assert month_bucket(value, DENVER) == "2025-04"


def test_month_is_that_of_the_place() -> None:
    value = TimeValue.at(EARLY, Basis.OBSERVED)
    assert month_bucket(value, DENVER) == "2025-04"
    assert month_bucket(value, GUAM) == "2025-05"


@pytest.mark.parametrize(
    ("precision", "earliest", "latest", "month"),
    [
        (Precision.BETWEEN, EARLY, LATE, "2025-04"),
        (Precision.AFTER, EARLY, None, "2025-04"),
        (Precision.BEFORE, None, LATE, "2025-05"),
        (Precision.UNKNOWN, None, None, "unknown"),
    ],
)
def test_month_is_that_of_the_earliest_known_bound(
    precision: Precision, earliest: datetime | None, latest: datetime | None, month: str
) -> None:
    assert month_bucket(TimeValue(precision, earliest, latest, Basis.TOLD), DENVER) == month


@pytest.mark.parametrize(
    ("precision", "earliest", "latest", "field"),
    [
        (Precision.EXACT, EARLY, None, "latest"),
        (Precision.EXACT, EARLY, LATE, "latest"),
        (Precision.MINUTE, None, None, "earliest"),
        (Precision.BETWEEN, LATE, EARLY, "earliest"),
        (Precision.BETWEEN, EARLY, None, "latest"),
        (Precision.BEFORE, EARLY, LATE, "earliest"),
        (Precision.AFTER, EARLY, LATE, "latest"),
        (Precision.UNKNOWN, None, LATE, "latest"),
        (Precision.EXACT, EARLY.replace(tzinfo=None), EARLY.replace(tzinfo=None), "earliest"),
    ],
)
def test_bounds_that_do_not_fit_the_precision_are_refused_by_field(
    precision: Precision, earliest: datetime | None, latest: datetime | None, field: str
) -> None:
    with pytest.raises(BadTimeValue) as refused:
        TimeValue(precision, earliest, latest, Basis.OBSERVED)
    assert refused.value.field == field
    assert str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        TimeValue.at(EARLY, Basis.OBSERVED, Precision.EXACT),
        TimeValue.about(EARLY, Basis.TOLD),
        TimeValue(Precision.BEFORE, None, LATE, Basis.ROSTER),
        TimeValue.unknown(Basis.INFERRED),
    ],
)
def test_stored_form_is_read_back_the_same(value: TimeValue) -> None:
    assert TimeValue.from_json(value.to_json()) == value
