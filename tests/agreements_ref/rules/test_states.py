import pytest
import us

from agreements_ref.rules.states import STATE_NAMES, StateReading, is_one_letter_away, read_state


def test_every_state_territory_and_the_district_is_there() -> None:
    places = [*us.STATES, us.states.DC, *us.TERRITORIES]
    assert {place.abbr: place.name for place in places} == STATE_NAMES


@pytest.mark.parametrize(
    ("text", "code"),
    [("FLORIDA", "FL"), (" AlABAMA ", "AL"), ("tx", "TX"), ("District of Columbia\u00a0", "DC")],
)
def test_a_name_or_postal_code_is_read_without_regard_to_case(text: str, code: str) -> None:
    assert read_state(text) == StateReading(code, corrected=False)


@pytest.mark.parametrize(
    ("text", "code"), [("UTAHJ", "UT"), ("TEXS", "TX"), ("FLORIDB", "FL"), ("NEW  YORK", "NY")]
)
def test_a_name_with_one_wrong_letter_is_read_and_said_so(text: str, code: str) -> None:
    assert read_state(text) == StateReading(code, corrected=True)


@pytest.mark.parametrize("text", ["NOUTH CAROLINA", "FLORDIA", "FX", "T", "Texas County", "#N/A"])
def test_anything_else_is_no_state(text: str) -> None:
    assert read_state(text) is None


def test_one_letter_is_added_left_out_or_exchanged() -> None:
    assert is_one_letter_away("utah", "utahj")
    assert is_one_letter_away("tah", "utah")
    assert is_one_letter_away("itah", "utah")
    assert not is_one_letter_away("utah", "utah")
    assert not is_one_letter_away("uath", "utah")
    assert not is_one_letter_away("ut", "utah")
