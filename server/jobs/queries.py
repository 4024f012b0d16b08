"""Reading jobs. A person sees the jobs that person ordered; the clock's own jobs nobody sees."""

from django.db.models import QuerySet

from server.access.viewer import Viewer
from server.jobs.models import Job, JobState


def jobs_visible_to(viewer: Viewer) -> QuerySet[Job]:
    """Return the jobs that the viewer ordered."""
    return Job.objects.filter(ordered_by_id=viewer.user_id)


def unfinished_jobs() -> int:
    """Return how many jobs wait or run, whoever ordered them."""
    return Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).count()
