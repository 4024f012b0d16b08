"""What changed between two lists, and how many agreements each shows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements_ref import services
from agreements_ref.queries.changes import (
    ListChanges,
    ListsOfTwoKinds,
    changes_between,
    comparable_lists,
    counts_by_list,
)
from tests.agreements_ref.sheets import agreement, incoming, pending, request

pytestmark = pytest.mark.django_db

BAKER, BAY, CLAY = "Baker County Jail", "Bay County Jail", "Clay County Jail"
EARLY, LATE = date(2025, 6, 6), date(2025, 6, 20)


@pytest.fixture
def _lists() -> None:
    earlier = [agreement(BAKER), agreement(BAY), agreement(CLAY), agreement(CLAY)]
    later = [
        agreement(BAKER),
        agreement(BAY, "TFM"),
        agreement(CLAY, signed=date(2025, 4, 4)),
        agreement("Dixie County Jail", "JEM"),
    ]
    services.import_lists([incoming(earlier, EARLY), incoming(later, LATE)])


def compared() -> ListChanges:
    later, earlier = (one.sha256 for one in comparable_lists())
    found = changes_between(earlier=earlier, later=later)
    assert found is not None
    return found


@pytest.mark.usefixtures("_lists")
def test_rows_are_added_gone_dated_anew_or_unchanged() -> None:
    found = compared()
    assert [(one.agency.name, one.program_model, one.later_row) for one in found.added] == [
        (BAY, "TFM", 3),
        ("Dixie County Jail", "JEM", 5),
    ]
    assert [(one.agency.name, one.program_model, one.later_row) for one in found.gone] == [
        (BAY, "WSO", None)
    ]
    (redated,) = found.redated
    assert (redated.signed_earlier, redated.signed_later) == (date(2025, 3, 3), date(2025, 4, 4))
    assert found.unchanged == 1


@pytest.mark.usefixtures("_lists")
def test_an_agency_that_changed_its_model_is_named_once() -> None:
    assert [(one.agency.name, one.gone, one.added) for one in compared().models] == [
        (BAY, ("WSO",), ("TFM",))
    ]


@pytest.mark.usefixtures("_lists")
def test_a_list_compared_with_itself_shows_nothing() -> None:
    name = comparable_lists()[0].sha256
    found = changes_between(earlier=name, later=name)
    assert found is not None
    assert (found.added, found.gone, found.redated, found.models) == ((), (), (), ())
    assert found.unchanged == 4


@pytest.mark.usefixtures("_lists")
def test_lists_of_two_kinds_are_not_compared() -> None:
    services.import_list(pending([request()], LATE))
    participating, *_, requests = (one.sha256 for one in comparable_lists())
    with pytest.raises(ListsOfTwoKinds):
        changes_between(earlier=participating, later=requests)


@pytest.mark.usefixtures("_lists")
def test_a_list_that_is_not_there_or_waits_is_not_compared() -> None:
    name = comparable_lists()[0].sha256
    assert changes_between(earlier=name, later="0" * 64) is None
    waiting = services.import_list(incoming([agreement(BAKER)], date(2025, 7, 1)))
    assert changes_between(earlier=name, later=waiting.sha256) is None
    assert waiting.sha256 not in {one.sha256 for one in comparable_lists()}


@pytest.mark.usefixtures("_lists")
def test_each_list_is_counted_by_model_and_doubled_rows_once() -> None:
    counts = counts_by_list()
    assert [one.list.list_date for one in counts] == [EARLY, LATE]
    assert [one.by_model for one in counts] == [
        {"JEM": 0, "TFM": 0, "WSO": 3},
        {"JEM": 1, "TFM": 1, "WSO": 2},
    ]
    assert [(one.agreements, one.agencies, one.states) for one in counts] == [(3, 3, 1), (4, 4, 1)]


@pytest.mark.usefixtures("_lists")
def test_of_two_lists_of_one_date_the_one_known_last_counts() -> None:
    rows = [agreement(f"Town {number} Police") for number in range(6)]
    services.import_list(incoming(rows, LATE, known=date(2025, 6, 22)))
    assert [one.agreements for one in counts_by_list()] == [3, 6]


@pytest.mark.usefixtures("_lists")
def test_statements_do_not_grow_with_the_lists() -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            counts_by_list()
            compared_names = comparable_lists()
            changes_between(earlier=compared_names[1].sha256, later=compared_names[0].sha256)
        return len(captured)

    few = statements()
    rows = [agreement(f"Town {number} Police") for number in range(30)]
    services.import_list(incoming(rows, date(2025, 7, 1)))
    assert statements() == few == 6
