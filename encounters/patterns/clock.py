"""The calendar day that doorways hand to services, which have no clock of their own."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Return the day in UTC: a data cut must lie before it."""
    return timezone.now().date()
