"""Places: states, counties, and the zones that hold there."""

from agreements_ref.rules.places import County, all_counties, counties_of
from agreements_ref.rules.states import STATE_NAMES

UNKNOWN = "unknown"


def counties(state: str) -> tuple[County, ...]:
    """Return the counties of a state (postal code), by name; none for an unknown state."""
    return counties_of(state)


def is_known_place(*, state: str, county_fips: str) -> bool:
    """Say whether a place can be stored: a state and a county of it, or `unknown` for either."""
    if county_fips == UNKNOWN:
        return state == UNKNOWN or state in STATE_NAMES
    found = all_counties().get(county_fips)
    return found is not None and found.state == state


def zones_of_place(*, state: str, county_fips: str) -> tuple[str, ...]:
    """Return the IANA zones that hold in a county, or in a state whose county is unknown.

    More than one means that the place does not tell the time; none, that the place is not known.
    """
    if county_fips != UNKNOWN:
        found = all_counties().get(county_fips)
        return found.time_zones if found is not None and found.state == state else ()
    zones = {zone: None for county in counties_of(state) for zone in county.time_zones}
    return tuple(zones)
