"""The practice space is made through the services, is marked, and goes without trace."""

import io
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from agreements_ref.services import load_founding_list
from cases.practice import builder
from cases.practice.encounters import FIRST_DAY, LAST_DAY, practice_encounters
from cases.practice.people import OTHER_OBSERVERS, PEOPLE
from cases.practice.removal import remove_practice
from cases.summary import RELEASE_CLOCKS, summarise
from encounters.models import Encounter
from encounters.patterns.models import ReportFact, ReportRelease
from server.access.managers import ScopedManager
from server.access.viewer import SystemReason
from server.accounts.models import Team, User
from server.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

COUNT = 24


@pytest.fixture
def founding_list() -> None:
    load_founding_list()


@pytest.fixture
def practice(founding_list: None) -> builder.PracticeMade:
    return builder.make_practice(count=COUNT)


def _rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    manager = model._default_manager
    if isinstance(manager, ScopedManager):
        return manager.for_system(SystemReason.CHECKING_INTEGRITY)
    return manager.all()


def _counts() -> dict[str, int]:
    return {model._meta.label: _rows(model).count() for model in apps.get_models()}


def test_the_same_seed_plans_the_same_encounters(founding_list: None) -> None:
    agencies = builder.practice_agencies()
    plans = [list(practice_encounters(agencies, count=20, seed=7)) for _ in range(2)]
    assert plans[0] == plans[1]


def test_every_encounter_lies_where_the_list_can_answer(founding_list: None) -> None:
    for planned in practice_encounters(builder.practice_agencies(), count=200, seed=builder.SEED):
        assert planned.data.started is not None
        assert planned.data.started.earliest is not None
        # UTC may be a day off the local day of the place.
        day = planned.data.started.earliest.date()
        assert (day - FIRST_DAY).days >= -1
        assert (LAST_DAY - day).days >= -1


def test_practice_fills_the_lists_and_orders_a_release(practice: builder.PracticeMade) -> None:
    encounters = Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY)
    assert encounters.count() == COUNT
    assert Team.objects.get().is_practice
    assert set(User.objects.values_list("username", flat=True)) == {p.username for p in PEOPLE}
    assert ReportFact.objects.for_system(SystemReason.CHECKING_INTEGRITY).count() == COUNT
    assert ReportRelease.objects.count() == 1
    assert all(len(account.passphrase) >= 12 for account in practice.accounts)


def test_no_passphrase_is_in_any_table(practice: builder.PracticeMade) -> None:
    secrets = [account.passphrase for account in practice.accounts]
    for model in apps.get_models():
        for row in _rows(model).values():
            text = repr(row)
            assert not any(secret in text for secret in secrets), model._meta.label


def test_a_second_practice_space_is_refused(practice: builder.PracticeMade) -> None:
    with pytest.raises(builder.PracticeExists):
        builder.make_practice(count=1)


def test_removing_practice_leaves_no_row_but_headers_of_the_log(founding_list: None) -> None:
    before = _counts()
    builder.make_practice(count=COUNT)
    assert remove_practice()
    after = _counts()
    log = AuditEntry._meta.label
    chains = "audit.AuditChain"
    assert {k: v for k, v in after.items() if k not in (log, chains)} == {
        k: v for k, v in before.items() if k not in (log, chains)
    }
    entries = AuditEntry.objects.for_system(SystemReason.CHECKING_INTEGRITY)
    assert not entries.exclude(container_key=None).exists()
    assert not remove_practice()


def test_real_people_and_records_survive_the_removal(
    practice: builder.PracticeMade, observer: object, team: Team
) -> None:
    assert remove_practice()
    assert Team.objects.filter(pk=team.pk).exists()
    assert User.objects.filter(username="observer").exists()


def test_the_command_shows_passphrases_once(founding_list: None) -> None:
    first, second = io.StringIO(), io.StringIO()
    call_command("practice", "--encounters", "3", "--json", stdout=first)
    call_command("practice", "--json", stdout=second)
    made = json.loads(first.getvalue())
    shown = {account["username"] for account in made["accounts"]}
    assert shown.isdisjoint(person.username for person in OTHER_OBSERVERS)
    assert json.loads(second.getvalue()) == {"team": "Practice team", "made": False}


def test_practice_without_a_list_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="import_agreements --founding") as refused:
        call_command("practice", stdout=io.StringIO())
    assert refused.value.returncode == 2


@pytest.fixture
def summary_folder(tmp_path: Path) -> Path:
    return tmp_path / "releases"


def test_the_summary_counts_what_practice_made(
    practice: builder.PracticeMade, summary_folder: Path
) -> None:
    from django.utils import timezone

    summary = summarise(now=timezone.now(), release_root=summary_folder)
    assert summary.lists == 1
    assert summary.encounters == COUNT
    assert set(summary.holds_over) == set(RELEASE_CLOCKS)
    # The form's clock counts every hour: what is over the regulation's is over the form's.
    assert summary.holds_over["form-48h"] >= summary.holds_over["reg-48h"]
    assert summary.release is None
