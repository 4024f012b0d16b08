"""From frozen blocks to a release: build, check together with all earlier ones, render, give out.

Runs in the worker that holds no key.
"""

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction

from encounters.patterns import queries
from encounters.patterns.jobs import enqueue_forming
from encounters.patterns.models import ReleaseFile, ReleaseState, ReportRelease
from encounters.patterns.problems import (
    CheckFailed,
    CheckTimedOut,
    LedgerBroken,
    NothingToShow,
)
from encounters.patterns.release_files import RenderedFile, render_files
from encounters.patterns.rules.ledger import ledger_hash, ledger_head
from encounters.patterns.rules.release import Release, ReleaseFacts, build_release
from encounters.patterns.rules.release_check import check_releases
from encounters.patterns.services.refusals import dissolve_blocks, refuse
from encounters.patterns.version import code_version
from server.audit import services as audit
from server.audit.actions import AuditAction

# Not proved in time means refused (disclosure-control.md section 2, stage 5).
CHECK_MOST_S = 300

_REFUSING = (CheckFailed, CheckTimedOut, LedgerBroken, NothingToShow)


def render_release(*, release_id: UUID, progress: Callable[[int], None]) -> None:
    """Write and give out a release whose blocks are formed. A second run does nothing.

    progress: takes a whole percentage; it raises when another attempt has the job, and then
    nothing is kept. When a record was withdrawn from a block in the meantime, the blocks are
    dissolved and formed again: what is not given out yet may still be thinned.
    Raises: CheckFailed, CheckTimedOut, LedgerBroken, NothingToShow; the order is then closed.
    """
    release = ReportRelease.objects.select_related("plan").filter(id=release_id).first()
    if release is None or release.state != ReleaseState.FORMED:
        return
    try:
        with transaction.atomic():
            if _form_again_when_thinned(release):
                return
        head = ledger_head(queries.ledger_of(release.plan))
        if head is None:
            raise LedgerBroken()
        built = _build(release)
        progress(20)
        _check(release, built.body)
        progress(60)
        files = render_files(built.body, lambda percent: progress(60 + percent * 35 // 100))
        _give_out(release, built, files, head)
    except _REFUSING as problem:
        refuse(release, problem.code)
        raise
    progress(100)


def _build(release: ReportRelease) -> Release:
    plan = queries.rules_of(release.plan)
    blocks = queries.frozen_blocks(release.plan, release.sequence)
    if not blocks:
        raise NothingToShow()
    question = queries.question_of(release.plan)
    facts = ReleaseFacts(
        sequence=release.sequence,
        cutoff=release.cutoff,
        # One order counts one state of the store; its id names that state and says nothing else.
        snapshot_id=f"snap-{release.id.hex[:12]}",
        code_version=code_version(),
        records_total=release.records_total,
        records_excluded=release.records_excluded,
    )
    return build_release(plan, question.build_series(release.plan.series_id), blocks, facts)


def _check(release: ReportRelease, body: bytes) -> None:
    """Check the new file and all that were given out for the population, together."""
    earlier = [entry.document for entry in queries.ledger_of(release.plan)]
    began = time.monotonic()
    findings = check_releases([*earlier, body])
    if time.monotonic() - began > CHECK_MOST_S:
        raise CheckTimedOut()
    if findings:
        raise CheckFailed(detail=", ".join(sorted({finding.code for finding in findings})))


@transaction.atomic
def _give_out(
    release: ReportRelease, built: Release, files: Sequence[RenderedFile], head: bytes
) -> None:
    document = built.body
    plan = release.plan
    given_out = ReportRelease.objects.filter(pk=release.pk, state=ReleaseState.FORMED).update(
        state=ReleaseState.RELEASED,
        release_id=built.release_id,
        document=document,
        ledger_hash=ledger_hash(
            head,
            population=plan.population,
            sequence=release.sequence,
            cutoff=release.cutoff.isoformat(),
            release_id=built.release_id,
            ordered_by=str(release.ordered_by_id),
            document=document,
        ),
    )
    if given_out != 1:
        return
    if _form_again_when_thinned(release):
        return
    ReleaseFile.objects.bulk_create(
        [
            ReleaseFile(
                release=release, name=file.name, media_type=file.media_type, content=file.content
            )
            for file in files
        ]
    )
    for team_id in queries.team_ids_of(plan.coalition_id):
        audit.record(
            action=AuditAction.RELEASE_MADE,
            viewer=None,
            team_id=team_id,
            detail={"release": str(release.id), "release_id": built.release_id},
        )


def _form_again_when_thinned(release: ReportRelease) -> bool:
    """Dissolve the blocks and order them anew when a record in one of them is gone."""
    if not queries.is_thinned(release):
        return False
    dissolve_blocks(release)
    ReportRelease.objects.filter(pk=release.pk).update(
        state=ReleaseState.ORDERED,
        release_id="",
        document=None,
        ledger_hash=None,
        records_total=None,
        records_excluded=None,
    )
    enqueue_forming(release)
    return True
