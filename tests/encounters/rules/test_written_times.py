from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from encounters.rules.intervals import Interval, hull
from encounters.rules.local_time import UnknownZone, local_day, local_day_start, zone_named
from encounters.rules.written_times import UnreadableTime, read_written_time

CHICAGO = ZoneInfo("America/Chicago")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(text: str, fold: int | None = None, zone: ZoneInfo = CHICAGO) -> Interval:
    return read_written_time(text, zone, fold).span


def test_local_time_is_read_in_the_zone() -> None:
    assert span("2025-04-07T09:00") == Interval.at(utc("2025-04-07T14:00"))
    assert span("2025-04-07T09:00:30") == Interval.at(utc("2025-04-07T14:00:30"))


def test_offset_wins_over_the_zone() -> None:
    assert span("2025-04-07T09:00-04:00") == Interval.at(utc("2025-04-07T13:00"))
    assert span("2025-04-07T09:00+05:45") == Interval.at(utc("2025-04-07T03:15"))
    assert span("2025-04-07T09:00:00Z", fold=1) == Interval.at(utc("2025-04-07T09:00"))


def test_date_alone_is_the_whole_local_day() -> None:
    written = read_written_time("2025-04-08", CHICAGO, None)
    assert written.date_only
    assert written.span == Interval(utc("2025-04-08T05:00"), utc("2025-04-09T05:00"))


def test_date_of_a_clock_change_has_23_or_25_hours() -> None:
    assert span("2024-03-10") == Interval(utc("2024-03-10T06:00"), utc("2024-03-11T05:00"))
    assert span("2024-11-03") == Interval(utc("2024-11-03T05:00"), utc("2024-11-04T06:00"))


def test_repeated_hour_keeps_both_passages_until_fold_chooses() -> None:
    first, second = utc("2024-11-03T06:15"), utc("2024-11-03T07:15")
    assert span("2024-11-03T01:15") == Interval(first, second)
    assert span("2024-11-03T01:15", fold=0) == Interval.at(first)
    assert span("2024-11-03T01:15", fold=1) == Interval.at(second)


@pytest.mark.parametrize("fold", [None, 0, 1])
def test_skipped_hour_is_a_span_whatever_fold_says(fold: int | None) -> None:
    expected = Interval(utc("2024-03-10T07:30"), utc("2024-03-10T08:30"))
    assert span("2024-03-10T02:30", fold) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025-04-07T24:00", "2025-04-07T09:60", "2025-04-07T09:00:60", "2025-02-29",
        "2025-13-01", "2025-4-7", "2025-04-07 09:00", "2025-04-07t09:00", "2025-04-07T09",
        "2025-04-07T09:00z", "2025-04-07T09:00-0400", "2025-04-07T09:00-04", "20250407",
        "2025-04-07T09:00:00.5", "2025-04-07Z", "2025-04-07T09:00+24:00", "2025-04-07T09:00+05:60",
        "", " 2025-04-07", "2025-04-07\n", "2025-W15-1", "\u0662025-04-07", "noon", 20250407,
        True, ["2025-04-07"],
    ],
)  # fmt: skip
def test_another_form_is_refused(text: object) -> None:
    with pytest.raises(UnreadableTime):
        read_written_time(text, CHICAGO, None)


@pytest.mark.parametrize("text", ["2009-12-31", "2050-01-01T00:00", "0001-01-01", "9999-12-31"])
def test_year_outside_the_holiday_tables_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTime, match="outside the years 2010 to 2049"):
        read_written_time(text, CHICAGO, None)


@pytest.mark.parametrize("text", ["2010-01-01T00:00", "2049-12-31T23:59:59"])
def test_first_and_last_year_are_read(text: str) -> None:
    assert span(text).lo is not None


@pytest.mark.parametrize(
    "name",
    ["", "Chicago", "America", "America/chicago_", "../etc/passwd", "right/America/Chicago",
     "localtime", "Factory", "a\0b", "CST6"],
)  # fmt: skip
def test_name_that_is_no_place_is_no_zone(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)


def test_day_begins_at_the_clock_change_where_midnight_is_skipped() -> None:
    # Beirut, 27 March 2022: clocks went from 23:59:59 to 01:00.
    beirut = ZoneInfo("Asia/Beirut")
    assert local_day_start(date(2022, 3, 27), beirut) == utc("2022-03-26T22:00")


def test_day_that_a_zone_skipped_has_no_length() -> None:
    # Samoa crossed the date line: 30 December 2011 was never there.
    apia = ZoneInfo("Pacific/Apia")
    skipped = local_day(date(2011, 12, 30), apia)
    assert skipped.lo == skipped.hi == utc("2011-12-30T10:00")


def test_day_begins_at_the_first_passage_where_midnight_is_repeated() -> None:
    # Havana, 3 November 2024: clocks went from 01:00 back to 00:00.
    assert local_day_start(date(2024, 11, 3), ZoneInfo("America/Havana")) == utc("2024-11-03T04:00")


def test_interval_with_its_ends_the_wrong_way_round_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="wrong way round"):
        Interval(utc("2025-04-08T00:00"), utc("2025-04-07T00:00"))


def test_hull_keeps_a_missing_end_missing() -> None:
    early, late = utc("2025-04-07T00:00"), utc("2025-04-08T00:00")
    assert hull([Interval.at(late), Interval.at(early)]) == Interval(early, late)
    assert hull([Interval.at(early), Interval(None, late)]) == Interval(None, late)
    assert hull([Interval(early, None), Interval.at(late)]) == Interval(early, None)
