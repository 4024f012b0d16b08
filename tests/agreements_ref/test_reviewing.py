"""Deciding what the lists leave open, and taking it back."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from agreements_ref import queries, services
from agreements_ref.models import AgencyLink, ListRow, ListSnapshot, ReviewDecision, ReviewItem
from agreements_ref.problems import ReviewDecided, ReviewNotDecided
from agreements_ref.rules.questions import ReviewOutcome
from agreements_ref.services import ReviewAnswer
from server.access.viewer import SystemReason
from server.audit.models import AuditEntry
from server.problems import BadInput, NotFound
from tests.agreements_ref.sheets import agreement, incoming, pending, request
from tests.conftest import Person

OLD, NEW = "City of Palm Police Department", "Palm Police Department"
JUNE_6, JUNE_20, JULY_1 = date(2025, 6, 6), date(2025, 6, 20), date(2025, 7, 1)
Decide = Callable[..., ReviewItem]


@pytest.fixture
def decide(coordinator: Person, team: object) -> Decide:
    """Return `decide(kind, approve=True, **answer)`: the one item of a kind, decided."""

    def decide(kind: str, approve: bool = True, **answer: object) -> ReviewItem:
        item = ReviewItem.objects.get(kind=kind)
        outcome = ReviewOutcome.APPROVED if approve else ReviewOutcome.REFUSED
        services.decide_review(
            viewer=coordinator.locked,
            review_id=item.id,
            answer=ReviewAnswer(outcome, **{"reason": "read the document", **answer}),  # type: ignore[arg-type]
        )
        assert services.check().is_clean
        return item

    return decide


@pytest.fixture
def undo(coordinator: Person) -> Callable[[ReviewItem], None]:
    def undo(item: ReviewItem) -> None:
        services.undo_review(viewer=coordinator.locked, review_id=item.id, reason="was wrong")
        assert services.check().is_clean

    return undo


def agency_id(name: str) -> UUID:
    return ListRow.objects.filter(agency_name=name).values_list("agency_id", flat=True)[0]  # type: ignore[return-value]


def ask(name: str, on: date, known_on: date | None = None) -> queries.InEffectAnswer:
    return queries.agreements_in_effect(agency_id=agency_id(name), on=on, known_on=known_on)


@pytest.fixture
def renamed(db: None) -> None:
    """Palm's WSO and TFM stand under one name on 6 June, and under another on 20 June."""
    services.import_list(incoming([agreement(OLD), agreement(OLD, "TFM")], JUNE_6))
    services.import_list(incoming([agreement(NEW), agreement(NEW, "TFM")], JUNE_20))


@pytest.mark.usefixtures("renamed")
def test_a_rename_is_proposed_with_both_rows_and_changes_nothing_by_itself() -> None:
    item = ReviewItem.objects.get(kind="rename")
    assert (item.agency_id, item.old_agency_id) == (agency_id(NEW), agency_id(OLD))
    assert [one["program_model"] for one in item.evidence] == ["TFM", "WSO"]
    assert ask(OLD, date(2025, 6, 10)).uncertain == ("TFM", "WSO")
    assert ask(OLD, JULY_1).in_effect == ()


@pytest.mark.usefixtures("renamed")
def test_an_approved_link_makes_one_term_and_answers_under_either_name(decide: Decide) -> None:
    decide("rename")
    for name in (OLD, NEW):
        for day in (date(2025, 3, 3), JUNE_6, date(2025, 6, 10), JULY_1):
            answer = ask(name, day)
            assert (answer.in_effect, answer.uncertain) == (("TFM", "WSO"), ())
        assert ask(name, JUNE_6, known_on=JUNE_6).in_effect == ("TFM", "WSO")
        rows = {
            (one.role, one.list_date, one.row)
            for one in ask(name, JULY_1).evidence
            if one.program_model == "WSO"
        }
        assert ("first_listing", JUNE_6, 2) in rows
        assert ("last_listing", JUNE_20, 2) in rows


@pytest.mark.usefixtures("renamed")
def test_a_decision_counts_for_every_day_of_knowledge_and_the_answer_says_when(
    decide: Decide,
) -> None:
    decide("rename")
    (note,) = ask(OLD, JUNE_6, known_on=JUNE_6).coverage.decisions
    decision = ReviewDecision.objects.get()
    assert (note.kind, note.reading, note.decided_by) == ("rename", "JEM,TFM,WSO", "coordinator")
    assert note.decided_at == decision.decided_at
    printed = json.loads(json.dumps(ask(OLD, JUNE_6).to_json()))
    assert printed["coverage"]["decisions"][0]["reason"] == "read the document"


@pytest.mark.usefixtures("renamed")
def test_a_link_limited_to_one_model_leaves_the_others_apart(decide: Decide) -> None:
    decide("rename", program_models=("TFM",))
    answer = ask(OLD, JULY_1)
    assert answer.in_effect == ("TFM",)
    assert ask(NEW, date(2025, 6, 10)).in_effect == ("TFM", "WSO")
    assert ask(OLD, date(2025, 6, 10)).uncertain == ("WSO",)
    assert AgencyLink.objects.get().program_models == ["TFM"]


@pytest.mark.usefixtures("renamed")
def test_an_undone_link_parts_the_names_and_stays_readable(
    decide: Decide, undo: Callable[[ReviewItem], None]
) -> None:
    item = decide("rename")
    undo(item)
    assert ask(OLD, JULY_1).in_effect == ()
    decision = ReviewDecision.objects.get()
    assert (decision.reason, decision.undone_reason) == ("read the document", "was wrong")
    assert decision.undone_by is not None
    decide("rename")
    assert ask(OLD, JULY_1).in_effect == ("TFM", "WSO")
    assert ReviewDecision.objects.count() == 2


@pytest.mark.usefixtures("renamed")
def test_a_refused_rename_changes_nothing_and_is_not_proposed_again(decide: Decide) -> None:
    item = decide("rename", approve=False)
    services.import_list(incoming([agreement(NEW), agreement(NEW, "TFM")], JULY_1))
    assert ask(OLD, JULY_1).in_effect == ()
    assert ReviewItem.objects.get(kind="rename").id == item.id


@pytest.mark.usefixtures("renamed")
def test_a_link_stays_when_a_further_list_takes_its_reason_away(decide: Decide) -> None:
    decide("rename")
    services.import_list(
        incoming([agreement(OLD), agreement(NEW), agreement(OLD, "TFM")], date(2025, 6, 10))
    )
    assert services.check().is_clean
    assert ask(OLD, JULY_1).in_effect == ("TFM", "WSO")
    assert ReviewItem.objects.filter(kind="rename").exists()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 3, 0, 1), (0, 2, 1, 3), (3, 2, 1, 0)])
def test_a_request_that_comes_back_signed_under_another_name_is_proposed_in_any_order(
    db: None, order: tuple[int, ...]
) -> None:
    lists = [
        pending([request(OLD), request("Kent Police")], JUNE_6),
        pending([request("Kent Police")], JUNE_20),
        incoming([agreement("Bay Police")], JUNE_6 + timedelta(days=1)),
        incoming([agreement("Bay Police"), agreement(NEW)], JUNE_20 + timedelta(days=1)),
    ]
    for at in order:
        services.import_list(lists[at])
        assert services.check().is_clean
    item = ReviewItem.objects.get(kind="rename")
    assert [one["kind"] for one in item.evidence] == ["was-pending"]


def test_an_approved_reading_of_a_date_ends_the_uncertainty_in_every_list(
    db: None, decide: Decide, undo: Callable[[ReviewItem], None]
) -> None:
    services.import_list(incoming([agreement(NEW, signed="05/082025")], JUNE_6))
    assert ask(NEW, date(2025, 5, 20)).uncertain == ("WSO",)
    item = decide("signed-date")
    assert ask(NEW, date(2025, 5, 8)).in_effect == ("WSO",)
    assert ask(NEW, date(2025, 5, 7)).in_effect == ()
    services.import_list(incoming([agreement(NEW, signed="05/082025")], JUNE_20))
    assert set(ListRow.objects.values_list("signed_on", flat=True)) == {date(2025, 5, 8)}
    (note,) = ask(NEW, date(2025, 5, 8)).coverage.decisions
    assert (note.kind, note.reading) == ("signed-date", "2025-05-08")
    undo(item)
    assert ask(NEW, date(2025, 5, 20)).uncertain == ("WSO",)


def test_an_approved_state_counts_the_row_and_a_refused_one_ends_the_doubt(
    db: None, decide: Decide, undo: Callable[[ReviewItem], None]
) -> None:
    rows = [agreement(NEW, "TFM"), agreement(NEW, state="ATLANTIS", county="Bay County")]
    services.import_list(incoming(rows, JUNE_6))
    assert ask(NEW, JUNE_6).uncertain == ("WSO",)
    item = decide("state", reading="Florida")
    assert ask(NEW, JUNE_6).in_effect == ("TFM", "WSO")
    assert ListSnapshot.objects.get().rejected == 0
    assert ListRow.objects.get(row_number=3).county_fips == "12005"
    undo(item)
    assert ask(NEW, JUNE_6).uncertain == ("WSO",)
    decide("state", approve=False)
    assert ask(NEW, JUNE_6).uncertain == ()
    assert ListSnapshot.objects.get().rejected == 1


def test_a_county_and_a_program_model_are_read_as_a_person_says(db: None, decide: Decide) -> None:
    rows = [
        agreement("Clay County Sheriff's Office", county="Clay Cuonty"),
        agreement("Bay County Sheriff's Office", "Task Force Modle", county="Bay County"),
    ]
    services.import_list(incoming(rows, JUNE_6))
    assert ReviewItem.objects.get(kind="county").proposal == "12019"
    decide("county")
    decide("program-model", reading="TFM")
    assert ListRow.objects.get(row_number=2).county_fips == "12019"
    assert ask("Bay County Sheriff's Office", JUNE_6).in_effect == ("TFM",)


def test_a_waiting_list_counts_once_a_person_approves_it(
    db: None, decide: Decide, undo: Callable[[ReviewItem], None]
) -> None:
    towns = [agreement(f"Town {number} Police", county=None) for number in range(30)]
    services.import_list(incoming([*towns, agreement(NEW)], JUNE_6))
    services.import_list(incoming([*towns[:10], agreement(NEW)], JUNE_20))
    assert ask("Town 20 Police", JULY_1).in_effect == ("WSO",)
    item = decide("waiting-list")
    assert ask("Town 20 Police", JULY_1).in_effect == ()
    assert ask(NEW, JULY_1).coverage.decisions[0].kind == "waiting-list"
    undo(item)
    assert ask("Town 20 Police", JULY_1).in_effect == ("WSO",)


@pytest.mark.usefixtures("renamed")
def test_what_cannot_be_decided_is_refused_with_the_field(
    decide: Decide, coordinator: Person, observer: Person
) -> None:
    for field, answer in (
        ("reason", {"reason": " "}),
        ("program_models", {"program_models": ("ABC",)}),
    ):
        with pytest.raises(BadInput) as caught:
            decide("rename", **answer)
        assert [error.field for error in caught.value.errors] == [field]
    item = ReviewItem.objects.get(kind="rename")
    yes = ReviewAnswer(ReviewOutcome.APPROVED, "seen")
    with pytest.raises(NotFound):
        services.decide_review(viewer=observer.locked, review_id=item.id, answer=yes)
    with pytest.raises(ReviewNotDecided):
        services.undo_review(viewer=coordinator.locked, review_id=item.id, reason="none")
    decide("rename")
    with pytest.raises(ReviewDecided):
        decide("rename")


@pytest.mark.parametrize("reading", ["", "soon", "2025-06-07", "1996-09-29", "20250508"])
def test_a_signed_date_is_read_only_as_a_day_that_can_be(
    db: None, decide: Decide, reading: str
) -> None:
    services.import_list(incoming([agreement(NEW, signed="some day")], JUNE_6))
    with pytest.raises(BadInput) as caught:
        decide("signed-date", reading=reading)
    assert [error.field for error in caught.value.errors] == ["reading"]
    assert not ReviewDecision.objects.exists()


@pytest.mark.usefixtures("renamed")
def test_a_decision_stands_in_the_log(decide: Decide) -> None:
    entries = AuditEntry.objects.for_system(SystemReason.VERIFYING_AUDIT)
    decide("rename")
    assert entries.filter(action="agreement-reviewed").count() == 1
