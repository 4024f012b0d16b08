"""Random small histories: one list at a time, in any order, always the same register."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements_ref import services
from agreements_ref.models import (
    Agency,
    AgencyLink,
    AgencyName,
    AgreementVersion,
    ListRow,
    ListSnapshot,
    Observation,
    ReviewDecision,
    ReviewItem,
    RowRemark,
)
from agreements_ref.rules.questions import ReviewKind, ReviewOutcome
from agreements_ref.services import IncomingList, ReviewAnswer
from server.access.viewer import Viewer
from tests.agreements_ref.sheets import PARTICIPATING, PENDING, agreement, incoming
from tests.conftest import Person

SPELLINGS = {
    "Baker": ["Baker County Sheriff's Office", "BAKER COUNTY SHERIFF’S OFFICE"],
    "Clay": ["Clay County Sheriffs Office", "Clay County Sheriff's Office"],
    "Union": ["Union County Jail"],
}
EVERYTHING = (
    AgencyLink,
    ReviewDecision,
    ReviewItem,
    AgreementVersion,
    AgencyName,
    RowRemark,
    ListRow,
    Observation,
    ListSnapshot,
    Agency,
)


def random_row(chance: random.Random, list_date: date) -> dict[str, Any]:
    county = chance.choice(list(SPELLINGS))
    return agreement(
        chance.choice(SPELLINGS[county]),
        chance.choice(["JEM", "WSO"]),
        chance.choice(["soon", *(list_date - timedelta(days=days) for days in (0, 2, 5, 30))]),
        state=chance.choice(["FLORIDA"] * 6 + ["GEORGIA", "FLORIDAH", "ATLANTIS"]),
        agency_type=chance.choice(["County", "State Agency", "", None]),
        county=chance.choice([f"{county} County", "", "Clay Cuonty"]),
    )


def random_lists(chance: random.Random) -> list[IncomingList]:
    """Seven lists of both kinds in a fortnight, known on their day or later, some shrinking."""
    lists = []
    for _ in range(7):
        list_date = date(2025, 6, 1) + timedelta(days=chance.randrange(14))
        is_pending = chance.random() < 0.4
        rows = [random_row(chance, list_date) for _ in range(chance.randrange(1, 5))]
        lists.append(
            incoming(
                rows,
                list_date,
                known=list_date + timedelta(days=chance.choice([0, 0, 1, 9])),
                header=PENDING if is_pending else PARTICIPATING,
                name="pendingAgencies" if is_pending else "participatingAgencies",
                accept=chance.choice(["", "seen"]),
            )
        )
    return lists


def register() -> list[tuple[object, ...]]:
    """All that follows from the lists, named by bytes and rows instead of ids."""
    lists = ListSnapshot.objects.values_list("sha256", "list_date", "known_from", "file_name")
    waiting = ListSnapshot.objects.values_list("sha256", "waits_for")
    versions = AgreementVersion.objects.values_list(
        "agency_id",
        "program_model",
        "kind",
        "standing",
        "valid_from",
        "valid_to",
        "known_from",
        "known_to",
        "first_list__sha256",
        "first_row",
        "last_list__sha256",
        "last_row",
        "signed_list__sha256",
        "signed_row",
    )
    agencies = Agency.objects.filter(names__isnull=False).values_list(
        "id", "name", "level", "county_fips", "names__spelling", "names__first_row__row_number"
    )
    # A list that a person let count is known from the decision, in the words of that moment.
    asked = ReviewItem.objects.exclude(kind=ReviewKind.WAITING_LIST.value)
    reviews = asked.values_list("fingerprint", "snapshot__sha256", "detail", "proposal")
    return sorted([*lists, *waiting, *versions, *agencies, *reviews], key=str)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_lists_one_by_one_in_any_order_give_the_register_of_all_at_once(seed: int) -> None:
    chance = random.Random(seed)
    lists = random_lists(chance)
    services.import_lists(lists)
    expected = register()
    assert services.check().is_clean
    for _ in range(2):
        for model in EVERYTHING:
            model._default_manager.all()._raw_delete("default")
        chance.shuffle(lists)
        for one in lists:
            services.import_list(one)
            report = services.check()
            assert report.is_clean, report
        assert register() == expected


# Readings that any of the random lists can have.
READINGS = {"signed-date": "2025-03-01", "state": "GA"}
COUNTIES = {"FL": "12019", "GA": "13049"}
Answers = dict[str, ReviewAnswer]


def random_answers(chance: random.Random) -> Answers:
    """Answer some of the questions that all lists together ask, by their fingerprints."""
    answers = {}
    for item in ReviewItem.objects.order_by("fingerprint"):
        if chance.random() < 0.5:
            continue
        outcome = chance.choice(list(ReviewOutcome))
        reading = READINGS.get(item.kind, "")
        if item.kind == ReviewKind.COUNTY.value:
            reading = COUNTIES[item.agency.state if item.agency else "FL"]
        is_rename = item.kind == ReviewKind.RENAME.value
        answers[item.fingerprint] = ReviewAnswer(
            outcome,
            "looked at it",
            reading if outcome is ReviewOutcome.APPROVED else "",
            chance.choice([(), ("JEM",), ("JEM", "WSO")]) if is_rename else (),
        )
    return answers


def decide(viewer: Viewer, answers: Answers) -> None:
    """Give the answers whose questions are asked by now."""
    decided = ReviewDecision.objects.values_list("fingerprint", flat=True)
    for item in ReviewItem.objects.exclude(fingerprint__in=decided).order_by("fingerprint"):
        if item.fingerprint in answers:
            answer = answers[item.fingerprint]
            services.decide_review(viewer=viewer, review_id=item.id, answer=answer)


def forget() -> None:
    for model in EVERYTHING:
        model._default_manager.all()._raw_delete("default")


@pytest.mark.django_db
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000))
def test_decisions_before_between_and_after_the_lists_give_one_register(
    seed: int, coordinator: Person, team: object
) -> None:
    chance = random.Random(seed)
    viewer = coordinator.locked
    forget()
    lists = random_lists(chance)
    services.import_lists(lists)
    answers = random_answers(chance)
    decide(viewer, answers)
    expected = register()
    assert services.check().is_clean
    forget()
    chance.shuffle(lists)
    for one in lists:
        services.import_list(one)
        decide(viewer, answers)
        report = services.check()
        assert report.is_clean, report
    assert register() == expected
    for item in ReviewItem.objects.filter(fingerprint__in=answers):
        services.undo_review(viewer=viewer, review_id=item.id, reason="all of it")
    # An agency that only a decision named stays known, though no list names it any more.
    nameless = set(Agency.objects.filter(names=None).values_list("id", flat=True))
    undone = [row for row in register() if row[0] not in nameless]
    forget()
    services.import_lists(lists)
    assert [row for row in register() if row[0] not in nameless] == undone
