"""The celery application. It carries job ids between processes; the truth about a job is its row.

The tasks are in `server.jobs.tasks`, beat's timetable in `server.jobs.beat`.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings.embedded")

RUN_JOB = "jobs.run"
SWEEP_JOBS = "jobs.sweep"
START_PERIODIC = "jobs.start_periodic"

app = Celery("testigo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
