"""Renames on ICE's own lists: proposed with both rows, decided, and the same in any order."""

import random
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements_ref import queries, services
from agreements_ref.models import ReviewItem
from agreements_ref.queries import NamedQuestion
from agreements_ref.rules.questions import ReviewOutcome
from tests.agreements_ref.test_real_lists import LISTS, incoming_lists
from tests.conftest import Person

pytestmark = [
    pytest.mark.skipif(not LISTS.is_dir(), reason=f"ICE's lists are not beside ({LISTS})"),
    pytest.mark.django_db,
]
TOWN, PLAIN = "Town of Palm Beach Police Department", "Palm Beach Police Department"
# What the lists show as one row gone and one new with the same signed date (their README).
RENAMES = {
    ("City of Melbourne Police Department", "Melbourne Police Department"),
    ("City of Miami Springs Police Department", "Miami Springs Police Department"),
    ("Green Forks Police Department", "Greens Forks Police Department"),
    ("Idaho State Police", "Idaho State Police Department"),
    ("Louisiana State Patrol", "Louisiana State Police Department"),
    ("New Hampshire State Police", "New Hampshire State Police Department"),
    ("Quarryville Police Department", "Quarryville Borough Police Department"),
    (TOWN, PLAIN),
}


@pytest.fixture(scope="module", autouse=True)
def _lists(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All lists, one by one in some order, for the whole module."""
    lists = incoming_lists()
    random.Random(7).shuffle(lists)
    with django_db_blocker.unblock(), transaction.atomic():
        for one in lists:
            services.import_list(one)
        yield
        transaction.set_rollback(True)


def said(name: str, on: date) -> queries.InEffectAnswer:
    (answer,) = queries.agreements_in_effect_by_name([NamedQuestion("FL", name, on)])
    return answer


def test_the_renames_of_the_lists_are_proposed_and_real_neighbours_are_not() -> None:
    proposed = {
        (item.old_agency.name, item.agency.name)
        for item in ReviewItem.objects.filter(kind="rename").select_related("agency", "old_agency")
        if item.old_agency and item.agency and item.evidence[0]["kind"] != "was-pending"
    }
    assert proposed >= RENAMES
    assert len(proposed) < 2 * len(RENAMES) + 4
    assert not {pair for pair in proposed if "Baker County" in pair[0] and "Bay" in pair[1]}


def test_an_approved_rename_answers_under_both_names_and_follows_from_rows_and_decisions(
    coordinator: Person, team: object
) -> None:
    item = ReviewItem.objects.get(kind="rename", old_agency__name=TOWN, agency__name=PLAIN)
    newest = date(2025, 7, 16)
    assert said(TOWN, newest).in_effect == ()
    services.decide_review(
        viewer=coordinator.locked,
        review_id=item.id,
        answer=services.ReviewAnswer(ReviewOutcome.APPROVED, "one document"),
    )
    for on in (newest, date(2025, 6, 1)):
        assert said(TOWN, on).in_effect == said(PLAIN, on).in_effect == ("TFM",)
    assert services.check().is_clean
    services.undo_review(viewer=coordinator.locked, review_id=item.id, reason="tried it")
    assert said(TOWN, newest).in_effect == ()
    assert services.check().is_clean
