"""The byte formats of everything sealed: no keys, no encryption, standard library only.

Version 1 is frozen. The layouts stand in README.md beside this file and are guarded by
`tests/vectors`; a change of layout is a new version or a new scheme, never an edit of an old one.
All integers are unsigned, big-endian.

    sealed to a key   version | scheme | key id | HPKE enc 1120 | ciphertext | tag 16
    item content      version | scheme | item id | commitment 32 | nonce 12 | ciphertext | tag 16
    wrapped key       version | scheme | key id | nonce 12 | ciphertext 32 | tag 16
    locked field      version | scheme | field key version 4 | nonce 12 | ciphertext | tag 16

Version and scheme are one byte each, ids 16 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

VERSION = 1

ID_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
COMMITMENT_BYTES = 32
KEY_BYTES = 32

TEXT_STEP = 512
FIELD_STEP = 64
_LENGTH_BYTES = 4

_IDENTIFIED_HEADER_BYTES = 2 + ID_BYTES
_FIELD_HEADER_BYTES = 2 + 4
_MAGIC = b"testigo\x01"

Part = bytes | str | int | UUID | None
"""What `encode_parts` can write. A bool is refused: True and 1 would be the same bytes."""

StoredBytes = bytes | memoryview
"""Bytes as a database column gives them: some drivers hand out memoryviews."""


class CannotOpen(Exception):
    """It does not open, and never says why: wrong key, tampering and missing wrap look alike.

    Callers raise it too, when there is no wrap for this person, so that the two cannot be told
    apart.
    """

    def __init__(self, explanation: str = "This cannot be opened.") -> None:
        super().__init__(explanation)


class UnknownEnvelope(CannotOpen):
    """Its first bytes name a version, a scheme or a field key that is not known here.

    Says which, because the remedy is an operator's (upgrade, or give the old field key back), and
    because the number stands unprotected in the first bytes anyway. Nothing is ever tried instead.
    """


class Scheme(IntEnum):
    """Second byte of every envelope: one number space, so that no kind passes for another."""

    SEALED_KEY = 1
    SEALED_TEXT = 2
    ITEM = 3
    WRAPPED_KEY = 4
    FIELD = 5


class SealPurpose(StrEnum):
    """What is sealed to a public key, and for what. The codes are format: add, never change."""

    ITEM_KEY = "item-key"
    CONTAINER_KEY = "container-key"
    AUDIT_KEY = "audit-key"
    PERSONAL_KEY = "personal-key"
    AUDIT_BODY = "audit-body"

    @property
    def scheme(self) -> Scheme:
        """Keys are 32 bytes and sealed as they are; everything else is text and padded."""
        return Scheme.SEALED_TEXT if self is SealPurpose.AUDIT_BODY else Scheme.SEALED_KEY


class WrapPurpose(StrEnum):
    """Under what kind of symmetric key a person's private key is wrapped. Add, never change."""

    PASSPHRASE = "passphrase"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class SealContext:
    """What an envelope sealed to a public key is bound to.

    key_id: the key it is sealed to; stands in the header. about: the container for an item key and
    an audit body, the granted key for a container key and an audit key, the user for a personal
    key.
    """

    purpose: SealPurpose
    key_id: UUID
    about: UUID


@dataclass(frozen=True, slots=True)
class WrapContext:
    """What a wrapped key is bound to. key_id: the key inside. about: the user, or the session."""

    purpose: WrapPurpose
    key_id: UUID
    about: UUID


@dataclass(frozen=True, slots=True)
class ItemBinding:
    """What an item's content is bound to: not the container, so moving re-seals the key alone.

    field: the item's field word (`note`, `identity`, ...). version: 1 for the first text, one more
    for each change.
    """

    item_id: UUID
    field: str
    version: int


def encode_parts(label: str, *parts: Part) -> bytes:
    """Write `label` and `parts` so that no two different lists give the same bytes.

    Layout: "testigo" 0x01 | label length 1 | label (ASCII) | part count 1 | parts, where a part is
    tag 1 | length 4 | value, with the tags b (bytes), s (text in UTF-8, as given, not normalised),
    i (integer, 8 bytes), u (UUID, 16 bytes), - (absent, length 0). This is the one encoding for
    HPKE `info`, associated data, key derivation, keyed hashes and the audit chain.
    Raises: ValueError for a label that is not 1 to 255 ASCII characters, more than 255 parts, text
    that is not Unicode, an integer outside 0..2^64-1; TypeError for any other type.
    """
    name = label.encode("ascii")
    if not 0 < len(name) < 256 or len(parts) > 255:
        raise ValueError("A label has 1 to 255 ASCII characters and at most 255 parts.")
    pieces = [_MAGIC, bytes((len(name),)), name, bytes((len(parts),))]
    for part in parts:
        tag, value = _encode_part(part)
        pieces += (tag, len(value).to_bytes(4, "big"), value)
    return b"".join(pieces)


def _encode_part(part: Part) -> tuple[bytes, bytes]:
    if isinstance(part, str):
        return b"s", part.encode("utf-8")
    if isinstance(part, bytes):
        return b"b", part
    if isinstance(part, UUID):
        return b"u", part.bytes
    if isinstance(part, int) and not isinstance(part, bool):
        if not 0 <= part < 1 << 64:
            raise ValueError(f"An encoded integer lies in 0..2^64-1, {part} does not.")
        return b"i", part.to_bytes(8, "big")
    if part is None:
        return b"-", b""
    raise TypeError(f"Cannot encode a {type(part).__name__}: use bytes, str, int, UUID or None.")


def pad(content: bytes, step: int) -> bytes:
    """Return length 4 | content | zeros, to the next multiple of `step` bytes."""
    framed = len(content) + _LENGTH_BYTES
    return len(content).to_bytes(_LENGTH_BYTES, "big") + content + bytes(-framed % step)


def unpad(padded: bytes, step: int) -> bytes:
    """Undo `pad`. Raises CannotOpen unless `padded` is exactly what `pad` would have written."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    content = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if pad(content, step) != padded:
        raise CannotOpen
    return content


def identified_header(scheme: Scheme, identifier: UUID) -> bytes:
    """Return the 18 bytes that open every envelope but a locked field: version, scheme, id."""
    return bytes((VERSION, scheme)) + identifier.bytes


def field_header(key_version: int) -> bytes:
    """Return the 6 bytes that open a locked field: version, scheme, field key version."""
    return bytes((VERSION, Scheme.FIELD)) + key_version.to_bytes(4, "big")


def scheme_of(envelope: StoredBytes) -> Scheme:
    """Read the first two bytes. Raises: UnknownEnvelope; CannotOpen when there are not even two."""
    if len(envelope) < 2:
        raise CannotOpen
    version, scheme = envelope[0], envelope[1]
    if version != VERSION:
        raise UnknownEnvelope(f"Envelope version {version} is not known here.")
    try:
        return Scheme(scheme)
    except ValueError:
        raise UnknownEnvelope(f"Envelope scheme {scheme} is not known here.") from None


def key_id_of(envelope: StoredBytes) -> UUID:
    """Say which key an envelope is sealed to, so that a reader finds the right one.

    The header is only bound when the envelope is opened: this is a hint, not a fact.
    Raises: UnknownEnvelope; CannotOpen when the envelope is not one sealed to a public key.
    """
    if scheme_of(envelope) not in (Scheme.SEALED_KEY, Scheme.SEALED_TEXT):
        raise CannotOpen
    if len(envelope) < _IDENTIFIED_HEADER_BYTES:
        raise CannotOpen
    return UUID(bytes=bytes(envelope[2:_IDENTIFIED_HEADER_BYTES]))


def body_after(header: bytes, envelope: StoredBytes) -> bytes:
    """Return what follows `header`. Raises: UnknownEnvelope; CannotOpen for another header."""
    scheme_of(envelope)
    if envelope[: len(header)] != header:
        raise CannotOpen
    return bytes(envelope[len(header) :])


def field_key_version_of(envelope: StoredBytes) -> int:
    """Say under which field key version a field is locked. A hint, as in `key_id_of`."""
    if scheme_of(envelope) is not Scheme.FIELD or len(envelope) < _FIELD_HEADER_BYTES:
        raise CannotOpen
    return int.from_bytes(envelope[2:_FIELD_HEADER_BYTES], "big")


def seal_info(context: SealContext) -> bytes:
    """Return HPKE's `info`: the header with the key id, the purpose and what it is about."""
    header = identified_header(context.purpose.scheme, context.key_id)
    return encode_parts("seal", header, context.purpose.value, context.about)


def item_associated_data(binding: ItemBinding) -> bytes:
    """Return an item's associated data: the header with its id, the field, the version."""
    header = identified_header(Scheme.ITEM, binding.item_id)
    return encode_parts("item", header, binding.field, binding.version)


def item_key_use(use: str, item_id: UUID) -> bytes:
    """Return HKDF's `info` for one use of an item key: `item-content` or `item-commitment`."""
    return encode_parts(use, identified_header(Scheme.ITEM, item_id))


def wrap_associated_data(context: WrapContext) -> bytes:
    """Return the associated data of a wrapped key: the header, the purpose and what it is about."""
    header = identified_header(Scheme.WRAPPED_KEY, context.key_id)
    return encode_parts("wrap", header, context.purpose.value, context.about)


def field_associated_data(
    key_version: int, table: str, column: str, row_id: UUID | int | str
) -> bytes:
    """Return a locked field's associated data: the header, the table, the column and the row."""
    return encode_parts("field", field_header(key_version), table, column, row_id)
