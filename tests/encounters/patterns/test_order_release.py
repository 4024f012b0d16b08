"""Ordering: who may, which data cut, one at a time."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from encounters.patterns import queries, services
from encounters.patterns.models import ReleasePlan, ReportRelease
from encounters.patterns.problems import CutoffNotLater, PlanSharesRecords, ReleaseUnderWay
from server.access.permissions import Role
from server.access.viewer import SystemReason
from server.accounts import services as accounts
from server.accounts.models import Coalition, Team
from server.audit.models import AuditEntry
from server.jobs.models import Job
from server.problems import BadInput, IdempotencyKeyReused, NotFound
from tests.conftest import Person
from tests.encounters.patterns.conftest import FIRST_CUT, SECOND_CUT, TODAY, run_jobs

pytestmark = pytest.mark.django_db
Order = Callable[..., ReportRelease]


def test_the_first_order_declares_the_plan_once(order: Order, coalition: Coalition) -> None:
    release = order()
    plan = ReleasePlan.objects.get()
    assert plan == release.plan
    assert plan.coalition == coalition
    assert plan.population.startswith("pop-")
    assert len(plan.chain) == 16
    assert plan.thresholds == {"k": 11, "min_contributors": 3, "contributor_share_pct": 75}
    again = services.declare_plan(coalition_id=coalition.id, period_start="2026-01")
    assert again == plan


def test_two_plans_share_no_opaque_id(coalition: Coalition, other_team: Team) -> None:
    other = accounts.create_coalition(name="Coast coalition", is_practice=False, teams=[other_team])
    one = services.declare_plan(coalition_id=coalition.id, period_start="2026-01")
    two = services.declare_plan(coalition_id=other.id, period_start="2026-01")
    assert one.population != two.population
    assert one.series_id != two.series_id


def test_the_first_month_of_a_plan_never_changes(coalition: Coalition) -> None:
    services.declare_plan(coalition_id=coalition.id, period_start="2026-01")
    with pytest.raises(BadInput) as refused:
        services.declare_plan(coalition_id=coalition.id, period_start="2025-01")
    assert [fault.field for fault in refused.value.errors] == ["period_start"]


@pytest.mark.parametrize(
    ("name", "value"), [("period_start", "2026-13"), ("question", "who-was-there")]
)
def test_a_plan_names_the_field_it_cannot_use(coalition: Coalition, name: str, value: str) -> None:
    wanted = {"period_start": "2026-01"} | {name: value}
    with pytest.raises(BadInput) as refused:
        services.declare_plan(coalition_id=coalition.id, **wanted)
    assert [fault.field for fault in refused.value.errors] == [name]
    assert not ReleasePlan.objects.exists()


def test_a_team_counts_in_one_coalitions_reports_only(
    coalition: Coalition, team: Team, analyst: Person
) -> None:
    services.declare_plan(coalition_id=coalition.id, period_start="2026-01")
    other = accounts.create_coalition(
        name="Second coalition", is_practice=False, teams=[team], analysts=[analyst.user]
    )
    with pytest.raises(PlanSharesRecords):
        services.declare_plan(coalition_id=other.id, period_start="2026-01")


@pytest.mark.parametrize(
    ("cutoff", "options"),
    [
        (date(2026, 4, 29), {}),  # no month end
        (date(2026, 11, 30), {}),  # not over yet
        (date(2026, 3, 31), {}),  # no quarter is settled
    ],
)
def test_a_data_cut_that_cannot_be_used_is_named(
    order: Order, cutoff: date, options: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as refused:
        order(cutoff, **options)
    assert [fault.field for fault in refused.value.errors] == ["cutoff"]
    assert not ReportRelease.objects.exists()
    assert not Job.objects.exists()


def test_without_a_plan_the_first_month_must_be_said(analyst: Person, coalition: Coalition) -> None:
    with pytest.raises(BadInput) as refused:
        services.order_release(
            viewer=analyst.locked, coalition_id=coalition.id, cutoff=FIRST_CUT, today=TODAY
        )
    assert [fault.field for fault in refused.value.errors] == ["period_start"]


@pytest.mark.parametrize("person", ["observer", "coordinator", "attorney", "operator", "outsider"])
def test_who_is_no_analyst_of_the_coalition_finds_nothing(
    person: str, coalition: Coalition, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotFound):
        services.order_release(
            viewer=request.getfixturevalue(person).locked,
            coalition_id=coalition.id,
            cutoff=FIRST_CUT,
            today=TODAY,
            period_start="2026-01",
        )


def test_an_analyst_of_another_coalition_finds_nothing(
    coalition: Coalition, other_team: Team, make_person: Callable[..., Person]
) -> None:
    stranger = make_person("stranger", other_team, Role.ANALYST)
    accounts.create_coalition(
        name="Coast coalition", is_practice=False, teams=[other_team], analysts=[stranger.user]
    )
    with pytest.raises(NotFound):
        services.order_release(
            viewer=stranger.locked,
            coalition_id=coalition.id,
            cutoff=FIRST_CUT,
            today=TODAY,
            period_start="2026-01",
        )


def test_one_release_of_a_plan_is_made_at_a_time(order: Order) -> None:
    order()
    with pytest.raises(ReleaseUnderWay):
        order(SECOND_CUT)
    assert ReportRelease.objects.count() == 1


def test_the_database_lets_one_of_two_orders_through(order: Order) -> None:
    from encounters.patterns.services.orders import _insert

    first = order()
    with pytest.raises(ReleaseUnderWay):
        _insert(
            ReportRelease(
                plan=first.plan, sequence=2, cutoff=SECOND_CUT, ordered_by=first.ordered_by
            )
        )


def test_the_same_key_gives_the_same_release(order: Order) -> None:
    one = order(idempotency_key="once-and-for-all")
    two = order(idempotency_key="once-and-for-all", period_start="2026-01")
    assert one == two
    with pytest.raises(IdempotencyKeyReused):
        order(SECOND_CUT, idempotency_key="once-and-for-all", period_start="2026-01")


def test_a_data_cut_must_be_later_than_the_last_one(
    make: Order, order: Order, record_stops: Callable[..., Any]
) -> None:
    record_stops(120)
    make()
    with pytest.raises(CutoffNotLater):
        order(FIRST_CUT)
    assert order(SECOND_CUT).sequence == 2


def test_an_order_whose_work_gave_up_makes_room_for_the_next(order: Order) -> None:
    stopped = order()
    Job.objects.filter(id=stopped.job_id).update(state="failed", error_code="job-gave-up")
    stopped.refresh_from_db()
    assert queries.has_stopped(stopped)
    following = order(SECOND_CUT)
    stopped.refresh_from_db()
    assert (stopped.state, stopped.refusal) == ("refused", "job-gave-up")
    assert following.sequence == stopped.sequence == 1


def test_an_order_is_audited_for_each_team(order: Order, coalition: Coalition) -> None:
    order()
    actions = AuditEntry.objects.for_system(SystemReason.VERIFYING_AUDIT).values_list(
        "action", flat=True
    )
    assert list(actions).count("release-planned") == 1
    assert list(actions).count("release-ordered") == 1


def test_cutoffs_are_offered_after_the_last_release(
    make: Order, record_stops: Callable[..., Any], coalition: Coalition
) -> None:
    record_stops(120)
    make()
    plan = queries.plan_of(coalition.id)
    offered = queries.cutoffs_offered(plan, date(2026, 7, 1))
    assert offered == [date(2026, 6, 30), date(2026, 5, 31)]


def test_a_refused_order_is_no_earlier_release(order: Order) -> None:
    refused = run_jobs(order())  # nothing was recorded
    assert refused.state == "refused"
    assert order(FIRST_CUT).sequence == 1
