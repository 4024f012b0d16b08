"""Declaring a release plan: once for a coalition and a question, before the first block."""

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from encounters.patterns import queries
from encounters.patterns.models import ReleasePlan
from encounters.patterns.problems import PlanSharesRecords
from encounters.patterns.questions import QUESTIONS, STATUS_QUESTIONS
from encounters.patterns.rules.data_cut import BadDataCut, check_month
from server.access.viewer import Viewer
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import BadInput, FieldError

_ID_BYTES = 8


@transaction.atomic
def declare_plan(
    *,
    coalition_id: UUID,
    period_start: str,
    question: str = STATUS_QUESTIONS,
    viewer: Viewer | None = None,
) -> ReleasePlan:
    """Declare what a coalition's reports on a question count; the same again gives the same plan.

    period_start: the first month counted, `2025-01`. viewer: who declares it; None at set-up.
    Raises: BadInput (a question nobody asks, no month, another first month than the plan has);
    PlanSharesRecords.
    """
    if question not in QUESTIONS:
        raise BadInput([FieldError("question", _("Choose one of the questions that are offered."))])
    try:
        check_month(period_start)
    except BadDataCut as error:
        raise BadInput([FieldError("period_start", _("Write a month as 2025-01."))]) from error
    earlier = queries.plan_of(coalition_id, question)
    if earlier is not None:
        if earlier.period_start != period_start:
            raise BadInput(
                [
                    FieldError(
                        "period_start",
                        _("The first month was fixed with the first report. Leave it out."),
                    )
                ]
            )
        return earlier
    if queries.shares_records(coalition_id):
        raise PlanSharesRecords()
    population = f"pop-{secrets.token_hex(_ID_BYTES)}"
    rules = QUESTIONS[question].build_plan(population=population, period_start=period_start)
    plan = ReleasePlan.objects.create(
        coalition_id=coalition_id,
        population=population,
        question=question,
        series_id=f"ser-{secrets.token_hex(_ID_BYTES)}",
        period_start=period_start,
        chain=rules.chain_as_written(),
        thresholds={
            "k": rules.thresholds.k,
            "min_contributors": rules.thresholds.min_contributors,
            "contributor_share_pct": rules.thresholds.contributor_share_pct,
        },
    )
    for team_id in queries.team_ids_of(coalition_id):
        audit.record(
            action=AuditAction.RELEASE_PLANNED,
            viewer=viewer,
            team_id=team_id,
            detail={"plan": str(plan.id), "question": question},
        )
    return plan
