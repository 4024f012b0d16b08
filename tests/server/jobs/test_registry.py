"""Kinds of work and the clock's timetable."""

from datetime import time, timedelta

import pytest
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from server.jobs import beat, registry
from server.jobs.registry import DailyAt, Every, JobKind, Queue


def test_registering_the_same_kind_twice_changes_nothing() -> None:
    before = registry.kinds()
    registry.register(JobKind("count", Queue.DEFAULT, "count"))
    assert registry.kinds() == before


def test_a_name_cannot_stand_for_two_kinds() -> None:
    with pytest.raises(ImproperlyConfigured, match="registered twice"):
        registry.register(JobKind("count", Queue.REPORTS, "count"))


def test_a_name_that_no_row_can_hold_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="1 to 40"):
        registry.register(JobKind("x" * 41, Queue.DEFAULT, "count"))


def test_only_a_registered_kind_can_start_by_the_clock() -> None:
    with pytest.raises(ImproperlyConfigured, match="register the kind first"):
        registry.register_periodic("unheard-of", Every(timedelta(hours=1)))


def test_the_timetable_holds_the_sweep_and_every_periodic_kind() -> None:
    registry.register_periodic("count", DailyAt(time(3, 10)))
    entries = beat.timetable()
    assert set(entries) == {"jobs.sweep", "jobs.start_periodic:count"}
    assert entries["jobs.start_periodic:count"]["args"] == ("count",)
    assert entries["jobs.start_periodic:count"]["schedule"] == crontab(minute=10, hour=3)
    assert {entry["options"]["queue"] for entry in entries.values()} == {"clock"}


def test_a_late_sweep_is_dropped_when_the_next_is_due(settings: object) -> None:
    sweep = beat.timetable()["jobs.sweep"]
    assert sweep["options"]["expires"] == sweep["schedule"].run_every.total_seconds()
