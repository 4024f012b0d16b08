"""Public reference data: agencies, their 287(g) agreements, counties."""

from django.apps import AppConfig


class AgreementsRefConfig(AppConfig):
    """The register of agreements."""

    name = "agreements_ref"
    label = "agreements_ref"
