"""Ordering a release: an analyst of the coalition, one at a time, each later than the last."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from encounters.patterns import queries
from encounters.patterns.jobs import enqueue_forming
from encounters.patterns.models import ReleasePlan, ReportRelease
from encounters.patterns.problems import CutoffNotLater, MakingStopped, ReleaseUnderWay
from encounters.patterns.questions import STATUS_QUESTIONS
from encounters.patterns.rules.data_cut import BadDataCut, check_cutoff, last_settled_month
from encounters.patterns.services.plans import declare_plan
from encounters.patterns.services.refusals import refuse
from server.access.idempotency import once
from server.access.permissions import Permission
from server.access.viewer import Viewer
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import BadInput, FieldError, NotFound
from server.vault.fingerprints import request_fingerprint


def order_release(
    *,
    viewer: Viewer,
    coalition_id: UUID,
    cutoff: date,
    today: date,
    question: str = STATUS_QUESTIONS,
    period_start: str | None = None,
    idempotency_key: str | None = None,
) -> tuple[ReportRelease, bool]:
    """Order the next release of a coalition's series; return it and whether it is new.

    cutoff: the data cut, the last day of a month before `today`. period_start: the first month
    counted; needed with the first order alone, which declares the plan.
    Raises: NotFound unless the viewer is an analyst of the coalition; BadInput; CutoffNotLater;
    ReleaseUnderWay; PlanSharesRecords.
    """
    is_analyst = viewer.may(Permission.ORDER_RELEASE) and coalition_id in viewer.coalition_ids
    if not is_analyst:
        raise NotFound()
    _check_cutoff(cutoff, today)
    request = {
        "coalition": str(coalition_id),
        "question": question,
        "cutoff": cutoff.isoformat(),
        "period_start": period_start,
    }
    release_id, is_new = once(
        viewer=viewer,
        key=idempotency_key,
        action="order-release",
        fingerprint=request_fingerprint(request),
        create=lambda: _order(viewer, coalition_id, cutoff, question, period_start).id,
    )
    return queries.release_visible_to(viewer, release_id), is_new


def _order(
    viewer: Viewer, coalition_id: UUID, cutoff: date, question: str, period_start: str | None
) -> ReportRelease:
    plan = _plan_for(viewer, coalition_id, question, period_start)
    earlier = queries.released_cutoffs(plan)
    if earlier and cutoff <= earlier[-1]:
        raise CutoffNotLater()
    if last_settled_month(cutoff) < plan.period_start:
        raise BadInput(
            [
                FieldError(
                    "cutoff",
                    _("No quarter since the first month has ended 30 days before. Choose later."),
                )
            ]
        )
    waiting = queries.release_under_way(plan)
    if waiting is not None:
        if not queries.has_stopped(waiting):
            raise ReleaseUnderWay()
        refuse(waiting, waiting.job.error_code if waiting.job else MakingStopped.code)
    release = _insert(
        ReportRelease(
            plan=plan, sequence=len(earlier) + 1, cutoff=cutoff, ordered_by_id=viewer.user_id
        )
    )
    enqueue_forming(release)
    for team_id in queries.team_ids_of(coalition_id):
        audit.record(
            action=AuditAction.RELEASE_ORDERED,
            viewer=viewer,
            team_id=team_id,
            detail={"release": str(release.id), "cutoff": cutoff.isoformat()},
        )
    return release


def _insert(release: ReportRelease) -> ReportRelease:
    """Store an order. Of two at the same moment the database lets one through."""
    try:
        with transaction.atomic():
            release.save(force_insert=True)
    except IntegrityError as error:
        raise ReleaseUnderWay() from error
    return release


def _plan_for(
    viewer: Viewer, coalition_id: UUID, question: str, period_start: str | None
) -> ReleasePlan:
    plan = queries.plan_of(coalition_id, question)
    if period_start is not None:
        return declare_plan(
            coalition_id=coalition_id, question=question, period_start=period_start, viewer=viewer
        )
    if plan is None:
        raise BadInput(
            [FieldError("period_start", _("Say with the first report which month it begins with."))]
        )
    return plan


def _check_cutoff(cutoff: date, today: date) -> None:
    try:
        check_cutoff(cutoff)
    except BadDataCut as error:
        raise BadInput([FieldError("cutoff", _("Use the last day of a month."))]) from error
    if cutoff >= today:
        raise BadInput([FieldError("cutoff", _("Use a month that has ended."))])
