"""What the workers call. Each may run twice for one release without harm."""

from uuid import UUID

from encounters.patterns import services
from server.jobs.registry import ReportProgress


def form_blocks(release_id: UUID | None, progress: ReportProgress) -> None:
    """Form the blocks of a release. Needs the projection key."""
    if release_id is not None:
        services.form_blocks(release_id=release_id, progress=progress)


def render_release(release_id: UUID | None, progress: ReportProgress) -> None:
    """Check and write the files of a release. Needs no key."""
    if release_id is not None:
        services.render_release(release_id=release_id, progress=progress)
