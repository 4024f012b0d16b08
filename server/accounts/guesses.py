"""A growing delay for wrong guesses, by account name alone: no address, no user agent.

A guess is counted before it is looked at, so that many at once wait like many in a row. The table
treats names that nobody has like all others.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone

from server.accounts.models import GuessDelay
from server.problems import TooManyGuesses
from server.vault.keyrings import secret_subkey
from server.vault.sealing import keyed_id

FREE_GUESSES = 2
FIRST_WAIT_S = 5
LONGEST_WAIT_S = 15 * 60
FORGOTTEN_AFTER = timedelta(days=1)
_USE = "sign-in-throttle"


def wait_after(wrong_guesses: int) -> int:
    """Return the seconds to wait after so many wrong guesses in a row.

    None after the first two; 5 s after the third, then twice as long each time, to 15 minutes.
    """
    beyond = wrong_guesses - FREE_GUESSES - 1
    if beyond < 0:
        return 0
    return min(LONGEST_WAIT_S, FIRST_WAIT_S << min(beyond, 16))


def name_key(kind: str, name: str) -> bytes:
    """Return the keyed hash under which guesses at `name` are counted.

    kind: what is guessed: `passphrase` (name: user name, any case) or `code` (name: user id).
    """
    return keyed_id(secret_subkey(_USE), _USE, kind, name.casefold())


@transaction.atomic
def begin_guess(kind: str, name: str) -> None:
    """Count one guess, before it is looked at. Raises: TooManyGuesses with the seconds to wait."""
    now = timezone.now()
    GuessDelay.objects.filter(wait_until__lt=now - FORGOTTEN_AFTER).delete()
    key = name_key(kind, name)
    GuessDelay.objects.bulk_create(
        [GuessDelay(name_key=key, wait_until=now)], ignore_conflicts=True
    )
    row = GuessDelay.objects.select_for_update().get(name_key=key)
    if row.wait_until > now:
        raise TooManyGuesses(retry_after_s=_seconds(row.wait_until - now))
    row.wrong_guesses += 1
    row.wait_until = now + timedelta(seconds=wait_after(row.wrong_guesses))
    row.save(update_fields=["wrong_guesses", "wait_until"])


def guessed_right(kind: str, name: str) -> None:
    """Forget the guesses at `name`: this one was right."""
    GuessDelay.objects.filter(name_key=name_key(kind, name)).delete()


def waits_until(kind: str, name: str) -> datetime | None:
    """Return until when `name` waits, or None."""
    row = GuessDelay.objects.filter(name_key=name_key(kind, name)).first()
    return row.wait_until if row is not None and row.wait_until > timezone.now() else None


def _seconds(wait: timedelta) -> int:
    return max(1, ceil(wait.total_seconds()))
