"""Encounters: what was observed, by whom, how sure, and what an attorney should look at."""

from datetime import time

from django.apps import AppConfig

from server.jobs import registry

END_REVIEWS = "end_reviews"


class EncountersConfig(AppConfig):
    """The tables of encounters, and the daily work on them."""

    name = "encounters"

    def ready(self) -> None:
        """Make the background work known."""
        registry.register(
            registry.JobKind(END_REVIEWS, registry.Queue.CLOCK, "encounters.tasks.end_reviews")
        )
        registry.register_periodic(END_REVIEWS, registry.DailyAt(time(3, 10)))
