"""Counties and equivalents: names, codes, time zones, and where Inauguration Day is a holiday.

Codes are of vintage 2020 (`data/README.md`).
"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agreements_ref.rules.names import agency_key
from agreements_ref.rules.states import is_one_letter_away

VINTAGE = 2020
_TABLE = Path(__file__).resolve().parent.parent / "data" / "counties.csv"
_NO_COUNTY = frozenset({"", "#n/a", "#na", "n/a"})
# The District of Columbia; Montgomery and Prince George's counties, Maryland; Arlington and
# Fairfax counties, Alexandria and Falls Church, Virginia (custody clocks, section 4).
_DC_AREA = frozenset({"11001", "24031", "24033", "51013", "51059", "51510", "51610"})


class UnknownCounty(ValueError):
    """Raised for a code that is no county's of this vintage."""


@dataclass(frozen=True)
class County:
    """fips: 5 digits. time_zones: IANA names, the one of the larger part first."""

    fips: str
    state: str
    name: str
    time_zones: tuple[str, ...]

    @property
    def has_two_clocks(self) -> bool:
        """Whether the county alone does not tell the time."""
        return len(self.time_zones) > 1


@cache
def all_counties() -> dict[str, County]:
    """Return every county by its code, in order of the codes."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["fips"]: County(
                row["fips"], row["state"], row["name"], (row["tz"], *row["tz_other"].split())
            )
            for row in csv.DictReader(file)
        }


@cache
def counties_of(state: str) -> tuple[County, ...]:
    """Return the counties of a state (postal code), by name."""
    found = (county for county in all_counties().values() if county.state == state)
    return tuple(sorted(found, key=lambda county: (county.name.casefold(), county.fips)))


def county(fips: str) -> County:
    """Return one county. Raises: UnknownCounty."""
    try:
        return all_counties()[fips]
    except KeyError as error:
        raise UnknownCounty(fips) from error


def zone_of_county(fips: str) -> str | None:
    """Return the IANA zone of a county, or None where it has two clocks: ask, or use the point.

    Raises: UnknownCounty.
    """
    zones = county(fips).time_zones
    return zones[0] if len(zones) == 1 else None


def holiday_area_of_county(fips: str) -> str:
    """Return `dc-area` where federal offices close on Inauguration Day, else `national`.

    Raises: UnknownCounty.
    """
    return "dc-area" if county(fips).fips in _DC_AREA else "national"


@dataclass(frozen=True)
class CountyReading:
    """fips: the county a cell names, or None. fault: code of a remark."""

    fips: str | None
    fault: str | None = None


def read_county(text: str, *, state: str, agency_name: str) -> CountyReading:
    """Read a COUNTY cell: the whole name, without regard to case; a suffix is never stripped.

    Richmond, Franklin, Fairfax, Roanoke, Baltimore and St. Louis exist as county and as city. A
    valid cell that is not the county named in the agency's name is read, with a fault. Source:
    registry rules, 4.
    """
    name = _folded(text)
    if name in _NO_COUNTY:
        return CountyReading(None)
    fips = _by_name(state).get(name)
    if fips is None:
        return CountyReading(None, "county-unknown")
    named = counties_named_in(agency_name, state=state)
    if named and fips not in named:
        return CountyReading(fips, "county-differs")
    return CountyReading(fips)


def propose_county(text: str, *, state: str, agency_name: str) -> str:
    """Return the code of the one county that a cell which names none may mean, or "".

    The county that the agency's name says, else the only one whose name is the cell's but for one
    letter, or for "County" left out or written for "Parish". It is a proposal for a person, never a
    reading.
    """
    named = counties_named_in(agency_name, state=state)
    if len(named) == 1:
        return next(iter(named))
    word = _folded(text)
    meant = {f"{word} county", f"{word} parish", f"{word.removesuffix(' county')} parish"}
    near = {
        fips
        for name, fips in _by_name(state).items()
        if word and (name in meant or is_one_letter_away(word, name))
    }
    return near.pop() if len(near) == 1 else ""


def counties_named_in(agency_name: str, *, state: str) -> frozenset[str]:
    """Return the codes of the counties of a state whose whole name stands in an agency's name."""
    words = f" {agency_key(agency_name)} "
    found = [(key, fips) for key, fips in _keys(state) if f" {key} " in words]
    return frozenset(
        fips
        for key, fips in found
        if not any(key != longer and f" {key} " in f" {longer} " for longer, _ in found)
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


@cache
def _by_name(state: str) -> dict[str, str]:
    return {_folded(county.name): county.fips for county in counties_of(state)}


@cache
def _keys(state: str) -> tuple[tuple[str, str], ...]:
    return tuple((agency_key(county.name), county.fips) for county in counties_of(state))
