"""Decide what the lists leave open, and take decisions back; no decision is ever deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements_ref.models import (
    AgencyLink,
    ListSnapshot,
    ReviewDecision,
    ReviewItem,
    RowRemark,
)
from agreements_ref.problems import ReviewDecided, ReviewNotDecided
from agreements_ref.projection.lists import refresh_waiting
from agreements_ref.projection.rebuild import lock_register, refresh
from agreements_ref.projection.reviews import Item
from agreements_ref.projection.rows import read_again
from agreements_ref.projection.versions import with_linked
from agreements_ref.rules.dates import FIRST_DAY
from agreements_ref.rules.places import all_counties
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.questions import NEEDS_READING, ReviewKind, ReviewOutcome
from agreements_ref.rules.states import STATE_NAMES, read_state
from agreements_ref.signals import register_changed
from server.access.permissions import Permission
from server.access.viewer import Viewer
from server.audit import services as audit
from server.audit.actions import AuditAction
from server.problems import BadInput, FieldError, NotFound

_MODELS = tuple(model.value for model in EVALUATED)
REASON_MOST = 2000


@dataclass(frozen=True)
class ReviewAnswer:
    """What a person says to a review item.

    reading: what is approved for a signed date (YYYY-MM-DD), a state (name or postal code), a
    program model (JEM, TFM, WSO) or a county (code of 5 digits); "" takes the proposal.
    program_models: the models for which a rename is approved or refused; () means all three.
    """

    outcome: ReviewOutcome
    reason: str
    reading: str = ""
    program_models: tuple[str, ...] = ()


@transaction.atomic
def decide_review(*, viewer: Viewer, review_id: UUID, answer: ReviewAnswer) -> None:
    """Approve or refuse what a review item proposes; it counts for every day of knowledge.

    Raises: NotFound; BadInput naming the field; ReviewDecided when a decision stands.
    """
    _check_may_review(viewer)
    lock_register()
    item = _item(review_id)
    if ReviewDecision.objects.filter(fingerprint=item.fingerprint, undone_at=None).exists():
        raise ReviewDecided()
    kind = ReviewKind(item.kind)
    reason = _reason(answer.reason)
    models = _program_models(kind, answer)
    touched = _agencies_of(item)
    decision = ReviewDecision.objects.create(
        fingerprint=item.fingerprint,
        kind=item.kind,
        outcome=answer.outcome.value,
        reading=_reading(kind, item, answer, models),
        reason=reason,
        decided_by_id=viewer.user_id,
        decided_at=timezone.now(),
        question=Item.of(item).as_json(),
    )
    if item.agency_id is not None and item.old_agency_id is not None:
        AgencyLink.objects.create(
            decision=decision,
            old_id=item.old_agency_id,
            new_id=item.agency_id,
            program_models=list(models),
        )
    _apply(kind, item, touched)
    _record(viewer, AuditAction.AGREEMENT_REVIEWED, decision, reason)


@transaction.atomic
def undo_review(*, viewer: Viewer, review_id: UUID, reason: str) -> None:
    """Take the standing decision on a review item back; the decision stays readable.

    Raises: NotFound; BadInput without a reason; ReviewNotDecided.
    """
    _check_may_review(viewer)
    lock_register()
    item = _item(review_id)
    reason = _reason(reason)
    decision = ReviewDecision.objects.filter(fingerprint=item.fingerprint, undone_at=None).first()
    if decision is None:
        raise ReviewNotDecided()
    touched = _agencies_of(item)
    decision.undone_by_id = viewer.user_id
    decision.undone_at = timezone.now()
    decision.undone_reason = reason
    decision.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    _apply(ReviewKind(item.kind), item, touched)
    _record(viewer, AuditAction.AGREEMENT_REVIEW_UNDONE, decision, reason)


def _check_may_review(viewer: Viewer) -> None:
    if not viewer.may(Permission.REVIEW_AGREEMENTS):
        raise NotFound()


def _item(review_id: UUID) -> ReviewItem:
    item = ReviewItem.objects.select_related("snapshot", "agency").filter(id=review_id).first()
    if item is None:
        raise NotFound()
    return item


def _reason(text: str) -> str:
    reason = text.strip()
    if not 1 <= len(reason) <= REASON_MOST:
        raise BadInput([FieldError("reason", _("Give the reason, in 1 to 2000 characters."))])
    return reason


def _program_models(kind: ReviewKind, answer: ReviewAnswer) -> tuple[str, ...]:
    """Return the models that a link speaks of, sorted. Raises: BadInput."""
    if kind is not ReviewKind.RENAME:
        if answer.program_models:
            raise BadInput([FieldError("program_models", _("Only a rename can be limited."))])
        return ()
    if set(answer.program_models) - set(_MODELS):
        raise BadInput([FieldError("program_models", _("Use JEM, TFM or WSO."))])
    return tuple(sorted(set(answer.program_models) or _MODELS))


def _reading(
    kind: ReviewKind, item: ReviewItem, answer: ReviewAnswer, models: Sequence[str]
) -> str:
    """Return what is approved, in its stored form. Raises: BadInput."""
    text = answer.reading.strip()
    if kind is ReviewKind.RENAME:
        return ",".join(models)
    if answer.outcome is ReviewOutcome.REFUSED or kind not in NEEDS_READING:
        if text:
            raise BadInput([FieldError("reading", _("Leave it out: nothing is read here."))])
        return ""
    text = text or item.proposal
    match kind:
        case ReviewKind.SIGNED_DATE:
            return _day(text, item.snapshot.list_date)
        case ReviewKind.STATE:
            found = read_state(text)
            if found is None or found.corrected:
                raise BadInput(
                    [FieldError("reading", _("Write a state's full name or postal code."))]
                )
            return found.code
        case ReviewKind.PROGRAM_MODEL:
            if text not in _MODELS:
                raise BadInput([FieldError("reading", _("Use JEM, TFM or WSO."))])
            return text
        case _:
            return _county(text, item)


def _day(text: str, latest: date) -> str:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= latest:
        raise BadInput(
            [
                FieldError(
                    "reading",
                    _("Write a day as YYYY-MM-DD, from 1996-09-30 to the list's own date %(day)s.")
                    % {"day": latest.isoformat()},
                )
            ]
        )
    return day.isoformat()


def _county(text: str, item: ReviewItem) -> str:
    found = all_counties().get(text)
    state = item.agency.state if item.agency else ""
    if found is None or (state and found.state != state):
        raise BadInput(
            [
                FieldError(
                    "reading",
                    _("Write the 5-digit code of a county of %(state)s.")
                    % {"state": STATE_NAMES.get(state, "")},
                )
            ]
        )
    return found.fips


def _agencies_of(item: ReviewItem) -> set[UUID]:
    """Return the agencies that the item names, with all that a link makes one with them now."""
    return with_linked({one for one in (item.agency_id, item.old_agency_id) if one is not None})


def _apply(kind: ReviewKind, item: ReviewItem, touched: Collection[UUID]) -> None:
    """Bring everything that follows from the item in line. touched: agencies before the change.

    A row that is read otherwise can make or end proposals among any agencies.
    """
    if kind is ReviewKind.WAITING_LIST:
        refresh_waiting()
        refresh()
    elif kind in NEEDS_READING:
        lists = RowRemark.objects.filter(question=item.fingerprint).values("row__snapshot_id")
        for snapshot in ListSnapshot.objects.filter(id__in=lists):
            read_again(snapshot)
        refresh()
    else:
        refresh({*touched, *_agencies_of(item)})


def _record(viewer: Viewer, action: AuditAction, decision: ReviewDecision, reason: str) -> None:
    detail: dict[str, Any] = {
        "review": str(ReviewItem.id_for(decision.fingerprint)),
        "kind": decision.kind,
        "outcome": decision.outcome,
        "reason": reason,
    }
    audit.record_for_teams(action=action, viewer=viewer, detail=detail)
    register_changed.send(sender=ReviewDecision, ordered_by=viewer.user_id)
