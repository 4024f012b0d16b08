"""Sign-in codes as second factor: few guesses, each authenticator code once."""

from uuid import UUID

from server.accounts.guesses import begin_guess, guessed_right
from server.accounts.models import UsedSignInCodes
from server.vault.keyrings import secret_subkey
from server.vault.sealing import keyed_id

REMEMBERED_CODES = 3
_USE = "sign-in-code"


def begin_code(user_id: UUID) -> None:
    """Count one guess at a person's code. Raises: TooManyGuesses."""
    begin_guess("code", str(user_id))


def code_was_right(user_id: UUID) -> None:
    """Forget the guesses: this code was right."""
    guessed_right("code", str(user_id))


def use_code_once(user_id: UUID, code: str) -> bool:
    """Say whether an authenticator's code is used for the first time, and remember it.

    A code is good for 30 s and one step before and after (RFC 6238, 5.2), so the last three are all
    there is to remember. Of two uses at once, in whatever process, at most one is the first.
    """
    key = keyed_id(secret_subkey(_USE), _USE, str(user_id), "".join(code.split()))
    row, _ = UsedSignInCodes.objects.get_or_create(user_id=user_id)
    used = bytes(row.code_keys)
    if key in (used[start : start + 32] for start in range(0, len(used), 32)):
        return False
    newest_first = (key + used)[: 32 * REMEMBERED_CODES]
    unchanged = UsedSignInCodes.objects.filter(user_id=user_id, code_keys=used)
    return unchanged.update(code_keys=newest_first) == 1
