"""What an agency's own name says of it: whether it is a sheriff's, and which county it names."""

from agreements_ref.rules.names import agency_key
from agreements_ref.rules.places import counties_named_in

_OF_A_SHERIFF = frozenset({"sheriff", "sheriffs"})


def is_sheriffs(agency_name: str) -> bool:
    """Say whether the name calls the agency a sheriff's. Misspelt names are not guessed."""
    return not _OF_A_SHERIFF.isdisjoint(agency_key(agency_name).split())


def names_county(agency_name: str, *, state: str, county_fips: str) -> bool:
    """Say whether the whole name of the county stands in the agency's name.

    It is a hint for a reader and places nothing: Franklin Police need not be of Franklin County.
    """
    return county_fips in counties_named_in(agency_name, state=state)
