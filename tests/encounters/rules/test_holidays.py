"""The holiday table, recomputed from 5 U.S.C. 6103 without the package that supplies it."""

from datetime import date, timedelta

import pytest

from encounters.rules.holidays import (
    HolidayArea,
    excluded_days,
    federal_holidays,
    nearby_closures,
    reason_left_out,
)

MON, THU, SAT, SUN = 0, 3, 5, 6


def nth(year: int, month: int, weekday: int, n: int) -> date:
    days = [date(year, month, 1) + timedelta(days=i) for i in range(31)]
    matching = [d for d in days if d.month == month and d.weekday() == weekday]
    return matching[n - 1] if n > 0 else matching[n]


def observed(day: date) -> date:
    if day.weekday() == SAT:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == SUN else day


def by_statute(year: int) -> set[date]:
    """Days observed because of the holidays of `year`; one may lie in the year before."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    return {observed(day) for day in fixed} | {
        nth(year, 1, MON, 3),
        nth(year, 2, MON, 3),
        nth(year, 5, MON, -1),
        nth(year, 9, MON, 1),
        nth(year, 10, MON, 2),
        nth(year, 11, THU, 4),
    }


STATUTE = {day for year in range(2010, 2051) for day in by_statute(year)}


@pytest.mark.parametrize("year", range(2010, 2050))
def test_weekdays_left_out_are_those_of_the_statute(year: int) -> None:
    table = {d for d in excluded_days(HolidayArea.NATIONAL) if d.year == year and d.weekday() < 5}
    assert table == {day for day in STATUTE if day.year == year}


@pytest.mark.parametrize("year", range(2010, 2050))
def test_every_weekend_is_left_out(year: int) -> None:
    first = date(year, 1, 1)
    weekends = {
        day
        for n in range((date(year + 1, 1, 1) - first).days)
        if (day := first + timedelta(days=n)).weekday() >= SAT
    }
    assert weekends <= set(excluded_days(HolidayArea.NATIONAL))


def test_table_reaches_into_the_years_on_both_sides() -> None:
    days = excluded_days(HolidayArea.NATIONAL)
    assert days[0] < date(2010, 1, 1) - timedelta(days=30)
    assert days[-1] > date(2050, 1, 31)
    assert date(2049, 12, 31) in days  # New Year's Day of 2050 falls on a Saturday


def test_inauguration_day_is_left_out_in_the_washington_area_only() -> None:
    inaugurations = {observed_inauguration(year) for year in range(2013, 2050, 4)}
    area = set(excluded_days(HolidayArea.DC_AREA)) - set(excluded_days(HolidayArea.NATIONAL))
    # In 2013 and 2041 it moved to King Day, in 2025 it fell on it, in 2029 on a Saturday.
    expected = {
        day
        for day in inaugurations
        if day.weekday() < 5 and day not in STATUTE and day.year >= 2010
    }
    assert {day for day in area if day.year >= 2010} == expected
    assert date(2021, 1, 20) in expected


def observed_inauguration(year: int) -> date:
    day = date(year, 1, 20)
    return day + timedelta(days=1) if day.weekday() == SUN else day


def test_local_days_of_the_district_are_counted() -> None:
    emancipation_day = date(2025, 4, 16)
    assert reason_left_out(emancipation_day, HolidayArea.DC_AREA) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2021, 6, 18), "Juneteenth National Independence Day (observed)"),
        (date(2020, 6, 19), None),
        (date(2020, 7, 3), "Independence Day (observed)"),
        (date(2021, 12, 31), "New Year's Day (observed)"),
        (date(2027, 12, 31), "New Year's Day (observed)"),
        (date(2025, 4, 12), "saturday"),
        (date(2025, 4, 13), "sunday"),
        (date(2020, 7, 4), "saturday"),
        (date(2024, 11, 29), None),
        (date(2024, 12, 24), None),
        (date(2025, 1, 9), None),
    ],
)
def test_reason_for_leaving_a_day_out(day: date, reason: str | None) -> None:
    assert reason_left_out(day, HolidayArea.NATIONAL) == reason


def test_names_are_the_eleven_federal_ones() -> None:
    names = {
        name.removesuffix(" (observed)")
        for joined in federal_holidays(HolidayArea.NATIONAL).values()
        for name in joined.split("; ")
    }
    assert len(names) == 11


def test_closures_that_count_all_the_same() -> None:
    closures = nearby_closures()
    assert list(closures) == sorted(set(closures))
    in_2025 = [day for day in closures if day.year == 2025]
    assert in_2025 == [date(2025, 1, 9), date(2025, 11, 28), date(2025, 12, 24), date(2025, 12, 26)]
    assert date(2014, 12, 26) in closures
    assert date(2018, 12, 5) in closures
    assert date(2022, 12, 24) not in closures  # a Saturday
    assert date(2018, 11, 23) in closures
    assert date(2019, 11, 29) in closures  # the Friday after the fourth Thursday, not a fifth
