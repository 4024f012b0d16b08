"""Making and re-wrapping personal keys. The passphrase stays with the caller's request."""

from uuid import UUID, uuid4

from django.conf import settings

from server.access.viewer import SystemReason
from server.vault.models import PersonalKey
from server.vault.sealing import (
    Passphrase,
    PassphraseKeys,
    PassphraseParameters,
    PrivateKey,
    WrapContext,
    WrapPurpose,
    derive,
    new_passphrase_salt,
    new_private_key,
    public_key_of,
    wrap_secret,
)


def wanted_parameters() -> dict[str, int]:
    """Return what one Argon2id costs for passphrases that are set now."""
    return dict(settings.PASSPHRASE_ARGON2)


def personal_key_of(user_id: UUID, reason: SystemReason) -> PersonalKey | None:
    """Return a person's key row, or None."""
    return PersonalKey.objects.for_system(reason).filter(user_id=user_id).first()


def stretch(passphrase: Passphrase, salt: bytes, argon2: dict[str, int]) -> PassphraseKeys:
    """Run the one Argon2id. argon2: iterations, memory_kib, lanes, as a PersonalKey stores them."""
    return derive(passphrase, salt, PassphraseParameters(**argon2))


def make_personal_key(*, user_id: UUID, passphrase: Passphrase) -> PersonalKey:
    """Make and store a person's first key pair, wrapped under the passphrase."""
    private_key = new_private_key()
    row = PersonalKey(
        user_id=user_id, key_id=uuid4(), public_key=public_key_of(private_key).encoded
    )
    _wrap(row, private_key, passphrase)
    row.save(force_insert=True)
    return row


def rewrap_personal_key(
    *, row: PersonalKey, private_key: PrivateKey, passphrase: Passphrase
) -> None:
    """Wrap an opened personal key under another passphrase, with a new salt; the key stays."""
    _wrap(row, private_key, passphrase)
    row.save(update_fields=["salt", "argon2", "verifier", "wrapped_private_key"])


def _wrap(row: PersonalKey, private_key: PrivateKey, passphrase: Passphrase) -> None:
    row.salt = new_passphrase_salt()
    row.argon2 = wanted_parameters()
    keys = stretch(passphrase, row.salt, row.argon2)
    row.verifier = keys.verifier
    context = WrapContext(WrapPurpose.PASSPHRASE, row.key_id, row.user_id)
    row.wrapped_private_key = wrap_secret(keys.wrapping_key, private_key, context)
