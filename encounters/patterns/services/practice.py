"""Removing a practice coalition's releases: the one exception to a ledger that only grows."""

from uuid import UUID

from django.db import transaction

from encounters.patterns.models import (
    Block,
    BlockMember,
    ReleaseFile,
    ReleasePlan,
    ReportRelease,
    WaitingFact,
)
from server.access.viewer import SystemReason
from server.accounts.models import Coalition
from server.jobs.models import Job


class NotPractice(RuntimeError):
    """Releases of real records stay in the ledger for ever."""


@transaction.atomic
def forget_practice_releases(*, coalition_id: UUID) -> None:
    """Remove every plan, block, release and file of a practice coalition, and their jobs.

    The facts themselves go with their records (`projection.withdraw`).
    Raises: NotPractice for a coalition that counts real records.
    """
    if not Coalition.objects.filter(id=coalition_id, is_practice=True).exists():
        raise NotPractice(str(coalition_id))
    reason = SystemReason.PRACTICE
    plans = ReleasePlan.objects.filter(coalition_id=coalition_id)
    releases = ReportRelease.objects.filter(plan__in=plans)
    jobs = list(releases.values_list("id", flat=True))
    BlockMember.objects.for_system(reason).filter(plan__in=plans).delete()
    WaitingFact.objects.for_system(reason).filter(plan__in=plans).delete()
    Block.objects.filter(plan__in=plans).delete()
    ReleaseFile.objects.filter(release__in=releases).delete()
    releases.delete()
    plans.delete()
    Job.objects.filter(object_id__in=jobs).delete()
