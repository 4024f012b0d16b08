"""Beat's timetable: the sweep, and the kinds that start by the clock."""

from typing import Any

from celery.beat import PersistentScheduler
from celery.schedules import BaseSchedule, crontab
from celery.schedules import schedule as interval
from django.conf import settings

from server.celery import START_PERIODIC, SWEEP_JOBS
from server.jobs import registry
from server.jobs.liveness import say_alive


def timetable() -> dict[str, dict[str, Any]]:
    """Return celery's `beat_schedule`. Every message goes to the queue `clock`."""
    queue = registry.Queue.CLOCK.value
    entries: dict[str, dict[str, Any]] = {
        SWEEP_JOBS: {
            "task": SWEEP_JOBS,
            "schedule": interval(settings.JOB_SWEEP_SECONDS),
            # A sweep that waited until the next is due is dropped, so that none pile up.
            "options": {"queue": queue, "expires": settings.JOB_SWEEP_SECONDS},
        }
    }
    for name, when in registry.periodic().items():
        entries[f"{START_PERIODIC}:{name}"] = {
            "task": START_PERIODIC,
            "args": (name,),
            "schedule": _celery_schedule(when),
            "options": {"queue": queue},
        }
    return entries


def _celery_schedule(when: registry.Schedule) -> BaseSchedule:
    if isinstance(when, registry.Every):
        return interval(when.interval)
    return crontab(minute=when.time_of_day.minute, hour=when.time_of_day.hour)


class ClockScheduler(PersistentScheduler):
    """Reads the timetable when every app has registered its kinds, and shows that it is alive."""

    def setup_schedule(self) -> None:
        """Load what ran when, and the timetable of this version."""
        self.app.conf.beat_schedule = timetable()
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; return the seconds until the next."""
        say_alive()
        wait: float = super().tick(*args, **kwargs)
        return wait
