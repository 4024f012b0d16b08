"""The two kinds of background work behind a release, and ordering them.

Forming holds the projection key (thresholds are keyed); writing holds no key at all.
"""

from encounters.patterns.models import ReportRelease
from server.jobs import registry
from server.jobs.registry import JobKind, Queue
from server.jobs.services import enqueue

FORM_BLOCKS = JobKind("form_blocks", Queue.DEFAULT, "encounters.patterns.tasks.form_blocks")
RENDER_RELEASE = JobKind(
    "render_release", Queue.REPORTS, "encounters.patterns.tasks.render_release"
)


def register() -> None:
    """Make the kinds known to the workers."""
    registry.register(FORM_BLOCKS)
    registry.register(RENDER_RELEASE)


def enqueue_forming(release: ReportRelease) -> None:
    """Order the blocks of a release; call it in the transaction that makes it wait for them."""
    _enqueue(FORM_BLOCKS, release)


def enqueue_rendering(release: ReportRelease) -> None:
    """Order the files of a release whose blocks are formed, in that same transaction."""
    _enqueue(RENDER_RELEASE, release)


def _enqueue(kind: JobKind, release: ReportRelease) -> None:
    job = enqueue(kind=kind.name, object_id=release.id, ordered_by=release.ordered_by_id)
    ReportRelease.objects.filter(pk=release.pk).update(job=job)
    release.job = job
