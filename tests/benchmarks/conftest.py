"""Encounters in numbers: written as rows, so that a benchmark begins in seconds."""

from collections.abc import Callable

import pytest

from encounters.models import Encounter, IntakeFolder
from server.access.models import Container, ContainerKind
from server.access.viewer import SystemReason
from server.accounts.models import Team
from server.vault.grants import new_container
from tests.conftest import Person

CASES = 40
IN_CASES = 2_000


@pytest.fixture
def fill(
    team: Team, observer: Person, coordinator: Person, attorney: Person
) -> Callable[[int], None]:
    """Return `fill(total)`: 2,000 encounters in the attorney's 40 cases, the rest in the folder.

    The coordinator holds the folder and the cases, the attorney the cases alone.
    """
    folder = IntakeFolder.objects.get(team=team).container
    cases = [
        new_container(
            kind=ContainerKind.CASE, team=team, first_members=[coordinator.user, attorney.user]
        )
        for _ in range(CASES)
    ]

    def fill_up_to(total: int) -> None:
        manager = Encounter.objects.for_system(SystemReason.CHECKING_INTEGRITY)
        have = manager.count()
        numbers = range(have, total)
        for start in range(0, len(numbers), 2_000):
            manager.bulk_create(
                _row(number, cases, folder, team, observer)
                for number in numbers[start : start + 2_000]
            )

    return fill_up_to


def _row(
    number: int, cases: list[Container], folder: Container, team: Team, observer: Person
) -> Encounter:
    return Encounter(
        container=cases[number % CASES] if number < IN_CASES else folder,
        container_seq=number + 1,
        author=observer.user,
        team=team,
        in_review=number % 50 == 0,
        word_code=f"word-code-{number}",
        month_bucket=f"{2019 + number % 6}-{1 + number % 12:02d}",
        kind="traffic_stop",
        basis="observed",
        state="TX",
        county_fips="48201",
        setting="vehicle_stop",
        tz="America/Chicago",
        status_question_asked="yes",
        started={"precision": "unknown", "earliest": None, "latest": None, "basis": "observed"},
        observer_is_subject=False,
        recorded_step="2026-01-01T00:00:00+00:00",
        review_ends_on="2026-01-15",
    )
