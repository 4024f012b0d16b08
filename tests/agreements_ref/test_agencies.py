"""Search and pages of agencies, and places."""

from datetime import date
from uuid import uuid4

import pytest

from agreements_ref import queries, services
from agreements_ref.models import Agency
from tests.agreements_ref.sheets import agreement, incoming

JUNE_6, JUNE_20 = date(2025, 6, 6), date(2025, 6, 20)
NAMES = [
    ("St. Mary's County Sheriff’s Office", "MARYLAND"),
    ("Baker County Sheriff's Office", "FLORIDA"),
    ("Bay County Sheriff's Office", "FLORIDA"),
    ("Fort Myers Police Department", "FLORIDA"),
]


@pytest.fixture
def register(db: None) -> None:
    """Four agencies of two states."""
    rows = [agreement(name, state=state, county=None) for name, state in NAMES]
    services.import_list(incoming(rows, JUNE_6))


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("St. Mary's", ["St. Mary's County Sheriff’s Office"]),
        ("Saint Marys", ["St. Mary's County Sheriff’s Office"]),
        ("st mary’s sheriff", ["St. Mary's County Sheriff’s Office"]),
        ("Ft. Myers", ["Fort Myers Police Department"]),
        ("ba county", ["Baker County Sheriff's Office", "Bay County Sheriff's Office"]),
        ("Atlantis", []),
        (" . ", []),
    ],
)
def test_a_search_finds_every_spelling(text: str, found: list[str]) -> None:
    assert [one.name for one in queries.agencies_matching(text)] == found


@pytest.mark.usefixtures("register")
def test_sheriffs_are_found_with_any_apostrophe() -> None:
    for text in ("Sheriff’s", "Sheriff's", "sheriffs"):
        assert len(queries.agencies_matching(text)) == 3
    assert len(queries.agencies_matching("sheriffs", "FL")) == 2
    assert len(queries.agencies_matching("sheriffs", limit=1)) == 1


@pytest.mark.usefixtures("register")
def test_names_that_begin_like_the_text_come_first() -> None:
    services.import_list(
        incoming(
            [agreement(name, state=state, county=None) for name, state in NAMES]
            + [agreement("County Park Police", state="TEXAS", county=None)],
            JUNE_20,
        )
    )
    assert queries.agencies_matching("county")[0].name == "County Park Police"


@pytest.mark.usefixtures("register")
def test_pages_go_through_all_agencies_once() -> None:
    seen: list[str] = []
    after = None
    while True:
        rows, after = queries.agencies_page(state=None, text="", after=after, limit=3)
        seen += [row.name for row in rows]
        if after is None:
            break
    assert seen == [card.name for card in queries.all_agencies()]
    assert len(seen) == 4


@pytest.mark.usefixtures("register")
def test_an_agencys_page_names_every_spelling_with_its_first_row() -> None:
    rows = [agreement(name.upper(), state=state, county=None) for name, state in NAMES]
    services.import_list(incoming(rows, JUNE_20))
    agency = Agency.objects.get(agency_key="baker county sheriffs office")
    detail = queries.agency_detail(agency.id)
    assert detail is not None
    assert detail.card.name == "BAKER COUNTY SHERIFF'S OFFICE"
    assert [(one.spelling, one.list_date, one.row) for one in detail.spellings] == [
        ("Baker County Sheriff's Office", JUNE_6, 3),
        ("BAKER COUNTY SHERIFF'S OFFICE", JUNE_20, 3),
    ]
    assert queries.agency_detail(uuid4()) is None


@pytest.mark.usefixtures("register")
def test_an_agency_that_only_a_waiting_list_names_is_not_shown() -> None:
    services.import_list(incoming([agreement("Clay County Jail")], JUNE_20))
    agency = Agency.objects.get(agency_key="clay county jail")
    assert queries.agencies_matching("clay") == []
    assert queries.known_agency_ids([agency.id, uuid4()]) == set()
    assert queries.agency_detail(agency.id) is None


def test_a_place_is_a_state_and_a_county_of_it_or_unknown() -> None:
    assert queries.is_known_place(state="FL", county_fips="12003")
    assert queries.is_known_place(state="FL", county_fips="unknown")
    assert queries.is_known_place(state="unknown", county_fips="unknown")
    assert not queries.is_known_place(state="GA", county_fips="12003")
    assert not queries.is_known_place(state="unknown", county_fips="12003")
    assert not queries.is_known_place(state="XX", county_fips="unknown")


def test_the_zones_of_a_place_are_one_when_the_place_tells_the_time() -> None:
    assert queries.zones_of_place(state="FL", county_fips="12003") == ("America/New_York",)
    assert len(queries.zones_of_place(state="FL", county_fips="12045")) == 2
    assert queries.zones_of_place(state="GA", county_fips="unknown") == ("America/New_York",)
    assert len(queries.zones_of_place(state="FL", county_fips="unknown")) == 2
    assert queries.zones_of_place(state="GA", county_fips="12003") == ()
    assert queries.zones_of_place(state="unknown", county_fips="unknown") == ()


def test_counties_of_a_state_come_by_name() -> None:
    names = [county.name for county in queries.counties("FL")]
    assert len(names) == 67
    assert names[:2] == ["Alachua County", "Baker County"]
    assert queries.counties("XX") == ()
