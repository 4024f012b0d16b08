"""Make the projection again from the raw rows, or compare it with them."""

from django.db import transaction

from agreements_ref.models import ListSnapshot
from agreements_ref.projection.lists import refresh_times, refresh_waiting
from agreements_ref.projection.rebuild import CheckReport, check, lock_register, refresh
from agreements_ref.projection.rows import read_again

__all__ = ["CheckReport", "check", "rebuild"]


@transaction.atomic
def rebuild() -> None:
    """Read every list again and bring everything that follows in line; rewrite what differs."""
    lock_register()
    for snapshot in ListSnapshot.objects.all():
        refresh_times(snapshot)
        read_again(snapshot)
    refresh_waiting()
    refresh()
