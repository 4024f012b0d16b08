"""Days that the regulation's clock leaves out, and closures that it does not.

Left out are Saturdays, Sundays and the legal public holidays of 5 U.S.C. 6103 with their
observed days. The list comes from the pinned `holidays` package, filtered by name, because its
subdivisions add state holidays that must never reach a clock. A package update cannot change an
old finding silently: a table test recomputes 2010 to 2049 from the statute.
Source: custody-clock.md, section 4.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from holidays import country_holidays

CALENDAR_VERSION: Final = "us-federal-2010-2049/1"

# One year beyond the years that can be entered: stretches and deadlines cross New Year, and a
# New Year's Day on Saturday is observed in the year before.
_TABLE_YEARS: Final = range(2009, 2052)

_OBSERVED: Final = " (observed)"
_FEDERAL_NAMES: Final = frozenset(
    {
        "New Year's Day",
        "Martin Luther King Jr. Day",
        "Washington's Birthday",
        "Memorial Day",
        "Juneteenth National Independence Day",
        "Independence Day",
        "Labor Day",
        "Columbus Day",
        "Veterans Day",
        "Thanksgiving Day",
        "Christmas Day",
    }
)
_INAUGURATION_DAY: Final = "Inauguration Day"

# Days on which an executive order closed federal offices (the Friday after Thanksgiving and
# weekday Christmas Eves are added by rule): not excluded, but said beside the number.
_CLOSED_BY_ORDER: Final = (
    date(2014, 12, 26),
    date(2018, 12, 5),
    date(2025, 1, 9),
    date(2025, 12, 26),
)


class HolidayArea(StrEnum):
    """Where custody is: Inauguration Day is a holiday in the Washington area only."""

    NATIONAL = "national"
    DC_AREA = "dc-area"


@cache
def federal_holidays(area: HolidayArea) -> Mapping[date, str]:
    """Every legal holiday of the tables, with its name; observed days say so in the name."""
    table = country_holidays("US", years=_TABLE_YEARS, observed=True)
    days = {
        day: "; ".join(names)
        for day in table
        if (names := [n for n in table.get_list(day) if _plain(n) in _FEDERAL_NAMES])
    }
    if area is HolidayArea.DC_AREA:
        district = country_holidays("US", subdiv="DC", years=_TABLE_YEARS, observed=True)
        for day in district:
            for name in district.get_list(day):
                if _plain(name) == _INAUGURATION_DAY:
                    days[day] = f"{days[day]}; {name}" if day in days else name
    return MappingProxyType(days)


def reason_left_out(day: date, area: HolidayArea) -> str | None:
    """Why the regulation does not count `day`: `saturday`, `sunday`, a holiday's name, or None.

    A holiday that falls on a weekend is given as the weekend day.
    """
    match day.weekday():
        case 5:
            return "saturday"
        case 6:
            return "sunday"
    return federal_holidays(area).get(day)


@cache
def excluded_days(area: HolidayArea) -> tuple[date, ...]:
    """All days of the tables that the regulation does not count, in order."""
    holidays = federal_holidays(area)
    first = date(_TABLE_YEARS.start, 1, 1)
    length = (date(_TABLE_YEARS.stop, 1, 1) - first).days
    days = (first + timedelta(days=n) for n in range(length))
    return tuple(day for day in days if day.weekday() >= 5 or day in holidays)


@cache
def nearby_closures() -> tuple[date, ...]:
    """Days in order on which much was closed, and which are counted all the same."""
    days = set(_CLOSED_BY_ORDER)
    for year in _TABLE_YEARS:
        christmas_eve = date(year, 12, 24)
        if christmas_eve.weekday() < 5:
            days.add(christmas_eve)
        days.add(_thanksgiving(year) + timedelta(days=1))
    return tuple(sorted(days))


def _thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


def _plain(name: str) -> str:
    return name.removesuffix(_OBSERVED)
