"""Sign-in codes as second factor: few guesses, each authenticator code once."""

from uuid import UUID

from django.db import IntegrityError, transaction

from server.accounts.guesses import begin_guess, guessed_right
from server.accounts.models import LastSignInCode
from server.vault.keyrings import secret_subkey
from server.vault.sealing import keyed_id

_USE = "sign-in-code"


def begin_code(user_id: UUID) -> None:
    """Count one guess at a person's code. Raises: TooManyGuesses."""
    begin_guess("code", str(user_id))


def code_was_right(user_id: UUID) -> None:
    """Forget the guesses: this code was right."""
    guessed_right("code", str(user_id))


def use_code_once(user_id: UUID, code: str) -> bool:
    """Say whether an authenticator's code is used for the first time, and remember it.

    A code is good for 30 s (RFC 6238) and only the one of now is taken, so the last one is all
    there is to remember. Of two uses at once, in whatever process, one is the first.
    """
    key = keyed_id(secret_subkey(_USE), _USE, str(user_id), "".join(code.split()))
    if LastSignInCode.objects.filter(user_id=user_id).exclude(code_key=key).update(code_key=key):
        return True
    try:
        with transaction.atomic():
            LastSignInCode.objects.create(user_id=user_id, code_key=key)
    except IntegrityError:
        return False
    return True
