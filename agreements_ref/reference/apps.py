"""Dated, sourced reference around the register: what the program models are, and since when."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Program models, template versions, cited figures."""

    name = "agreements_ref.reference"
    label = "reference"
