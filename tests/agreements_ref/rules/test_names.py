import pytest

from agreements_ref.rules.names import agency_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Mary's County Sheriff’s Office", "Saint Marys County Sheriffs Office"),
        ("Sheriff´s Office", "Sheriffs Office"),
        ("Sheriff`s Office", "SHERIFFʼS OFFICE"),
        ("Ft. Myers Police Department", "Fort Myers Police Department "),
        ("Parks & Wildlife", "Parks and Wildlife"),
        ("Parks&Wildlife", "Parks and Wildlife"),
        ("Prince William-Manassas Jail", "Prince William–Manassas  Jail"),
        ("Sheriff/Coroner, Kent", "Sheriff Coroner Kent"),
        ("Bay\u00a0County Jail", "Bay County Jail"),
        ("Ｂay County Jail", "Bay County Jail"),
    ],
)
def test_spellings_of_one_agency_have_one_key(one: str, other: str) -> None:
    assert agency_key(one) == agency_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Baker County Sheriff's Office", "Bay County Sheriff's Office"),
        ("City of Newberry", "Newberry"),
        ("Berrian County Sheriff's Office", "Berrian County Sheriff's Offic"),
        ("Newberry Police Department", "Newberry Police"),
        ("Saints Hospital Police", "Sts Hospital Police"),
        ("Fort Myers", "Ftmyers"),
    ],
)
def test_nothing_more_is_folded(one: str, other: str) -> None:
    assert agency_key(one) != agency_key(other)


def test_a_key_is_its_own_key() -> None:
    key = agency_key("St. Mary's & Ft. Kent – Sheriff’s Office, Jail/Annex")
    assert key == "st marys and fort kent sheriffs office jail annex"
    assert agency_key(key) == key


def test_dots_and_blanks_are_no_name() -> None:
    assert agency_key(" . ’ ") == ""
