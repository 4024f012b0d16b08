"""Countable facts as encounters write them, and releases made by the two jobs."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from encounters.patterns import clock, projection, queries, services
from encounters.patterns.models import ReportRelease
from server.accounts.models import Coalition, Team
from server.jobs import runner
from tests.conftest import Person

TODAY = date(2026, 11, 20)
FIRST_CUT = date(2026, 4, 30)
SECOND_CUT = date(2026, 7, 31)
OBSERVERS = [uuid4() for _ in range(7)]


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doorways see the same day whenever the suite runs."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def record_stops(team: Team) -> Callable[..., list[UUID]]:
    """Return `record(count, **facts)`: project that many stops; answers their encounter ids."""

    def record(count: int, *, of: Team = team, **facts: Any) -> list[UUID]:
        made: list[UUID] = []
        for number in range(count):
            values: dict[str, Any] = {
                "author_id": OBSERVERS[number % len(OBSERVERS)],
                "recorded_month": "2026-02",
                "month_bucket": "2026-02",
                "state": "TX",
                "county_fips": "48201",
                "kind": "traffic_stop",
                "setting": "vehicle_stop",
                "status_question_asked": "yes" if number % 2 else "no",
                "models_in_effect": ["TFM"],
                "basis": "observed",
                "confidence": "certain",
                "verification": "unverified",
                "countable": True,
                "countable_conduct_only": False,
            }
            encounter_id = uuid4()
            projection.project(
                projection.CountableFacts(
                    encounter_id=encounter_id, team_id=of.id, **(values | facts)
                )
            )
            made.append(encounter_id)
        return made

    return record


@pytest.fixture
def order(coalition: Coalition, analyst: Person) -> Callable[..., ReportRelease]:
    """Return `order(cutoff)`: the analyst orders; nothing runs yet."""

    def order(cutoff: date = FIRST_CUT, **options: Any) -> ReportRelease:
        if queries.plan_of(coalition.id) is None:
            options.setdefault("period_start", "2026-01")
        release, _is_new = services.order_release(
            viewer=analyst.locked,
            coalition_id=coalition.id,
            cutoff=cutoff,
            today=TODAY,
            **options,
        )
        return release

    return order


def run_jobs(release: ReportRelease) -> ReportRelease:
    """Run the job that a release waits for, and the ones it leads to, as a worker does."""
    while True:
        release = ReportRelease.objects.get(pk=release.pk)
        if release.job_id is None or not runner.run(release.job_id):
            return release


@pytest.fixture
def make(order: Callable[..., ReportRelease]) -> Callable[..., ReportRelease]:
    """Return `make(cutoff)`: order a release and run its jobs to the end."""

    def make(cutoff: date = FIRST_CUT, **options: Any) -> ReportRelease:
        return run_jobs(order(cutoff, **options))

    return make
