"""Jobs: the truth about background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The table of jobs."""

    name = "server.jobs"
    label = "jobs"
