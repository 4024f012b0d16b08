"""Checking a passphrase: one Argon2id gives the verifier and what opens the personal key."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from server.access.viewer import SystemReason
from server.accounts.guesses import begin_guess, guessed_right
from server.problems import BadInput, FieldError
from server.vault.keyrings import secret_subkey
from server.vault.opening import Unlocked, open_personal_key
from server.vault.personal_keys import personal_key_of, stretch, wanted_parameters
from server.vault.sealing import (
    PASSPHRASE_SALT_BYTES,
    CannotOpen,
    Passphrase,
    keyed_id,
    verifiers_match,
)

LEAST_CHARACTERS = 12


def open_with_passphrase(*, username: str, typed: str) -> tuple[Any, Unlocked] | None:
    """Return (user, opened personal key), or None when name or passphrase is wrong.

    Costs one Argon2id whether the name exists or not. Counts as a guess at the name.
    Raises: TooManyGuesses, also for the right passphrase, while the name waits.
    """
    begin_guess("passphrase", username)
    try:
        passphrase = Passphrase(typed)
    except ValueError:
        return None
    user = get_user_model().objects.filter(username=username.casefold(), is_active=True).first()
    row = personal_key_of(user.pk, SystemReason.SIGN_IN) if user is not None else None
    if user is None or row is None:
        stretch(passphrase, _salt_of_nobody(username), wanted_parameters())
        return None
    keys = stretch(passphrase, bytes(row.salt), row.argon2)
    if not verifiers_match(keys.verifier, row.verifier):
        return None
    try:
        unlocked = open_personal_key(row, keys.wrapping_key)
    except CannotOpen:
        return None
    guessed_right("passphrase", username)
    return user, unlocked


def _salt_of_nobody(username: str) -> bytes:
    use = "salt-of-nobody"
    return keyed_id(secret_subkey(use), use, username.casefold())[:PASSPHRASE_SALT_BYTES]


def new_passphrase(typed: str, *, field: str = "passphrase") -> Passphrase:
    """Return a passphrase that may be set. Raises: BadInput naming `field`.

    At least 12 characters and at most 1,024 bytes; no rule about kinds of characters (NIST SP
    800-63B, 5.1.1.2).
    """
    if len(typed) < LEAST_CHARACTERS:
        raise BadInput(
            [
                FieldError(
                    field,
                    _("Use at least %(least)d characters; several words are easiest to remember.")
                    % {"least": LEAST_CHARACTERS},
                )
            ]
        )
    try:
        return Passphrase(typed)
    except ValueError:
        raise BadInput([FieldError(field, _("Use text of at most 1,024 bytes."))]) from None
