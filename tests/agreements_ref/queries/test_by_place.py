"""What was in effect in a county: four groups, four questions, a fixed number of statements."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements_ref import services
from agreements_ref.models import ReviewItem
from agreements_ref.queries.by_place import PlaceAnswer, agreements_in_place
from agreements_ref.queries.changes import changes_between, comparable_lists
from agreements_ref.queries.register_rows import KnownRegister, RegisterFilter
from agreements_ref.rules.questions import ReviewOutcome
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.conftest import Person

pytestmark = pytest.mark.django_db

BAKER = "12003"
LIST_DATE = date(2025, 6, 6)
SHERIFF = "Baker County Sheriff's Office"


def florida() -> list[dict[str, object]]:
    """Rows of one agency for each place that a group can have."""
    return [
        agreement(SHERIFF, "JEM"),
        agreement(SHERIFF, "WSO"),
        agreement("Macclenny Police Department", "TFM", agency_type="Municipality"),
        agreement("Florida Highway Patrol", "TFM", agency_type="State Agency", county=None),
        agreement("Gulf University Police", "TFM", agency_type="Municipality", county=None),
        agreement("Bay County Sheriff's Office", "TFM", county="Bay County"),
        agreement("Kent Police", "TFM", state="TEXAS", county=None, agency_type="Municipality"),
    ]


def baker(on: date = LIST_DATE, known_on: date | None = None) -> PlaceAnswer:
    answer = agreements_in_place(county_fips=BAKER, on=on, known_on=known_on)
    assert answer is not None
    return answer


def names(agencies: object) -> list[str]:
    return [one.card.name for one in agencies]  # type: ignore[attr-defined]


def test_agencies_stand_in_four_groups() -> None:
    services.import_list(incoming(florida(), LIST_DATE))
    answer = baker()
    assert names(answer.county_agencies) == [SHERIFF]
    assert names(answer.municipal) == ["Macclenny Police Department"]
    assert names(answer.state_wide) == ["Florida Highway Patrol"]
    assert names(answer.unplaced) == ["Gulf University Police"]


def test_one_call_answers_the_four_questions() -> None:
    services.import_list(incoming(florida(), LIST_DATE))
    answer = baker()
    assert [one.answer.in_effect for one in answer.sheriffs] == [("JEM", "WSO")]
    assert names(answer.municipal_in_effect) == ["Macclenny Police Department"]
    assert (answer.agencies_in_effect, answer.agreements_in_effect) == (2, 3)


def test_a_sheriff_without_a_county_cell_is_hinted_at_by_name_and_placed_nowhere() -> None:
    rows = [agreement(SHERIFF, county=None), agreement("Able Police", county=None)]
    services.import_list(incoming(rows, LIST_DATE))
    answer = baker()
    assert answer.county_agencies == ()
    assert names(answer.unplaced) == [SHERIFF, "Able Police"]
    assert names(answer.sheriffs) == [SHERIFF]
    assert answer.agreements_in_effect == 0


def test_what_is_in_effect_comes_before_what_is_not() -> None:
    rows = [agreement(f"{name} Police", "TFM", agency_type="Municipality") for name in "ABC"]
    services.import_list(incoming(rows, LIST_DATE))
    services.import_list(incoming(rows[2:], date(2025, 6, 20), accept="checked"))
    assert names(baker(date(2025, 6, 20)).municipal) == ["C Police", "A Police", "B Police"]


def test_only_agencies_of_lists_known_then_are_named() -> None:
    services.import_list(incoming(florida()[:1], LIST_DATE))
    services.import_list(incoming(florida(), date(2025, 6, 20)))
    answer = baker(date(2025, 6, 20), known_on=date(2025, 6, 10))
    assert names(answer.county_agencies) == [SHERIFF]
    assert answer.municipal == ()
    assert answer.county_agencies[0].answer.in_effect == ("JEM",)


def test_a_request_counts_as_found_and_not_as_in_effect() -> None:
    services.import_list(incoming(florida()[5:6], LIST_DATE))
    services.import_list(pending([request()], LIST_DATE))
    (sheriff,) = baker().county_agencies
    assert (sheriff.answer.pending, sheriff.is_found) == (("WSO",), True)
    assert baker().agreements_in_effect == 0


def test_a_day_before_every_list_has_no_data_and_a_late_day_a_stale_list() -> None:
    services.import_list(incoming([agreement(signed=date(2025, 5, 30))], LIST_DATE))
    assert baker(date(2025, 1, 1)).coverage.has_data is False
    assert baker(date(2025, 6, 1)).coverage.has_data is True
    assert baker(date(2025, 12, 1)).coverage.stale == LIST_DATE


def test_an_empty_register_answers_with_no_data() -> None:
    answer = baker()
    assert answer.coverage.has_data is False
    assert (answer.county_agencies, answer.unplaced) == ((), ())


def test_a_code_of_no_county_has_no_answer() -> None:
    assert agreements_in_place(county_fips="99999", on=LIST_DATE) is None


def test_the_number_of_statements_does_not_grow_with_the_agencies() -> None:
    services.import_list(incoming(florida(), LIST_DATE))
    baker()

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            baker()
        return len(captured)

    few = statements()
    more = [agreement(f"Town {number} Police", agency_type="Municipality") for number in range(60)]
    services.import_list(incoming([*florida(), *more], date(2025, 6, 20)))
    baker()
    assert statements() == few <= 5


def test_an_agency_under_two_names_stands_once_and_counts_once(
    coordinator: Person, team: object
) -> None:
    old, new = "City of Palm Police Department", "Palm Police Department"
    for name, day in ((old, LIST_DATE), (new, date(2025, 6, 20))):
        rows = [agreement(name), agreement(name, "TFM")]
        services.import_list(incoming(rows, day))
    item = ReviewItem.objects.get(kind="rename")
    services.decide_review(
        viewer=coordinator.locked,
        review_id=item.id,
        answer=services.ReviewAnswer(ReviewOutcome.APPROVED, reason="read the document"),
    )
    answer = baker(date(2025, 6, 20))
    assert names(answer.county_agencies) == [new]
    assert answer.agreements_in_effect == 2
    assert [note.kind for note in answer.coverage.decisions] == ["rename"]
    rows_known = KnownRegister().rows(RegisterFilter(known_on=KnownRegister().known_on))
    assert [(one.status, one.last_listing.row) for one in rows_known] == [
        ("in_effect", 3),
        ("in_effect", 2),
    ]
    later, earlier = (one.sha256 for one in comparable_lists())
    changes = changes_between(earlier=earlier, later=later)
    assert changes is not None
    assert (changes.added, changes.gone, changes.unchanged) == ((), (), 2)
