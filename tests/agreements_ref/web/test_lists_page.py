"""`/agreements/lists/`: the imported lists, those that wait too."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from agreements_ref import services
from server.access.api import write_cursor
from tests.agreements_ref.sheets import PARTICIPATING, agreement, incoming, pending, request
from tests.agreements_ref.web.conftest import Reading


def towns(count: int) -> list[dict[str, object]]:
    """Return rows of so many agencies."""
    return [agreement(f"Town {number} Police", "TFM", county=None) for number in range(count)]


def test_the_newest_list_comes_first_with_kind_file_rows_and_outcomes(
    read: Callable[..., Reading],
) -> None:
    rows = [*towns(8), agreement("Palm Police", signed="soon"), agreement("", "TFM")]
    services.import_list(incoming(rows, date(2025, 6, 6), known=date(2025, 6, 8)))
    services.import_list(pending([request()], date(2025, 6, 20)))
    text = read("/agreements/lists/").text
    newest = text.index("June 20, 2025 Pending requests pendingAgencies06202025am.xlsx")
    oldest = text.index(
        "June 6, 2025 Signed agreements participatingAgencies06062025am.xlsx"
        " June 8, 2025 12:00 UTC 10 8 1 1 Used"
    )
    assert newest < oldest


def test_a_list_that_waits_says_why(read: Callable[..., Reading]) -> None:
    services.import_list(incoming(towns(40), date(2025, 6, 6)))
    services.import_list(incoming(towns(20), date(2025, 6, 20)))
    services.import_list(incoming(towns(39), date(2025, 6, 27), header=(*PARTICIPATING, "SHERIFF")))
    text = read("/agreements/lists/").text
    assert "It has over 5 percent fewer rows than the list before: from 40 to 20." in text
    assert "Nobody knows the column SHERIFF." in text
    assert text.count("Waits for a person") == 2


def test_a_list_that_a_person_let_count_says_why(read: Callable[..., Reading]) -> None:
    services.import_list(incoming(towns(40), date(2025, 6, 6)))
    services.import_list(incoming(towns(20), date(2025, 6, 20), accept="ICE's page says so too"))
    text = read("/agreements/lists/").text
    assert "A person let it count: ICE's page says so too" in text
    assert "Waits for a person" not in text


def test_the_pager_shows_every_list_once(read: Callable[..., Reading]) -> None:
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(27)]
    services.import_lists([pending([request(f"Town {day} Police")], day) for day in days])
    page = read("/agreements/lists/")
    first = page.markup.count("<tr>") - 1
    rest = read(page.address_of("next"))
    assert (first, rest.markup.count("<tr>") - 1) == (25, 2)
    assert "Jan. 2, 2025 Pending" in rest.text
    assert "Jan. 3, 2025 Pending" in page.text
    assert "Next page" not in rest.text


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        write_cursor(("FL", "baker")),
        write_cursor(("soon", "2025-06-06T12:00:00+00:00", 1)),
        write_cursor(("2025-06-06", "2025-06-06T12:00:00", 1)),
    ],
)
def test_a_cursor_of_another_list_is_refused(read: Callable[..., Reading], cursor: str) -> None:
    page = read("/agreements/lists/", cursor=cursor)
    assert page.status == 400
    assert "Use the cursor of the page before" in page.text


def test_the_page_offers_the_whole_register_as_a_file(read: Callable[..., Reading]) -> None:
    services.import_list(incoming(towns(2), date(2025, 6, 6)))
    markup = read("/agreements/lists/").markup
    assert 'href="/api/v1/agreements/download?format=csv"' in markup
    assert 'href="/api/v1/agreements/download?format=json"' in markup


def test_an_empty_register_says_so(read: Callable[..., Reading]) -> None:
    assert "The register is empty." in read("/agreements/lists/").text


def test_the_page_is_spanish_for_who_reads_spanish(read: Callable[..., Reading]) -> None:
    services.import_list(incoming(towns(40), date(2025, 6, 6)))
    services.import_list(incoming(towns(20), date(2025, 6, 20)))
    text = read("/agreements/lists/", "es").text
    assert "20 de junio de 2025 Acuerdos firmados" in text
    assert "Espera a una persona" in text
    assert "que la lista anterior: de 40 a 20." in text
