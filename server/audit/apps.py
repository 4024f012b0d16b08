"""Audit: append-only, hash-chained logs."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Hears of refusals from the access layer."""

    name = "server.audit"
    label = "audit"

    def ready(self) -> None:
        """Connect the receivers."""
        from server.audit import receivers  # noqa: F401  connecting is the effect
