"""`/agreements/`: finding agencies, and what the lists said of a day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from agreements_ref import services
from agreements_ref.forms import today_utc
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.agreements_ref.web.conftest import Reading

MARYS = "St. Mary's County Sheriff’s Office"
KENT = "Kent Police Department"
BAKER = "Baker County Sheriff's Office"


@pytest.fixture
def lists(db: None) -> None:
    """One list of 6 June 2025, and a pending one of the same day."""
    rows = [
        agreement(BAKER, "WSO"),
        agreement(BAKER, "JEM"),
        agreement(KENT, "TFM", state="TEXAS", county=None, agency_type="Municipality"),
        agreement(MARYS, "WSO", state="MARYLAND", county="St. Mary's County"),
    ]
    services.import_list(incoming(rows, date(2025, 6, 6)))
    services.import_list(pending([request("Palm Police Department", "TFM")], date(2025, 6, 6)))


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    "words", ["St. Mary's", "Saint Marys", "saint mary’s sheriff's", "MARYS COUNTY SHERIFFS"]
)
def test_a_name_is_found_however_it_is_spelled(read: Callable[..., Reading], words: str) -> None:
    assert read("/agreements/", q=words).agencies() == [MARYS]


@pytest.mark.usefixtures("lists")
def test_a_state_narrows_the_search(read: Callable[..., Reading]) -> None:
    assert read("/agreements/", state="TX").agencies() == [KENT]
    assert read("/agreements/", state="TX", q="sheriff").agencies() == []


@pytest.mark.usefixtures("lists")
def test_each_agency_shows_the_models_in_effect_on_the_day(read: Callable[..., Reading]) -> None:
    page = read("/agreements/", q="baker", on="2025-06-10")
    assert "Baker County Sheriff's Office Florida JEM in effect WSO in effect" in page.text


@pytest.mark.usefixtures("lists")
def test_a_request_is_pending_and_not_in_effect(read: Callable[..., Reading]) -> None:
    page = read("/agreements/", q="palm", on="2025-06-10")
    assert "TFM pending" in page.text
    assert "in effect TFM" not in page.text


@pytest.mark.usefixtures("lists")
def test_no_data_and_no_agreement_found_are_told_apart(read: Callable[..., Reading]) -> None:
    before_any_list = read("/agreements/", q="palm", on="2025-06-01").text
    assert "No data for that date" in before_any_list
    assert "No agreement found" not in before_any_list
    services.import_list(pending([], date(2025, 6, 20)))
    gone = read("/agreements/", q="palm", on="2025-06-25").text
    assert "No agreement found, as ICE's list of June 6, 2025 said" in gone
    assert "No data" not in gone


@pytest.mark.usefixtures("lists")
def test_more_than_90_days_after_the_last_list_the_list_is_named(
    read: Callable[..., Reading],
) -> None:
    assert "Last list of" not in read("/agreements/", q="baker", on="2025-09-04").text
    assert "Last list of June 6, 2025" in read("/agreements/", q="baker", on="2025-09-05").text


@pytest.mark.usefixtures("lists")
def test_without_a_day_it_is_today_and_the_form_says_so(read: Callable[..., Reading]) -> None:
    assert f'value="{today_utc().isoformat()}"' in read("/agreements/").markup


@pytest.mark.usefixtures("lists")
def test_a_result_leads_to_the_agency_and_keeps_the_day(read: Callable[..., Reading]) -> None:
    page = read("/agreements/", q="kent", on="2025-06-10")
    address = page.markup.split('<a class="row-link" href="', 1)[1].split('"', 1)[0]
    assert address.endswith("/?on=2025-06-10")
    assert "In effect on June 10, 2025" in read(address).text


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ({"on": "2025-02-30"}, "Write it as YYYY-MM-DD"),
        ({"on": "06/10/2025"}, "Write it as YYYY-MM-DD"),
        ({"on": str(today_utc() + timedelta(days=2))}, "use today or a day before"),
        ({"q": "’.'"}, "Type at least one letter or digit"),
        ({"state": "XX"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_named_with_its_field_and_remedy(
    read: Callable[..., Reading], query: dict[str, str], remedy: str
) -> None:
    page = read("/agreements/", **query)
    (field,) = query
    assert page.status == 422
    assert remedy in page.text
    assert f'href="#id_{field}"' in page.markup
    assert page.agencies() == []


@pytest.mark.usefixtures("lists")
def test_nothing_found_says_what_to_try(read: Callable[..., Reading]) -> None:
    page = read("/agreements/", q="zzz")
    assert page.status == 200
    assert "Try fewer words, or all states." in page.text


def test_an_empty_register_says_so(read: Callable[..., Reading]) -> None:
    assert "The register is empty." in read("/agreements/").text


def test_the_pager_goes_through_all_agencies_once_and_keeps_the_question(
    read: Callable[..., Reading],
) -> None:
    names = [f"Town {number:02} Police Department" for number in range(60)]
    rows = [agreement(name, "TFM", county=None) for name in names]
    services.import_list(incoming(rows, date(2025, 6, 6)))
    page = read("/agreements/", q="town", on="2025-06-10")
    assert "Back to the first page" not in page.text
    seen = page.agencies()
    for _page in range(2):
        page = read(page.address_of("next"))
        assert "June 10, 2025" in page.text
        seen += page.agencies()
    assert seen == names
    assert "Next page" not in page.text
    assert "/agreements/?q=town&amp;on=2025-06-10" in page.markup


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("cursor", ["x", "WyJGTCJd", "é"])
def test_a_cursor_of_another_list_is_refused(read: Callable[..., Reading], cursor: str) -> None:
    page = read("/agreements/", cursor=cursor)
    assert page.status == 400
    assert "Use the cursor of the page before" in page.text


@pytest.mark.usefixtures("lists")
def test_the_page_is_spanish_for_who_reads_spanish(read: Callable[..., Reading]) -> None:
    page = read("/agreements/", "es", q="baker", on="2025-06-10")
    assert '<html lang="es"' in page.markup
    assert "10 de junio de 2025" in page.text
    assert "JEM vigente" in page.text
    wrong = read("/agreements/", "es", on="2025-13-01")
    assert "Escríbalo como AAAA-MM-DD" in wrong.text


@pytest.mark.usefixtures("lists")
def test_nobody_signed_in_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/agreements/", {"q": "baker"})
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/agreements/%3Fq%3Dbaker"


@pytest.mark.usefixtures("lists")
def test_forty_agencies_cost_no_more_queries_than_one(
    browser: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    rows = [agreement(f"Town {number:02} Police", "TFM", county=None) for number in range(25)]
    services.import_list(incoming(rows, date(2025, 6, 7), accept="a small list for this test"))
    browser.get("/agreements/")  # the lists are read into memory once
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        assert browser.get("/agreements/", {"q": "town"}).content.count(b'class="row-link"') == 25
