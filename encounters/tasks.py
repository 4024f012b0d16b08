"""Background work on encounters."""

from uuid import UUID

from django.utils import timezone

from encounters import services
from server.jobs.registry import ReportProgress


def end_reviews(object_id: UUID | None, progress: ReportProgress) -> None:
    """End the authors' view of encounters whose review is over. Running it twice does no harm."""
    services.end_reviews(today=timezone.now())
    progress(100)


def relink_encounters(object_id: UUID | None, progress: ReportProgress) -> None:
    """Add links where the lists known today say something else than the newest link."""
    services.relink_encounters(known_on=timezone.now().date(), progress=progress)
