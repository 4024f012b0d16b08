"""Patterns: countable facts, and nothing else, become protected releases."""

from django.apps import AppConfig


class PatternsConfig(AppConfig):
    """The tables of the projection, of frozen blocks and of releases."""

    name = "encounters.patterns"
    label = "patterns"

    def ready(self) -> None:
        """Make the kinds of background work known."""
        from encounters.patterns import jobs

        jobs.register()
