"""Encounters: what was observed, by whom, how sure, and what an attorney should look at."""

from django.apps import AppConfig


class EncountersConfig(AppConfig):
    """The tables of encounters."""

    name = "encounters"
