from datetime import date

import pytest

from agreements_ref.rules.cells import DATE, NUMBER, Cell
from agreements_ref.rules.dates import DateReading, list_date_in_name, read_signed

LIST_DATE = date(2025, 7, 9)


def read(text: str, kind: str = "s", *, is_table: bool = False) -> DateReading:
    return read_signed(Cell("F", text, kind), list_date=LIST_DATE, is_table=is_table)


def test_a_date_cell_is_read() -> None:
    assert read("2025-05-08", DATE) == DateReading(date(2025, 5, 8))


def test_the_day_of_the_list_and_the_day_of_the_law_are_readable() -> None:
    assert read("2025-07-09", DATE).signed_on == LIST_DATE
    assert read("1996-09-30", DATE).signed_on == date(1996, 9, 30)


def test_text_in_a_spreadsheet_is_no_date_however_plain_it_is() -> None:
    assert read("2025-05-08") == DateReading(None, "date-unreadable", date(2025, 5, 8))


def test_a_table_of_text_has_dates_as_year_month_day_only() -> None:
    assert read("2025-05-08", is_table=True) == DateReading(date(2025, 5, 8))
    assert read("5/8/2025", is_table=True).signed_on is None
    assert read("2025-02-30", is_table=True) == DateReading(None, "date-unreadable")


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("05/082025", date(2025, 5, 8)),
        ("7/72025", date(2025, 7, 7)),
        ("05/08/2025", date(2025, 5, 8)),
        ("13/13/2025", None),
        ("soon", None),
        ("12312025", None),
        ("8/1/2025", None),
    ],
)
def test_a_reading_of_text_is_proposed_when_only_one_is_possible(
    text: str, proposal: date | None
) -> None:
    assert read(text) == DateReading(None, "date-unreadable", proposal)


def test_a_year_with_one_wrong_digit_is_proposed_and_never_read() -> None:
    assert read("5025-07-07", DATE) == DateReading(None, "date-after-list", date(2025, 7, 7))
    assert read("2026-07-07", DATE) == DateReading(None, "date-after-list")
    assert read("1996-09-29", DATE).why_not == "date-before-law"


def test_a_number_that_lost_its_format_is_unknown_with_a_proposal() -> None:
    assert read("45785", NUMBER) == DateReading(None, "date-unreadable", date(2025, 5, 8))


def test_an_empty_cell_is_unknown() -> None:
    assert read_signed(None, list_date=LIST_DATE, is_table=False).why_not == "date-missing"
    assert read("  ").why_not == "date-missing"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20250703_151805__participatingAgencies07032025pm.xlsx", date(2025, 7, 3)),
        ("pendingAgencies07112025am_b.xlsx", date(2025, 7, 11)),
        ("agreements_2019-05-20.csv", date(2019, 5, 20)),
        ("20250703_151805__participatingAgencies.xlsx", None),
        ("participatingAgencies13322025.xlsx", None),
        ("participatingAgencies07032025_07042025.xlsx", None),
        ("participatingAgencies070320251.xlsx", None),
    ],
)
def test_the_list_date_stands_in_ices_part_of_the_name(name: str, day: date | None) -> None:
    assert list_date_in_name(name) == day
