"""Vault: keys, sealed and locked values. The one place that imports the cryptography library."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault's tables."""

    name = "server.vault"
    label = "vault"
