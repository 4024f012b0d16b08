"""What the clock tidies up by itself."""

from datetime import timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings

from server.jobs import registry
from server.jobs.registry import Every, JobKind, Queue, ReportProgress

CLEAR_SESSIONS = JobKind(
    "clear_sessions", Queue.CLOCK, "server.runtime.housekeeping.clear_expired_sessions"
)


def register() -> None:
    """Let it start by the clock."""
    registry.register(CLEAR_SESSIONS)
    registry.register_periodic(CLEAR_SESSIONS.name, Every(timedelta(hours=1)))


def clear_expired_sessions(object_id: UUID | None, progress: ReportProgress) -> None:
    """Delete sessions that ran out, and with each its sealed copy of a personal key."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
