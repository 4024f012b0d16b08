"""Encounters: what was observed, by whom, how sure, and what an attorney should look at."""

from datetime import time

from django.apps import AppConfig

from agreements_ref.signals import register_changed
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
        from encounters.receivers import RELINK_ENCOUNTERS, order_relinking

        registry.register(
            registry.JobKind(
                RELINK_ENCOUNTERS, registry.Queue.DEFAULT, "encounters.tasks.relink_encounters"
            )
        )
        register_changed.connect(order_relinking, dispatch_uid=RELINK_ENCOUNTERS)
        registry.register_periodic(END_REVIEWS, registry.DailyAt(time(3, 10)))
