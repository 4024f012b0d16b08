"""What an agency's name says of it."""

import pytest

from agreements_ref.rules.agency_words import is_sheriffs, names_county


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Baker County Sheriff’s Office", True),
        ("Saint Marys County Sheriffs Office", True),
        ("SHERIFF OF KENT", True),
        ("Baker County Jail", False),
        ("Sheriffville Police", False),
    ],
)
def test_a_sheriffs_agency_says_so_in_its_name(name: str, expected: bool) -> None:
    assert is_sheriffs(name) is expected


def test_a_name_holds_the_whole_name_of_its_county() -> None:
    assert names_county("Baker County Sheriff's Office", state="FL", county_fips="12003")
    assert not names_county("Baker Police", state="FL", county_fips="12003")
    assert not names_county("Bay County Jail", state="FL", county_fips="12003")
