"""What people decided about the lists and nobody took back."""

from agreements_ref.models import AgencyLink, ReviewDecision
from agreements_ref.rules.questions import (
    NEEDS_READING,
    ReviewKind,
    ReviewOutcome,
    RowDecision,
)
from agreements_ref.rules.same_agency import ApprovedLink, SameAgency, same_agency


def row_decisions() -> dict[str, RowDecision]:
    """Return the decisions on how rows are read, by the fingerprint of the question."""
    standing = ReviewDecision.objects.filter(
        undone_at=None, kind__in=[kind.value for kind in NEEDS_READING]
    )
    return {
        fingerprint: RowDecision(outcome == ReviewOutcome.APPROVED.value, reading)
        for fingerprint, outcome, reading in standing.values_list(
            "fingerprint", "outcome", "reading"
        )
    }


def let_count() -> set[str]:
    """Return the fingerprints of waiting lists that a person let count."""
    return set(
        ReviewDecision.objects.filter(
            undone_at=None,
            kind=ReviewKind.WAITING_LIST.value,
            outcome=ReviewOutcome.APPROVED.value,
        ).values_list("fingerprint", flat=True)
    )


def linked_agencies() -> SameAgency:
    """Return which agencies are one, by the links that a person approved."""
    links = AgencyLink.objects.filter(
        decision__undone_at=None, decision__outcome=ReviewOutcome.APPROVED.value
    )
    return same_agency(
        ApprovedLink(old_id, new_id, tuple(models))
        for old_id, new_id, models in links.values_list("old_id", "new_id", "program_models")
    )
