"""Accounts: people, teams, coalitions, roles, sign-in, sessions and tokens."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The tables of people and teams."""

    name = "server.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect the receivers."""
        from server.accounts import receivers  # noqa: F401  connecting is the effect
