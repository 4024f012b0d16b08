"""The one door to the cryptography library: seal, open, wrap, lock, derive.

Everything is authenticated, everything is bound to what it is about, and every failure to open is
one `CannotOpen`. Callers import from here, envelope types included. Secrets have types of their own
that are not shown, compared in constant time and not pickled; Python cannot wipe memory, so let
them go with the request that made them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn, SupportsIndex
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from server.vault import envelope as layout
from server.vault.envelope import (
    KEY_BYTES,
    NONCE_BYTES,
    CannotOpen,
    ItemBinding,
    Part,
    Scheme,
    SealContext,
    SealPurpose,
    StoredBytes,
    UnknownEnvelope,
    WrapContext,
    WrapPurpose,
    encode_parts,
    field_key_version_of,
    key_id_of,
)

__all__ = [
    "CannotOpen",
    "FieldKeyring",
    "InstallationKey",
    "ItemBinding",
    "ItemKey",
    "Passphrase",
    "PassphraseKeys",
    "PassphraseParameters",
    "PrivateKey",
    "PublicKey",
    "SealContext",
    "SealPurpose",
    "StoredBytes",
    "UnknownEnvelope",
    "WrapContext",
    "WrapPurpose",
    "WrappingKey",
    "derive",
    "derive_subkey",
    "field_key_version_of",
    "key_id_of",
    "keyed_id",
    "lock_field",
    "new_item_key",
    "new_passphrase_salt",
    "new_private_key",
    "new_session_secret",
    "open_item",
    "open_with",
    "public_key_of",
    "seal_for",
    "seal_item",
    "session_wrapping_key",
    "unlock_field",
    "unwrap_secret",
    "verifiers_match",
    "wrap_secret",
]

_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1184
_PUBLIC_BYTES = _MLKEM_PUBLIC_BYTES + 32

PASSPHRASE_SALT_BYTES = 16
_LONGEST_PASSPHRASE_BYTES = 1024
_SESSION_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class _Secret:
    """Bytes that are not shown, compared in constant time, and never pickled."""

    __slots__ = ("_bytes",)

    def __init__(self, secret: bytes) -> None:
        self._bytes = bytes(secret)

    def reveal(self) -> bytes:
        """Return the bytes themselves. Every place that calls this is a place to look at."""
        return self._bytes

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, not shown>"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return hmac.compare_digest(self._bytes, other._bytes)

    # Looking a secret up in a set or a dict would not take constant time.
    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} is neither copied nor pickled.")


class _Key(_Secret):
    """A secret of exactly 32 bytes."""

    __slots__ = ()

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(
                f"A {type(self).__name__} has exactly {KEY_BYTES} bytes, not {len(secret)}."
            )
        super().__init__(secret)


class PrivateKey(_Key):
    """The private half of a personal, container, audit or recovery key: one X-Wing seed.

    Expanded as draft-connolly-cfrg-xwing-kem says: SHAKE-256 of the seed gives the ML-KEM-768 seed
    (d || z, 64 bytes) and the X25519 private key (32 bytes). The expansion costs some 0.1 ms and is
    kept with the object.
    """

    __slots__ = ("_expanded",)

    def __init__(self, secret: bytes) -> None:
        super().__init__(secret)
        self._expanded: tuple[MLKEM768PrivateKey, X25519PrivateKey] | None = None

    def _expand(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        if self._expanded is None:
            material = hashlib.shake_256(self._bytes).digest(_MLKEM_SEED_BYTES + 32)
            self._expanded = (
                MLKEM768PrivateKey.from_seed_bytes(material[:_MLKEM_SEED_BYTES]),
                X25519PrivateKey.from_private_bytes(material[_MLKEM_SEED_BYTES:]),
            )
        return self._expanded


class ItemKey(_Key):
    """The key of one item (note, identity block, place, file). Destroying it erases the item."""

    __slots__ = ()


class WrappingKey(_Key):
    """Holds a private key shut: derived from a passphrase or from a session's secret."""

    __slots__ = ()


class InstallationKey(_Key):
    """A secret of the installation or one derived from it: projection key, throttle key."""

    __slots__ = ()


class Passphrase(_Secret):
    """What a person typed, as the bytes that count: NFKC, UTF-8, nothing trimmed, case kept.

    NFKC (NIST SP 800-63B, 5.1.1.2), because the same n-with-tilde, wide letter or no-break space
    comes from one keyboard composed and from another not; a browser does the same with
    `normalize("NFKC")`.
    Raises: ValueError when it is empty, longer than 1,024 bytes, or not Unicode; the message does
    not repeat it.
    """

    __slots__ = ()

    def __init__(self, typed: str) -> None:
        try:
            counted = unicodedata.normalize("NFKC", typed).encode("utf-8")
        except UnicodeEncodeError:  # the error object carries the passphrase
            counted = b""
        if not 0 < len(counted) <= _LONGEST_PASSPHRASE_BYTES:
            raise ValueError(
                f"A passphrase is Unicode text of 1 to {_LONGEST_PASSPHRASE_BYTES} bytes in UTF-8."
            )
        super().__init__(counted)


class PublicKey:
    """The public half: ML-KEM-768 (1,184 bytes), then X25519 (32). Anybody who has it can add.

    Raises: ValueError when the bytes are not such a key.
    """

    __slots__ = ("_handle", "encoded")

    def __init__(self, encoded: StoredBytes) -> None:
        self.encoded = bytes(encoded)
        if len(self.encoded) != _PUBLIC_BYTES:
            raise ValueError(
                f"A public key has exactly {_PUBLIC_BYTES} bytes, not {len(self.encoded)}."
            )
        self._handle = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.encoded[:_MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(self.encoded[_MLKEM_PUBLIC_BYTES:]),
        )

    def __repr__(self) -> str:
        return f"<PublicKey {hashlib.sha256(self.encoded).hexdigest()[:16]}>"

    def __eq__(self, other: object) -> bool:
        return self.encoded == other.encoded if isinstance(other, PublicKey) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.encoded)


# --- Sealing to a public key ---------------------------------------------------------------------


def new_private_key() -> PrivateKey:
    """Make a private key from the system's randomness."""
    return PrivateKey(os.urandom(KEY_BYTES))


def public_key_of(private_key: PrivateKey) -> PublicKey:
    """Return the public half."""
    mlkem_key, x25519_key = private_key._expand()
    return PublicKey(
        mlkem_key.public_key().public_bytes_raw() + x25519_key.public_key().public_bytes_raw()
    )


def seal_for(public_key: PublicKey, plaintext: bytes, context: SealContext) -> bytes:
    """Seal `plaintext` so that only the private half opens it, and only in the same context.

    HPKE base mode (RFC 9180), KEM MLKEM768_X25519 (0x647a), HKDF-SHA256, AES-256-GCM; `info` is
    `seal_info(context)`. A key is sealed as its 32 bytes (1,186 on the wire); an audit body is
    padded to 512-byte steps.
    Raises: ValueError when the purpose is a key and `plaintext` is not 32 bytes, or the public key
    is degenerate.
    """
    if context.purpose.scheme is Scheme.SEALED_TEXT:
        plaintext = layout.pad(plaintext, layout.TEXT_STEP)
    elif len(plaintext) != KEY_BYTES:
        raise ValueError(f"A sealed {context.purpose.value} has exactly {KEY_BYTES} bytes.")
    header = layout.identified_header(context.purpose.scheme, context.key_id)
    return header + _SUITE.encrypt(plaintext, public_key._handle, info=layout.seal_info(context))


def open_with(private_key: PrivateKey, envelope: StoredBytes, context: SealContext) -> bytes:
    """Open what `seal_for` sealed. Raises: CannotOpen, UnknownEnvelope."""
    scheme = context.purpose.scheme
    body = layout.body_after(layout.identified_header(scheme, context.key_id), envelope)
    try:
        plaintext = _SUITE.decrypt(
            body,
            hpke.MLKEM768X25519PrivateKey(*private_key._expand()),
            info=layout.seal_info(context),
        )
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    if scheme is Scheme.SEALED_TEXT:
        return layout.unpad(plaintext, layout.TEXT_STEP)
    if len(plaintext) != KEY_BYTES:
        raise CannotOpen
    return plaintext


# --- Item contents -------------------------------------------------------------------------------


def new_item_key() -> ItemKey:
    """Make an item key from the system's randomness."""
    return ItemKey(os.urandom(KEY_BYTES))


def seal_item(item_key: ItemKey, content: bytes, binding: ItemBinding) -> bytes:
    """Encrypt an item's content, padded to 512-byte steps, bound to item, field and version.

    The envelope commits to the key: AES-GCM alone lets a forger make one ciphertext that opens to
    two different texts under two keys, and the audit chain's digest of a sealed note shall stand
    for one note.
    """
    header, cipher, commitment = _item_parts(item_key, binding)
    nonce = os.urandom(NONCE_BYTES)
    padded = layout.pad(content, layout.TEXT_STEP)
    sealed = cipher.encrypt(nonce, padded, layout.item_associated_data(binding))
    return header + commitment + nonce + sealed


def open_item(item_key: ItemKey, envelope: StoredBytes, binding: ItemBinding) -> bytes:
    """Open what `seal_item` sealed. Raises: CannotOpen, UnknownEnvelope."""
    header, cipher, commitment = _item_parts(item_key, binding)
    body = layout.body_after(header, envelope)
    if not hmac.compare_digest(body[: layout.COMMITMENT_BYTES], commitment):
        raise CannotOpen
    associated = layout.item_associated_data(binding)
    padded = _decrypt(cipher, body[layout.COMMITMENT_BYTES :], associated)
    return layout.unpad(padded, layout.TEXT_STEP)


def _item_parts(item_key: ItemKey, binding: ItemBinding) -> tuple[bytes, AESGCM, bytes]:
    header = layout.identified_header(Scheme.ITEM, binding.item_id)
    content_key = _expand(item_key.reveal(), layout.item_key_use("item-content", binding.item_id))
    commitment = _expand(item_key.reveal(), layout.item_key_use("item-commitment", binding.item_id))
    return header, AESGCM(content_key), commitment


# --- Private keys under a symmetric key ----------------------------------------------------------


def wrap_secret(wrapping_key: WrappingKey, secret: PrivateKey, context: WrapContext) -> bytes:
    """Shut a private key under a passphrase's or a session's key. 78 bytes on the wire."""
    header = layout.identified_header(Scheme.WRAPPED_KEY, context.key_id)
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(wrapping_key.reveal())
    associated = layout.wrap_associated_data(context)
    return header + nonce + cipher.encrypt(nonce, secret.reveal(), associated)


def unwrap_secret(
    wrapping_key: WrappingKey, envelope: StoredBytes, context: WrapContext
) -> PrivateKey:
    """Open what `wrap_secret` shut. Raises: CannotOpen, UnknownEnvelope."""
    header = layout.identified_header(Scheme.WRAPPED_KEY, context.key_id)
    body = layout.body_after(header, envelope)
    if len(body) != NONCE_BYTES + KEY_BYTES + layout.TAG_BYTES:
        raise CannotOpen
    cipher = AESGCM(wrapping_key.reveal())
    return PrivateKey(_decrypt(cipher, body, layout.wrap_associated_data(context)))


# --- Passphrases and sessions --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassphraseParameters:
    """What one Argon2id (RFC 9106) costs. Stored beside the salt, so that the cost can rise.

    memory_kib: in KiB. The limits keep a tampered row from exhausting the server. Raises:
    ValueError outside them.
    """

    iterations: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 1

    def __post_init__(self) -> None:
        within = 1 <= self.iterations <= 16 and 1 <= self.lanes <= 8
        if not (within and 8 * self.lanes <= self.memory_kib <= 1024 * 1024):
            raise ValueError(
                "Argon2id runs here with 1 to 16 iterations, 1 to 8 lanes, 8 KiB a lane to 1 GiB."
            )


@dataclass(frozen=True, slots=True)
class PassphraseKeys:
    """What one Argon2id gives: the verifier that is stored, and the key that is not."""

    verifier: bytes = field(repr=False)
    wrapping_key: WrappingKey


def new_passphrase_salt() -> bytes:
    """Make 16 random bytes, new for each passphrase that is set."""
    return os.urandom(PASSPHRASE_SALT_BYTES)


def derive(
    passphrase: Passphrase, salt: StoredBytes, parameters: PassphraseParameters
) -> PassphraseKeys:
    """Run one Argon2id (version 1.3, 32 bytes) and expand its output twice with HKDF-SHA256.

    The two labels, `passphrase-verifier` and `passphrase-wrapping-key`, make the stored half say
    nothing about the other. Takes some 0.15 s with the default parameters: only sign-in, step-up,
    unlocking, enrolment, passphrase change and recovery call it. Raises: ValueError when the salt
    is not 16 bytes.
    """
    if len(salt) != PASSPHRASE_SALT_BYTES:
        raise ValueError(f"A passphrase salt has exactly {PASSPHRASE_SALT_BYTES} bytes.")
    stretched = Argon2id(
        salt=bytes(salt),
        length=KEY_BYTES,
        iterations=parameters.iterations,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    ).derive(passphrase.reveal())
    return PassphraseKeys(
        verifier=_expand(stretched, encode_parts("passphrase-verifier")),
        wrapping_key=WrappingKey(_expand(stretched, encode_parts("passphrase-wrapping-key"))),
    )


def verifiers_match(one: StoredBytes, other: StoredBytes) -> bool:
    """Compare two verifiers in constant time."""
    return hmac.compare_digest(bytes(one), bytes(other))


def new_session_secret() -> str:
    """Make a session's unlock secret: 256 bits, 43 URL-safe characters, for the client alone."""
    return secrets.token_urlsafe(KEY_BYTES)


def session_wrapping_key(secret: str) -> WrappingKey:
    """Derive what a session's copy of the personal key is wrapped under.

    HKDF-SHA256 over the 43 ASCII characters, no salt.
    Raises: CannotOpen when `secret` has not the shape of one, since it comes from a cookie or a
    header.
    """
    if not _SESSION_SECRET.fullmatch(secret):
        raise CannotOpen
    return WrappingKey(_derive(secret.encode("ascii"), encode_parts("session-wrapping-key")))


# --- Restricted fields (tier 2) ------------------------------------------------------------------


class FieldKeyring:
    """The installation's field keys by version; the current one locks, all of them unlock.

    keys: version (1..2^32-1) to 32 bytes. Replace the current key long before 2^32 fields were
    locked under it, the bound for random nonces (NIST SP 800-38D, 8.3). Raises: ValueError.
    """

    __slots__ = ("_ciphers", "current")

    def __init__(self, current: int, keys: Mapping[int, bytes]) -> None:
        if current not in keys:
            raise ValueError(f"The current field key version {current} is not in the keyring.")
        for version, key in keys.items():
            if not 0 < version < 1 << 32:
                raise ValueError(f"A field key version lies in 1..2^32-1, {version} does not.")
            if len(key) != KEY_BYTES:
                raise ValueError(f"Field key {version} has not exactly {KEY_BYTES} bytes.")
        self.current = current
        # Setting up a cipher costs more than locking a field with it.
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}

    def __repr__(self) -> str:
        return f"<FieldKeyring, current {self.current}, versions {sorted(self._ciphers)}>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("A FieldKeyring is neither copied nor pickled.")


def lock_field(
    keyring: FieldKeyring, plaintext: bytes, table: str, column: str, row_id: UUID | int | str
) -> bytes:
    """Lock a tier-2 value under the current field key, bound to table, column and row.

    Padded to 64-byte steps: write the same keys always, so that no step tells how much is known.
    A UUID and its text are different rows here, so a caller keeps to one way of writing ids.
    """
    version = keyring.current
    nonce = os.urandom(NONCE_BYTES)
    locked = keyring._ciphers[version].encrypt(
        nonce,
        layout.pad(plaintext, layout.FIELD_STEP),
        layout.field_associated_data(version, table, column, row_id),
    )
    return layout.field_header(version) + nonce + locked


def unlock_field(
    keyring: FieldKeyring, envelope: StoredBytes, table: str, column: str, row_id: UUID | int | str
) -> bytes:
    """Open what `lock_field` locked. Raises: CannotOpen; UnknownEnvelope for a missing key too."""
    version = field_key_version_of(envelope)
    cipher = keyring._ciphers.get(version)
    if cipher is None:
        raise UnknownEnvelope(f"Field key version {version} is not in the keyring.")
    body = layout.body_after(layout.field_header(version), envelope)
    associated = layout.field_associated_data(version, table, column, row_id)
    return layout.unpad(_decrypt(cipher, body, associated), layout.FIELD_STEP)


# --- Keyed hashes --------------------------------------------------------------------------------


def keyed_id(key: InstallationKey, label: str, *parts: Part) -> bytes:
    """Return 32 bytes that name `parts` to holders of the key alone (HMAC-SHA256).

    label: what is named (`fact`, `person`, `contributor`, `sign-in-throttle`); labels never share
    an id.
    """
    message = encode_parts("keyed-id", label, *parts)
    return hmac.digest(key.reveal(), message, "sha256")


def derive_subkey(key: InstallationKey, label: str) -> InstallationKey:
    """Derive the installation's key for one use (HKDF-SHA256, no salt)."""
    return InstallationKey(_derive(key.reveal(), encode_parts("subkey", label)))


def _expand(key: bytes, info: bytes) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, info).derive(key)


def _derive(key: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(key)


def _decrypt(cipher: AESGCM, nonce_and_ciphertext: bytes, associated_data: bytes) -> bytes:
    if len(nonce_and_ciphertext) < NONCE_BYTES + layout.TAG_BYTES:
        raise CannotOpen
    nonce = nonce_and_ciphertext[:NONCE_BYTES]
    try:
        return cipher.decrypt(nonce, nonce_and_ciphertext[NONCE_BYTES:], associated_data)
    except InvalidTag:
        raise CannotOpen from None
