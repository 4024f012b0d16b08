"""The kinds of background work, and which of them start by the clock.

The apps above register theirs in `AppConfig.ready`, as dotted names, so that nothing here imports
upward:

    registry.register(JobKind("make_release", Queue.REPORTS, "encounters.patterns.tasks.make"))
    registry.register_periodic("end_reviews", DailyAt(time(3, 10)))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class Queue(StrEnum):
    """Where a job waits. Workers of `reports` hold no keys; those of the others do."""

    CLOCK = "clock"
    DEFAULT = "default"
    REPORTS = "reports"


ReportProgress = Callable[[int], None]
Handler = Callable[[UUID | None, ReportProgress], None]


@dataclass(frozen=True)
class JobKind:
    """A kind of work.

    name: 1 to 40 characters, stable, stored in each row. handler: dotted name of a function
    `handler(object_id, progress)`; it may run twice for one job and must then do no harm.
    `progress` takes a whole percentage and raises `server.jobs.services.LeaseLost` when another
    worker has taken the job over: the handler then stops and keeps nothing.
    """

    name: str
    queue: Queue
    handler: str


@dataclass(frozen=True)
class Every:
    """At equal distances."""

    interval: timedelta


@dataclass(frozen=True)
class DailyAt:
    """Once a day at a time of day in UTC."""

    time_of_day: time


Schedule = Every | DailyAt

_kinds: dict[str, JobKind] = {}
_periodic: dict[str, Schedule] = {}


def register(kind: JobKind) -> None:
    """Make a kind known. Registering the same kind again changes nothing.

    Raises: ImproperlyConfigured when the name is taken by a different kind or is too long.
    """
    if not 1 <= len(kind.name) <= 40:
        raise ImproperlyConfigured(f"job kind {kind.name!r}: a name has 1 to 40 characters")
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ImproperlyConfigured(f"job kind {kind.name!r} is registered twice, differently")


def register_periodic(name: str, schedule: Schedule) -> None:
    """Let a registered kind start by the clock, without an object.

    Raises: ImproperlyConfigured when no such kind is registered.
    """
    if name not in _kinds:
        raise ImproperlyConfigured(f"periodic job {name!r}: register the kind first")
    _periodic[name] = schedule


def find(name: str) -> JobKind | None:
    """Return a kind by its name, or None."""
    return _kinds.get(name)


def kinds() -> tuple[JobKind, ...]:
    """Return every registered kind, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def periodic() -> dict[str, Schedule]:
    """Return the kinds that start by the clock."""
    return dict(_periodic)


def load_handler(kind: JobKind) -> Handler:
    """Return the function of a kind. Raises: ImportError when its dotted name leads nowhere."""
    handler: Handler = import_string(kind.handler)
    return handler
