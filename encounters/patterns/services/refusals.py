"""Closing an order that gives nothing out: its blocks are dissolved and its sequence is free."""

from django.db import transaction
from django.db.models import F

from encounters.patterns.models import (
    Block,
    BlockMember,
    ReleaseState,
    ReportRelease,
    WaitingFact,
)
from server.access.viewer import SystemReason


@transaction.atomic
def refuse(release: ReportRelease, code: str) -> None:
    """Close an order with a problem code. Nothing of it was given out, so nothing of it stays.

    Does nothing to a release that is given out or refused already.
    """
    closed = ReportRelease.objects.filter(
        pk=release.pk, state__in=(ReleaseState.ORDERED, ReleaseState.FORMED)
    ).update(state=ReleaseState.REFUSED, refusal=code, records_total=None, records_excluded=None)
    if closed == 1:
        dissolve_blocks(release)


def dissolve_blocks(release: ReportRelease) -> None:
    """Take back what forming the blocks of a release wrote; call it inside a transaction.

    Only for a release that was never given out: a block that was shown is fixed for ever.
    """
    reason = SystemReason.FORMING_BLOCKS
    blocks = Block.objects.filter(plan=release.plan, sequence=release.sequence)
    BlockMember.objects.for_system(reason).filter(block__in=blocks).delete()
    blocks.delete()
    counted = WaitingFact.objects.for_system(reason).filter(
        plan=release.plan, last_sequence=release.sequence
    )
    counted.filter(waits__lte=1).delete()
    counted.update(waits=F("waits") - 1, last_sequence=release.sequence - 1)
