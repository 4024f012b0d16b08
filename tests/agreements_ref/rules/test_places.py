from zoneinfo import ZoneInfo

import pytest

from agreements_ref.rules.places import (
    CountyReading,
    UnknownCounty,
    all_counties,
    counties_of,
    holiday_area_of_county,
    read_county,
    zone_of_county,
)
from agreements_ref.rules.states import STATE_NAMES


def test_every_state_has_counties_and_every_zone_is_an_iana_name() -> None:
    counties = all_counties().values()
    assert {county.state for county in counties} == set(STATE_NAMES)
    for zone in {zone for county in counties for zone in county.time_zones}:
        assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    ("fips", "zone"),
    [
        ("12086", "America/New_York"),
        ("12033", "America/Chicago"),
        ("48141", "America/Denver"),
        ("15003", "Pacific/Honolulu"),
        ("66010", "Pacific/Guam"),
        ("72127", "America/Puerto_Rico"),
    ],
)
def test_a_county_with_one_clock_has_one_zone(fips: str, zone: str) -> None:
    assert zone_of_county(fips) == zone


@pytest.mark.parametrize("fips", ["12045", "16049", "31031", "41045", "04001", "46117"])
def test_a_county_with_two_clocks_has_no_single_zone(fips: str) -> None:
    assert zone_of_county(fips) is None


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownCounty):
        zone_of_county("99999")


def test_inauguration_day_is_a_holiday_around_washington_only() -> None:
    area = {fips for fips in all_counties() if holiday_area_of_county(fips) == "dc-area"}
    assert {all_counties()[fips].name for fips in area} == {
        "District of Columbia",
        "Montgomery County",
        "Prince George's County",
        "Arlington County",
        "Fairfax County",
        "Alexandria city",
        "Falls Church city",
    }
    assert {all_counties()[fips].state for fips in area} == {"DC", "MD", "VA"}


def read(text: str, state: str, agency: str = "Police Department") -> CountyReading:
    return read_county(text, state=state, agency_name=agency)


def test_a_county_cell_is_matched_whole() -> None:
    assert read("BAKER  county ", "FL").fips == "12003"
    assert read("Baker", "FL") == CountyReading(None, "county-unknown")
    assert read("Lafourche County", "LA") == CountyReading(None, "county-unknown")


def test_a_county_and_a_city_of_one_name_stay_apart() -> None:
    assert read("Roanoke County", "VA").fips != read("Roanoke City", "VA").fips
    assert len([c for c in counties_of("VA") if c.name.startswith("Roanoke")]) == 2


@pytest.mark.parametrize("text", ["", "#N/A", "#NA", "N/A", " "])
def test_a_cell_that_gives_none_is_no_fault(text: str) -> None:
    assert read(text, "FL") == CountyReading(None)


def test_a_valid_county_that_is_not_the_one_in_the_agencys_name_is_a_fault() -> None:
    agency = "Bradford County Sheriff's Office"
    assert read("Bradford County", "PA", agency).fault is None
    assert read("Bedford County", "PA", agency) == CountyReading("42009", "county-differs")


def test_the_longest_county_in_a_name_is_the_one_it_names() -> None:
    agency = "St. John the Baptist Parish Sheriff’s Office"
    assert read("St. John the Baptist Parish", "LA", agency).fault is None
