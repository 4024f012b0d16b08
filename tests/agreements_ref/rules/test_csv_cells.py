"""No spreadsheet program runs what a list says."""

import pytest

from agreements_ref.rules.csv_cells import safe_cell


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "|", "%", "\uff1d", " =", "\t="])
def test_a_leading_sign_of_a_formula_is_kept_as_text(sign: str) -> None:
    assert safe_cell(f"{sign}HYPERLINK(1)").startswith("'")


def test_ordinary_text_stays_and_control_signs_become_blanks() -> None:
    assert safe_cell("Baker County Sheriff's Office") == "Baker County Sheriff's Office"
    assert safe_cell("two\r\nlines\x00") == "two  lines "
