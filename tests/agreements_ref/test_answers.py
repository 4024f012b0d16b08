"""Questions by agency, day and knowledge, answered from the stored register."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from agreements_ref import queries, services
from agreements_ref.models import Agency, ListRow
from agreements_ref.queries import InEffectAnswer, NamedQuestion, Question
from tests.agreements_ref.sheets import agreement, incoming, pending, request

pytestmark = pytest.mark.django_db
BAKER, CLAY = "Baker County Sheriff's Office", "Clay County Sheriff's Office"
JUNE_6, JUNE_20, JULY_1 = date(2025, 6, 6), date(2025, 6, 20), date(2025, 7, 1)


@pytest.fixture
def register() -> None:
    """Baker has WSO throughout and JEM until 6 June; Clay asks for TFM and gets it on 25 June."""
    services.import_lists(
        [
            incoming([agreement(BAKER), agreement(BAKER, "JEM", date(2025, 1, 2))], JUNE_6),
            incoming([agreement(BAKER)], JUNE_20, accept="one sheriff left"),
            incoming([agreement(CLAY, "TFM", date(2025, 6, 25)), agreement(BAKER)], JULY_1),
            pending([request(CLAY, "TFM")], JUNE_6),
            pending([request(CLAY, "TFM"), request("Bay County Sheriff's Office")], JUNE_20),
            pending([request("Bay County Sheriff's Office")], JULY_1),
        ]
    )


def agency(name: str) -> UUID:
    return Agency.objects.get(name=name).id


def ask(name: str, on: date, known_on: date | None = None) -> InEffectAnswer:
    return queries.agreements_in_effect(agency_id=agency(name), on=on, known_on=known_on)


def roles(answer: InEffectAnswer, model: str) -> dict[str, tuple[date, int | None]]:
    return {
        one.role: (one.list_date, one.row)
        for one in answer.evidence
        if one.program_model == model and one.kind == "participating"
    }


@pytest.mark.usefixtures("register")
def test_both_models_were_in_effect_on_a_day_that_both_lists_cover() -> None:
    answer = ask(BAKER, JUNE_6)
    assert answer.in_effect == ("JEM", "WSO")
    assert answer.uncertain == ()
    assert answer.has_data
    assert answer.list_as_of == JUNE_6


@pytest.mark.usefixtures("register")
def test_between_the_last_listing_and_the_list_without_it_the_answer_is_uncertain() -> None:
    answer = ask(BAKER, date(2025, 6, 10))
    assert (answer.in_effect, answer.uncertain) == (("WSO",), ("JEM",))
    assert ask(BAKER, JUNE_20).uncertain == ()


@pytest.mark.usefixtures("register")
def test_only_lists_known_on_the_day_of_knowledge_are_used() -> None:
    assert ask(BAKER, date(2025, 6, 10), known_on=date(2025, 6, 19)).in_effect == ("JEM", "WSO")
    assert ask(BAKER, date(2025, 6, 10), known_on=JUNE_20).in_effect == ("WSO",)
    before = ask(BAKER, JUNE_6, known_on=date(2025, 6, 5))
    assert before.in_effect == ()
    assert not before.has_data


@pytest.mark.usefixtures("register")
def test_the_signed_date_counts_before_the_list_that_first_shows_it() -> None:
    assert ask(CLAY, date(2025, 6, 24)).in_effect == ()
    assert ask(CLAY, date(2025, 6, 25)).in_effect == ("TFM",)
    assert ask(CLAY, date(2025, 6, 25), known_on=date(2025, 6, 30)).in_effect == ()


@pytest.mark.usefixtures("register")
def test_a_model_may_stand_in_two_lists_of_the_answer_at_once() -> None:
    answer = ask(CLAY, date(2025, 6, 26))
    assert answer.in_effect == ("TFM",)
    assert answer.pending == ()
    assert answer.pending_uncertain == ("TFM",)


@pytest.mark.usefixtures("register")
def test_an_open_request_is_pending_without_end() -> None:
    name = "Bay County Sheriff's Office"
    assert ask(name, date(2026, 3, 1)).pending == ("WSO",)
    assert ask(name, date(2025, 6, 10)).pending_uncertain == ("WSO",)


@pytest.mark.usefixtures("register")
def test_evidence_names_the_first_and_last_row_and_the_one_whose_date_counts() -> None:
    answer = ask(BAKER, date(2025, 6, 25))
    assert roles(answer, "WSO") == {
        "first_listing": (JUNE_6, 2),
        "last_listing": (JULY_1, 3),
        "signed_date": (JUNE_6, 2),
    }
    (first, *_) = [one for one in answer.evidence if one.program_model == "WSO"]
    assert first.file == "participatingAgencies06062025am.xlsx"
    assert first.known_from == datetime(2025, 6, 6, 12, tzinfo=UTC)
    last = {one.role: one for one in answer.evidence if one.program_model == "WSO"}
    assert last["signed_date"].signed_on == date(2025, 3, 3)


@pytest.mark.usefixtures("register")
def test_the_last_listing_is_that_of_the_newest_list_known_then() -> None:
    answer = ask(BAKER, JUNE_6, known_on=JUNE_20)
    assert roles(answer, "WSO")["last_listing"] == (JUNE_20, 2)


@pytest.mark.usefixtures("register")
def test_a_model_that_is_not_listed_has_the_lists_around_the_day_without_a_row() -> None:
    answer = ask(BAKER, date(2025, 6, 10))
    assert roles(answer, "TFM") == {"list_before": (JUNE_6, None), "list_after": (JUNE_20, None)}
    assert {one.standing for one in answer.evidence if one.program_model == "TFM"} == {"not_listed"}


@pytest.mark.usefixtures("register")
def test_coverage_says_where_the_lists_stand_around_the_day() -> None:
    coverage: Any = ask(BAKER, date(2025, 6, 10)).to_json()["coverage"]
    assert coverage["participating"] == {
        "before": "2025-06-06",
        "after": "2025-06-20",
        "newest": "2025-07-01",
    }
    assert coverage["says"] == "as ICE's list of 2025-06-06 said"


@pytest.mark.usefixtures("register")
def test_no_data_is_not_the_same_as_no_agreement() -> None:
    none_found = ask(CLAY, date(2025, 6, 10))
    assert none_found.has_data
    assert ask(CLAY, date(2025, 1, 1)).has_data is False
    answer = queries.agreements_in_effect(agency_id=uuid4(), on=date(2025, 1, 1))
    coverage: Any = answer.to_json()["coverage"]
    assert coverage["says"] == "no data for that date"
    answer = queries.agreements_in_effect(agency_id=uuid4(), on=JUNE_20)
    coverage = answer.to_json()["coverage"]
    assert coverage["says"] == "no agreement found, as ICE's list of 2025-06-20 said"


@pytest.mark.usefixtures("register")
def test_a_term_that_covers_the_day_is_data_although_every_list_is_later() -> None:
    answer = ask(BAKER, date(2025, 4, 1))
    assert answer.in_effect == ("JEM", "WSO")
    assert answer.has_data
    assert answer.list_as_of == JUNE_6


@pytest.mark.usefixtures("register")
def test_an_open_term_is_stale_more_than_ninety_days_after_the_newest_list() -> None:
    assert not ask(BAKER, date(2025, 9, 29)).is_stale
    answer = ask(BAKER, date(2025, 9, 30))
    assert answer.is_stale
    assert answer.in_effect == ("WSO",)
    assert answer.coverage.stale == JULY_1


def test_without_any_list_there_is_no_data() -> None:
    answer = queries.agreements_in_effect(agency_id=uuid4(), on=JUNE_6)
    assert not answer.has_data
    assert answer.list_as_of is None
    assert answer.evidence == ()


@pytest.mark.usefixtures("register")
def test_the_printed_answer_has_the_six_parts_and_is_json() -> None:
    printed = json.loads(json.dumps(ask(BAKER, JUNE_6).to_json()))
    assert list(printed) == [
        "in_effect",
        "uncertain",
        "pending",
        "pending_uncertain",
        "evidence",
        "coverage",
    ]


@pytest.mark.usefixtures("register")
def test_one_answer_takes_two_queries_and_a_thousand_take_no_more_each(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    baker = agency(BAKER)
    ask(BAKER, JUNE_6)
    with django_assert_max_num_queries(2):
        queries.agreements_in_effect(agency_id=baker, on=JUNE_6)
    ids = [agency(BAKER), agency(CLAY), *(uuid4() for _ in range(998))]
    questions = [Question(one, JUNE_6) for one in ids]
    with django_assert_max_num_queries(6):
        answers = queries.agreements_in_effect_many(questions)
    assert answers[0].in_effect == ("JEM", "WSO")
    assert answers[0] == queries.agreements_in_effect(agency_id=baker, on=JUNE_6)


@pytest.mark.usefixtures("register")
def test_a_new_list_changes_the_next_answer() -> None:
    assert ask(BAKER, date(2025, 7, 9)).in_effect == ("WSO",)
    rows = [agreement(CLAY, "TFM", date(2025, 6, 25)), agreement(BAKER, "JEM", date(2025, 7, 7))]
    services.import_list(incoming(rows, date(2025, 7, 9)))
    answer = ask(BAKER, date(2025, 7, 9))
    assert answer.in_effect == ("JEM",)
    assert roles(answer, "JEM")["first_listing"] == (date(2025, 7, 9), 3)


@pytest.mark.usefixtures("register")
def test_a_question_by_name_is_answered_under_every_spelling() -> None:
    spelled = NamedQuestion("FL", " BAKER COUNTY SHERIFF’S OFFICE", JUNE_6)
    (answer,) = queries.agreements_in_effect_by_name([spelled])
    assert answer.in_effect == ("JEM", "WSO")
    (elsewhere,) = queries.agreements_in_effect_by_name([NamedQuestion("GA", BAKER, JUNE_6)])
    assert elsewhere.in_effect == ()


def test_an_unplaced_row_makes_an_agency_that_no_other_row_names_uncertain() -> None:
    rows = [agreement(CLAY), agreement("Union County Jail", "JEM", state="ATLANTIS")]
    services.import_list(incoming(rows, JUNE_6))
    assert ListRow.objects.exclude(unplaced_key="").count() == 1
    (answer,) = queries.agreements_in_effect_by_name(
        [NamedQuestion("TX", "Union County Jail", JUNE_6)]
    )
    assert (answer.in_effect, answer.uncertain) == ((), ("JEM",))
    assert {one.row for one in answer.evidence if one.program_model == "JEM"} == {3, None}


def test_a_list_that_waits_is_not_used_and_not_in_the_coverage() -> None:
    services.import_list(incoming([agreement(BAKER), agreement(CLAY)], JUNE_6))
    services.import_list(incoming([agreement(BAKER)], JUNE_20))
    answer = ask(CLAY, JULY_1)
    assert answer.in_effect == ("WSO",)
    assert answer.coverage.participating.newest == JUNE_6
