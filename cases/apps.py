"""Cases: work for a person."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The tables of case files."""

    name = "cases"
