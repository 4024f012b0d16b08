"""`/agreements/places/`: state, county, answer."""

from collections.abc import Callable
from datetime import date

import pytest

from agreements_ref import services
from tests.agreements_ref.sheets import agreement, incoming
from tests.agreements_ref.web.conftest import Reading

PATH = "/agreements/places/"
BAKER = {"state": "FL", "county": "12003", "on": "2025-06-06"}


@pytest.fixture
def _lists(db: None) -> None:
    rows = [
        agreement(program_model="JEM"),
        agreement(program_model="WSO"),
        agreement("Macclenny Police", "TFM", agency_type="Municipality"),
        agreement("Highway Patrol", "TFM", agency_type="State Agency", county=None),
        agreement("Gulf Police", "TFM", agency_type="Municipality", county=None),
    ]
    services.import_list(incoming(rows, date(2025, 6, 6)))


def test_the_state_comes_first_and_then_its_counties(read: Callable[..., Reading]) -> None:
    assert 'name="county"' not in read(PATH).markup
    page = read(PATH, state="FL")
    assert page.markup.count('<option value="12') == 67
    assert "What the lists said" not in page.text


@pytest.mark.usefixtures("_lists")
def test_the_page_answers_the_questions_that_people_bring(read: Callable[..., Reading]) -> None:
    text = read(PATH, **BAKER).text
    assert "Baker County Sheriff's Office: JEM in effect; WSO in effect." in text
    assert "Macclenny Police: TFM in effect." in text
    assert "3 agreements in effect, of 2 agencies placed here." in text
    assert "1 state-wide agency with an agreement in effect may act here too." in text


@pytest.mark.usefixtures("_lists")
def test_each_group_names_its_agencies(read: Callable[..., Reading]) -> None:
    page = read(PATH, **BAKER)
    assert page.agencies() == [
        "Baker County Sheriff's Office",
        "Macclenny Police",
        "Highway Patrol",
        "Gulf Police",
    ]
    assert f"?on={BAKER['on']}" in page.markup


@pytest.mark.usefixtures("_lists")
def test_a_county_without_agencies_is_told_so(read: Callable[..., Reading]) -> None:
    text = read(PATH, state="FL", county="12005", on="2025-06-06").text
    assert "No list names a sheriff's office that it places in this county." in text
    assert "No list places a municipal agency in this county." in text
    assert "The lists show no agreement in effect of an agency that they place here." in text


@pytest.mark.usefixtures("_lists")
def test_no_data_is_not_no_agreement(read: Callable[..., Reading]) -> None:
    text = read(PATH, state="FL", county="12003", on="2020-01-01").text
    assert "This is not the same as “no agreement found”." in text
    assert "No data" in text


@pytest.mark.usefixtures("_lists")
def test_what_was_known_then_is_kept_in_the_links(read: Callable[..., Reading]) -> None:
    page = read(PATH, **BAKER, known_on="2025-06-06")
    assert "known_on=2025-06-06" in page.markup
    assert "Only lists known on June 6, 2025 (UTC) or before were used." in page.text


def test_a_county_of_another_state_is_not_taken(read: Callable[..., Reading]) -> None:
    page = read(PATH, state="TX", county="12003")
    assert page.status == 200
    assert "What the lists said" not in page.text


@pytest.mark.parametrize(("name", "value"), [("state", "XX"), ("on", "June"), ("known_on", "x")])
def test_a_bad_question_names_its_field(
    read: Callable[..., Reading], name: str, value: str
) -> None:
    page = read(PATH, **{name: value})
    assert page.status == 422
    assert f'href="#id_{name}"' in page.markup


@pytest.mark.usefixtures("_lists")
def test_the_page_is_spanish_for_who_reads_spanish(read: Callable[..., Reading]) -> None:
    text = read(PATH, "es", **BAKER).text
    assert "¿Participa la policía municipal?" in text
    assert "3 acuerdos vigentes, de 2 agencias ubicadas aquí." in text


@pytest.mark.usefixtures("_lists")
def test_agencies_that_nothing_ties_to_the_county_are_folded(
    read: Callable[..., Reading],
) -> None:
    rows = [agreement("Baker County Jail", county=None), agreement("Able Police", county=None)]
    services.import_list(incoming(rows, date(2025, 6, 6), known=date(2025, 6, 7), accept="checked"))
    text = read(PATH, **BAKER).part("Agencies whose place no list says", "</section>")
    hinted, folded = text.index("Baker County Jail"), text.index("2 agencies of this state without")
    assert hinted < folded < text.index("Able Police")
    assert folded < text.index("Gulf Police")
