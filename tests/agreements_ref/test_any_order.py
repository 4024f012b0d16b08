"""Random small histories: one list at a time, in any order, always the same register."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from agreements_ref import services
from agreements_ref.models import (
    Agency,
    AgencyName,
    AgreementVersion,
    ListRow,
    ListSnapshot,
    Observation,
    ReviewItem,
    RowRemark,
)
from agreements_ref.services import IncomingList
from tests.agreements_ref.sheets import PARTICIPATING, PENDING, agreement, incoming

SPELLINGS = {
    "Baker": ["Baker County Sheriff's Office", "BAKER COUNTY SHERIFF’S OFFICE"],
    "Clay": ["Clay County Sheriffs Office", "Clay County Sheriff's Office"],
    "Union": ["Union County Jail"],
}
EVERYTHING = (
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
    reviews = ReviewItem.objects.values_list("fingerprint", "snapshot__sha256", "detail")
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
