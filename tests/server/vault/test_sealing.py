"""Sealing, opening, wrapping, locking and deriving, against fixed vectors and against tampering."""

import copy
import dataclasses
import json
import pickle
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from server.vault import envelope as layout
from server.vault import sealing
from server.vault.sealing import (
    CannotOpen,
    FieldKeyring,
    InstallationKey,
    ItemBinding,
    ItemKey,
    Passphrase,
    PassphraseParameters,
    PrivateKey,
    PublicKey,
    SealContext,
    SealPurpose,
    UnknownEnvelope,
    WrapContext,
    WrappingKey,
    WrapPurpose,
)

VECTORS = Path(__file__).parents[2] / "vectors"
CHEAP = PassphraseParameters(iterations=1, memory_kib=8, lanes=1)
SALT = bytes(range(16))
KEY_PURPOSES = [p for p in SealPurpose if p is not SealPurpose.AUDIT_BODY]


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def unhex(vector: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(vector[name])


def tampered(envelope: bytes) -> Iterator[bytes]:
    """Every single changed byte, some cut ends, and something added."""
    for at in range(len(envelope)):
        for flip in (0x01, 0x80):
            yield envelope[:at] + bytes((envelope[at] ^ flip,)) + envelope[at + 1 :]
    for length in {0, 1, 2, 6, 17, 18, 30, 50, 61, 62, 78, 1138, len(envelope) - 1}:
        if length < len(envelope):
            yield envelope[:length]
    yield envelope + b"\x00"
    yield envelope[1:]


def refuses_every_change(envelope: bytes, open_it: Callable[[bytes], object]) -> None:
    for number, changed in enumerate(tampered(envelope)):
        try:
            open_it(changed)
        except CannotOpen:
            continue
        pytest.fail(f"change {number} was not noticed")


# --- Keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("keys.json"), ids=lambda v: v["name"])
def test_a_seed_gives_the_public_key_of_the_x_wing_draft(vector: dict[str, Any]) -> None:
    public_key = sealing.public_key_of(PrivateKey(unhex(vector, "seed")))
    assert public_key.encoded == unhex(vector, "public_key")
    assert PublicKey(unhex(vector, "public_key")) == public_key


def test_new_keys_differ() -> None:
    assert sealing.new_private_key() != sealing.new_private_key()
    assert sealing.new_item_key() != sealing.new_item_key()
    assert sealing.new_passphrase_salt() != sealing.new_passphrase_salt()
    assert sealing.new_session_secret() != sealing.new_session_secret()


@pytest.mark.parametrize("kind", [PrivateKey, ItemKey, WrappingKey, InstallationKey])
@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_has_exactly_32_bytes(
    kind: type[PrivateKey | ItemKey | WrappingKey | InstallationKey], length: int
) -> None:
    with pytest.raises(ValueError, match=f"{kind.__name__} has exactly 32 bytes, not {length}"):
        kind(bytes(length))


@pytest.mark.parametrize("encoded", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_what_is_no_public_key_is_refused(encoded: bytes) -> None:
    with pytest.raises(ValueError, match="public key"):
        PublicKey(encoded)


def test_sealing_to_a_degenerate_public_key_is_refused() -> None:
    public_key = sealing.public_key_of(sealing.new_private_key())
    degenerate = PublicKey(public_key.encoded[:1184] + bytes(32))
    context = SealContext(SealPurpose.ITEM_KEY, uuid4(), uuid4())
    with pytest.raises(ValueError, match="shared key"):
        sealing.seal_for(degenerate, bytes(32), context)


SECRETS = [
    PrivateKey(b"s3cr3t__" * 4),
    ItemKey(b"s3cr3t__" * 4),
    WrappingKey(b"s3cr3t__" * 4),
    InstallationKey(b"s3cr3t__" * 4),
    Passphrase("s3cr3t__" * 4),
    FieldKeyring(1, {1: b"s3cr3t__" * 4}),
]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: type(s).__name__)
def test_a_secret_is_not_shown(secret: object) -> None:
    shown = [repr(secret), str(secret), f"{secret}", f"{[secret]!r}", f"{secret!a}"]
    for text in shown:
        assert type(secret).__name__ in text
        assert "s3cr3t" not in text
        assert b"s3cr3t".hex() not in text


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: type(s).__name__)
def test_a_secret_is_neither_pickled_nor_copied(secret: object) -> None:
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither copied nor pickled"):
            leave(secret)


def test_derived_keys_are_not_shown() -> None:
    keys = sealing.derive(Passphrase("farol"), SALT, CHEAP)
    assert keys.verifier.hex() not in repr(keys)
    assert repr(keys.verifier) not in repr(keys)
    assert keys.wrapping_key.reveal().hex() not in repr(keys)


def test_secrets_are_compared_by_kind_and_bytes() -> None:
    assert ItemKey(bytes(32)) == ItemKey(bytes(32))
    assert ItemKey(bytes(32)) != ItemKey(b"\x01" + bytes(31))
    assert ItemKey(bytes(32)) != WrappingKey(bytes(32))
    with pytest.raises(TypeError, match="unhashable"):
        hash(ItemKey(bytes(32)))


# --- Sealing to a public key ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def private_key() -> PrivateKey:
    return sealing.new_private_key()


@pytest.fixture(scope="module")
def public_key(private_key: PrivateKey) -> PublicKey:
    return sealing.public_key_of(private_key)


@pytest.fixture
def context() -> SealContext:
    return SealContext(SealPurpose.ITEM_KEY, key_id=uuid4(), about=uuid4())


@pytest.mark.parametrize("vector", vectors("seals.json"), ids=lambda v: v["name"])
def test_frozen_seals_open(vector: dict[str, Any]) -> None:
    context = SealContext(
        SealPurpose(vector["purpose"]), UUID(vector["key_id"]), UUID(vector["about"])
    )
    private_key = PrivateKey(unhex(vector, "private_key"))
    envelope = unhex(vector, "envelope")
    opened = sealing.open_with(private_key, envelope, context)
    assert opened == unhex(vector, "plaintext")
    assert sealing.key_id_of(envelope) == context.key_id
    refuses_every_change(envelope, lambda e: sealing.open_with(private_key, e, context))


def test_some_frozen_seals_were_made_by_another_library() -> None:
    assert {vector["made_by"].split()[0] for vector in vectors("seals.json")} == {
        "cryptography",
        "@hpke/core",
    }


@pytest.mark.parametrize("purpose", KEY_PURPOSES)
def test_a_key_sealed_for_somebody_opens_with_their_key(
    private_key: PrivateKey, public_key: PublicKey, purpose: SealPurpose
) -> None:
    item_key = sealing.new_item_key()
    context = SealContext(purpose, uuid4(), uuid4())
    envelope = sealing.seal_for(public_key, item_key.reveal(), context)
    assert len(envelope) == 1186
    assert ItemKey(sealing.open_with(private_key, envelope, context)) == item_key
    assert sealing.open_with(private_key, memoryview(envelope), context) == item_key.reveal()


@pytest.mark.parametrize("purpose", KEY_PURPOSES)
@pytest.mark.parametrize("length", [0, 31, 33])
def test_only_a_key_can_be_sealed_where_a_key_belongs(
    public_key: PublicKey, purpose: SealPurpose, length: int
) -> None:
    with pytest.raises(ValueError, match=f"sealed {purpose.value} has exactly 32 bytes"):
        sealing.seal_for(public_key, bytes(length), SealContext(purpose, uuid4(), uuid4()))


@pytest.mark.parametrize(("length", "size"), [(0, 1666), (508, 1666), (509, 2178)])
def test_a_sealed_text_shows_steps_only(
    private_key: PrivateKey, public_key: PublicKey, length: int, size: int
) -> None:
    context = SealContext(SealPurpose.AUDIT_BODY, uuid4(), uuid4())
    envelope = sealing.seal_for(public_key, b"x" * length, context)
    assert len(envelope) == size
    assert sealing.open_with(private_key, envelope, context) == b"x" * length


def test_sealing_twice_gives_different_bytes(public_key: PublicKey, context: SealContext) -> None:
    first = sealing.seal_for(public_key, bytes(32), context)
    assert first[18:] != sealing.seal_for(public_key, bytes(32), context)[18:]


def test_another_key_does_not_open(public_key: PublicKey, context: SealContext) -> None:
    envelope = sealing.seal_for(public_key, bytes(32), context)
    with pytest.raises(CannotOpen):
        sealing.open_with(sealing.new_private_key(), envelope, context)


@pytest.mark.parametrize(
    "change",
    [{"about": UUID(int=1)}, {"key_id": UUID(int=2)}]
    + [{"purpose": purpose} for purpose in SealPurpose if purpose is not SealPurpose.ITEM_KEY],
    ids=str,
)
def test_the_right_key_does_not_open_in_another_context(
    private_key: PrivateKey, public_key: PublicKey, context: SealContext, change: dict[str, Any]
) -> None:
    envelope = sealing.seal_for(public_key, bytes(32), context)
    with pytest.raises(CannotOpen):
        sealing.open_with(private_key, envelope, dataclasses.replace(context, **change))


def test_a_forged_key_id_in_the_header_does_not_open(
    private_key: PrivateKey, public_key: PublicKey, context: SealContext
) -> None:
    other = dataclasses.replace(context, key_id=uuid4())
    envelope = sealing.seal_for(public_key, bytes(32), context)
    forged = envelope[:2] + other.key_id.bytes + envelope[18:]
    with pytest.raises(CannotOpen):
        sealing.open_with(private_key, forged, other)


def test_all_ways_of_failing_look_alike(
    private_key: PrivateKey, public_key: PublicKey, context: SealContext
) -> None:
    envelope = sealing.seal_for(public_key, bytes(32), context)
    elsewhere = dataclasses.replace(context, about=uuid4())
    attempts: list[tuple[PrivateKey, bytes, SealContext]] = [
        (sealing.new_private_key(), envelope, context),
        (private_key, envelope, elsewhere),
        (private_key, envelope[:-1] + bytes((envelope[-1] ^ 1,)), context),
        (private_key, envelope[:40], context),
        (private_key, b"", context),
    ]
    answers = set()
    for attempt in attempts:
        with pytest.raises(CannotOpen) as refusal:
            sealing.open_with(*attempt)
        error = refusal.value
        answers.add((type(error), str(error), error.__cause__, error.__suppress_context__))
    assert {(kind, text) for kind, text, _, _ in answers} == {(CannotOpen, str(CannotOpen()))}
    assert {cause for _, _, cause, _ in answers} == {None}


@pytest.mark.parametrize("contents", [b"", bytes(31), bytes(33), bytes(512)])
@pytest.mark.parametrize("purpose", [SealPurpose.ITEM_KEY, SealPurpose.AUDIT_BODY])
def test_contents_of_a_wrong_shape_do_not_open(
    private_key: PrivateKey, public_key: PublicKey, purpose: SealPurpose, contents: bytes
) -> None:
    """Anybody can seal anything to a public key, so what comes out is checked like input."""
    if purpose is SealPurpose.AUDIT_BODY and len(contents) == 512:
        contents = b"\xff" * 512
    context = SealContext(purpose, uuid4(), uuid4())
    header = layout.identified_header(purpose.scheme, context.key_id)
    sealed = sealing._SUITE.encrypt(contents, public_key._handle, info=layout.seal_info(context))
    with pytest.raises(CannotOpen):
        sealing.open_with(private_key, header + sealed, context)


def test_a_future_envelope_is_refused_and_not_tried(
    private_key: PrivateKey, public_key: PublicKey, context: SealContext
) -> None:
    envelope = sealing.seal_for(public_key, bytes(32), context)
    with pytest.raises(UnknownEnvelope, match="version 2"):
        sealing.open_with(private_key, b"\x02" + envelope[1:], context)
    with pytest.raises(UnknownEnvelope, match="scheme 9"):
        sealing.open_with(private_key, b"\x01\x09" + envelope[2:], context)


# --- Item contents --------------------------------------------------------------------------------


@pytest.fixture
def binding() -> ItemBinding:
    return ItemBinding(item_id=uuid4(), field="note", version=1)


@pytest.mark.parametrize("vector", vectors("items.json"), ids=lambda v: v["name"])
def test_frozen_items_open(vector: dict[str, Any]) -> None:
    item_key = ItemKey(unhex(vector, "item_key"))
    binding = ItemBinding(UUID(vector["item_id"]), vector["field"], vector["version"])
    envelope = unhex(vector, "envelope")
    assert sealing.open_item(item_key, envelope, binding) == unhex(vector, "content")
    assert envelope[18:50] == unhex(vector, "commitment")
    refuses_every_change(envelope, lambda e: sealing.open_item(item_key, e, binding))


@given(st.text(max_size=700))
def test_a_text_comes_back_as_it_was_and_shows_steps_only(text: str) -> None:
    content = text.encode()
    item_key, binding = sealing.new_item_key(), ItemBinding(uuid4(), "note", 1)
    envelope = sealing.seal_item(item_key, content, binding)
    assert sealing.open_item(item_key, envelope, binding) == content
    assert len(envelope) == 78 + 512 * -(-(len(content) + 4) // 512)


def test_a_stored_item_may_come_as_a_memoryview(binding: ItemBinding) -> None:
    item_key = sealing.new_item_key()
    envelope = sealing.seal_item(item_key, b"note", binding)
    assert sealing.open_item(item_key, memoryview(envelope), binding) == b"note"


@pytest.mark.parametrize(
    "change", [{"item_id": UUID(int=1)}, {"field": "identity"}, {"version": 2}], ids=str
)
def test_an_item_does_not_open_as_another_item_field_or_version(
    binding: ItemBinding, change: dict[str, Any]
) -> None:
    item_key = sealing.new_item_key()
    envelope = sealing.seal_item(item_key, b"note", binding)
    other = dataclasses.replace(binding, **change)
    with pytest.raises(CannotOpen):
        sealing.open_item(item_key, envelope, other)
    forged_header = envelope[:2] + other.item_id.bytes + envelope[18:]
    with pytest.raises(CannotOpen):
        sealing.open_item(item_key, forged_header, other)


def test_ciphertexts_swapped_between_two_items_do_not_open(binding: ItemBinding) -> None:
    """Even under one and the same key, so that the binding alone is tested."""
    item_key = sealing.new_item_key()
    other = dataclasses.replace(binding, item_id=uuid4())
    one = sealing.seal_item(item_key, b"one", binding)
    two = sealing.seal_item(item_key, b"two", other)
    for swapped, place in ((one[:18] + two[18:], binding), (two[:18] + one[18:], other)):
        with pytest.raises(CannotOpen):
            sealing.open_item(item_key, swapped, place)
    contents_only = one[:50] + two[50:]
    with pytest.raises(CannotOpen):
        sealing.open_item(item_key, contents_only, binding)


def test_another_item_key_does_not_open(binding: ItemBinding) -> None:
    envelope = sealing.seal_item(sealing.new_item_key(), b"note", binding)
    with pytest.raises(CannotOpen):
        sealing.open_item(sealing.new_item_key(), envelope, binding)


def test_an_item_commits_to_its_key(binding: ItemBinding) -> None:
    """Two keys never share a commitment, so no envelope can open under both."""
    keys = [sealing.new_item_key() for _ in range(20)]
    assert len({sealing.seal_item(key, b"", binding)[18:50] for key in keys}) == 20
    one, two = (sealing.seal_item(key, b"same", binding) for key in keys[:2])
    with pytest.raises(CannotOpen):
        sealing.open_item(keys[1], one[:18] + two[18:50] + one[50:], binding)
    with pytest.raises(CannotOpen):
        sealing.open_item(keys[1], two[:18] + one[18:50] + two[50:], binding)


def test_moving_an_item_to_a_case_file_re_seals_its_key_and_leaves_its_content(
    private_key: PrivateKey, public_key: PublicKey, binding: ItemBinding
) -> None:
    item_key, case_key = sealing.new_item_key(), sealing.new_private_key()
    content = sealing.seal_item(item_key, b"note", binding)
    intake = SealContext(SealPurpose.ITEM_KEY, key_id=uuid4(), about=uuid4())
    case = SealContext(SealPurpose.ITEM_KEY, key_id=uuid4(), about=uuid4())
    wrap = sealing.seal_for(public_key, item_key.reveal(), intake)

    moved = sealing.seal_for(
        sealing.public_key_of(case_key), sealing.open_with(private_key, wrap, intake), case
    )

    opened_key = ItemKey(sealing.open_with(case_key, moved, case))
    assert sealing.open_item(opened_key, content, binding) == b"note"


# --- Private keys under a symmetric key -----------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("wraps.json")["wraps"], ids=lambda v: v["purpose"])
def test_frozen_wraps_open(vector: dict[str, Any]) -> None:
    wrapping_key = WrappingKey(unhex(vector, "wrapping_key"))
    purpose = WrapPurpose(vector["purpose"])
    context = WrapContext(purpose, UUID(vector["key_id"]), UUID(vector["about"]))
    envelope = unhex(vector, "envelope")
    opened = sealing.unwrap_secret(wrapping_key, envelope, context)
    assert opened == PrivateKey(unhex(vector, "secret"))
    refuses_every_change(envelope, lambda e: sealing.unwrap_secret(wrapping_key, e, context))


def test_a_wrapped_key_opens_in_its_context_alone() -> None:
    wrapping_key = WrappingKey(bytes(range(32)))
    secret = sealing.new_private_key()
    context = WrapContext(WrapPurpose.SESSION, key_id=uuid4(), about=uuid4())
    envelope = sealing.wrap_secret(wrapping_key, secret, context)
    assert len(envelope) == 78
    assert sealing.unwrap_secret(wrapping_key, memoryview(envelope), context) == secret
    for other in (
        dataclasses.replace(context, purpose=WrapPurpose.PASSPHRASE),
        dataclasses.replace(context, key_id=uuid4()),
        dataclasses.replace(context, about=uuid4()),
    ):
        with pytest.raises(CannotOpen):
            sealing.unwrap_secret(wrapping_key, envelope, other)
    with pytest.raises(CannotOpen):
        sealing.unwrap_secret(WrappingKey(bytes(32)), envelope, context)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_wrap_of_anything_but_a_key_does_not_open(length: int) -> None:
    wrapping_key = WrappingKey(bytes(range(32)))
    context = WrapContext(WrapPurpose.SESSION, key_id=uuid4(), about=uuid4())
    associated = layout.wrap_associated_data(context)
    sealed = AESGCM(wrapping_key.reveal()).encrypt(bytes(12), bytes(length), associated)
    header = layout.identified_header(layout.Scheme.WRAPPED_KEY, context.key_id)
    with pytest.raises(CannotOpen):
        sealing.unwrap_secret(wrapping_key, header + bytes(12) + sealed, context)


# --- Passphrases and sessions ---------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("wraps.json")["passphrases"], ids=lambda v: v["name"])
def test_passphrases_are_derived_as_frozen(vector: dict[str, Any]) -> None:
    parameters = PassphraseParameters(vector["iterations"], vector["memory_kib"], vector["lanes"])
    passphrase = Passphrase(vector["typed"])
    keys = sealing.derive(passphrase, unhex(vector, "salt"), parameters)
    assert passphrase.reveal() == unhex(vector, "counted")
    assert keys.verifier == unhex(vector, "verifier")
    assert keys.wrapping_key.reveal() == unhex(vector, "wrapping_key")


def test_one_vector_has_the_default_cost() -> None:
    costs = [
        (v["iterations"], v["memory_kib"], v["lanes"]) for v in vectors("wraps.json")["passphrases"]
    ]
    default = PassphraseParameters()
    assert (default.iterations, default.memory_kib, default.lanes) == (3, 65536, 1)
    assert (3, 65536, 1) in costs


def test_the_stored_verifier_and_the_wrapping_key_have_nothing_in_common() -> None:
    keys = sealing.derive(Passphrase("farol"), SALT, CHEAP)
    assert keys.verifier != keys.wrapping_key.reveal()
    assert len(keys.verifier) == 32


@given(st.text(min_size=1, max_size=20))
def test_keyboards_that_compose_differently_give_the_same_passphrase(typed: str) -> None:
    decomposed = unicodedata.normalize("NFD", typed)
    composed = unicodedata.normalize("NFC", typed)
    assert Passphrase(decomposed) == Passphrase(composed)


@pytest.mark.parametrize("other", ["Farol", "farol ", " farol", "faról", "farol\n", "faro"])
def test_passphrases_that_differ_stay_different(other: str) -> None:
    right = sealing.derive(Passphrase("farol"), SALT, CHEAP)
    wrong = sealing.derive(Passphrase(other), SALT, CHEAP)
    assert not sealing.verifiers_match(right.verifier, wrong.verifier)
    assert right.wrapping_key != wrong.wrapping_key


def test_salt_and_cost_change_everything() -> None:
    passphrase = Passphrase("farol")
    first = sealing.derive(passphrase, SALT, CHEAP)
    for salt, parameters in (
        (bytes(16), CHEAP),
        (SALT, dataclasses.replace(CHEAP, iterations=2)),
        (SALT, dataclasses.replace(CHEAP, memory_kib=16)),
    ):
        other = sealing.derive(passphrase, salt, parameters)
        assert not sealing.verifiers_match(first.verifier, other.verifier)
    again = sealing.derive(passphrase, memoryview(SALT), CHEAP)
    assert sealing.verifiers_match(memoryview(first.verifier), again.verifier)


@pytest.mark.parametrize("typed", ["", "x" * 1025, "s3cr3t\ud800"])
def test_what_is_no_passphrase_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(ValueError, match="A passphrase is Unicode text") as refusal:
        Passphrase(typed)
    assert "s3cr3t" not in str(refusal.value)
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_a_salt_has_16_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match="exactly 16 bytes"):
        sealing.derive(Passphrase("farol"), salt, CHEAP)


@pytest.mark.parametrize(
    ("iterations", "memory_kib", "lanes"),
    [(0, 64, 1), (17, 64, 1), (1, 7, 1), (1, 15, 2), (1, 1048577, 1), (1, 64, 0), (1, 128, 9)],
)
def test_a_tampered_cost_is_refused(iterations: int, memory_kib: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="Argon2id runs here with"):
        PassphraseParameters(iterations, memory_kib, lanes)


@pytest.mark.parametrize("vector", vectors("wraps.json")["sessions"])
def test_session_keys_are_derived_as_frozen(vector: dict[str, Any]) -> None:
    wrapping_key = sealing.session_wrapping_key(vector["secret"])
    assert wrapping_key.reveal() == unhex(vector, "wrapping_key")


def test_each_session_secret_gives_its_own_key() -> None:
    one, two = sealing.new_session_secret(), sealing.new_session_secret()
    assert len(one) == 43
    assert sealing.session_wrapping_key(one) == sealing.session_wrapping_key(one)
    assert sealing.session_wrapping_key(one) != sealing.session_wrapping_key(two)


@pytest.mark.parametrize(
    "secret", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "ñ" * 43, "A" * 43 + "\n"]
)
def test_a_cookie_that_is_no_session_secret_opens_nothing(secret: str) -> None:
    with pytest.raises(CannotOpen):
        sealing.session_wrapping_key(secret)


# --- Restricted fields ----------------------------------------------------------------------------

PLACE = ("encounters_encounter", "observed", UUID("6f9619ff-8b86-4d01-b42d-00c04fc964ff"))


@pytest.fixture
def keyring() -> FieldKeyring:
    return FieldKeyring(current=2, keys={1: bytes(range(32)), 2: bytes(range(32, 64))})


def row_of(written: dict[str, str]) -> UUID | int | str:
    if "uuid" in written:
        return UUID(written["uuid"])
    return int(written["integer"]) if "integer" in written else written["text"]


@pytest.mark.parametrize("vector", vectors("fields.json"), ids=lambda v: v["table"])
def test_frozen_fields_open(vector: dict[str, Any]) -> None:
    version = vector["key_version"]
    keyring = FieldKeyring(version, {version: unhex(vector, "key")})
    place = (vector["table"], vector["column"], row_of(vector["row_id"]))
    envelope = unhex(vector, "envelope")
    assert sealing.unlock_field(keyring, envelope, *place) == unhex(vector, "plaintext")
    refuses_every_change(envelope, lambda e: sealing.unlock_field(keyring, e, *place))


@given(st.binary(max_size=300))
def test_a_field_comes_back_as_it_was_and_shows_steps_only(plaintext: bytes) -> None:
    keyring = FieldKeyring(1, {1: bytes(32)})
    envelope = sealing.lock_field(keyring, plaintext, *PLACE)
    assert sealing.unlock_field(keyring, memoryview(envelope), *PLACE) == plaintext
    assert len(envelope) == 34 + 64 * -(-(len(plaintext) + 4) // 64)


@pytest.mark.parametrize(
    "place",
    [
        ("cases_casefile", *PLACE[1:]),
        (PLACE[0], "place", PLACE[2]),
        (*PLACE[:2], UUID(int=1)),
        (*PLACE[:2], str(PLACE[2])),
        (*PLACE[:2], PLACE[2].int >> 64),
        (PLACE[0] + "observed", "", PLACE[2]),
    ],
    ids=str,
)
def test_a_field_does_not_open_in_another_place(
    keyring: FieldKeyring, place: tuple[str, str, UUID | int | str]
) -> None:
    envelope = sealing.lock_field(keyring, b"{}", *PLACE)
    with pytest.raises(CannotOpen):
        sealing.unlock_field(keyring, envelope, *place)


def test_the_current_field_key_locks_and_the_older_still_unlock(keyring: FieldKeyring) -> None:
    older = FieldKeyring(current=1, keys={1: bytes(range(32))})
    envelope = sealing.lock_field(older, b"before", *PLACE)
    assert sealing.field_key_version_of(envelope) == 1
    assert sealing.unlock_field(keyring, envelope, *PLACE) == b"before"
    assert sealing.field_key_version_of(sealing.lock_field(keyring, b"after", *PLACE)) == 2


def test_a_field_under_a_missing_key_names_its_version(keyring: FieldKeyring) -> None:
    older = FieldKeyring(current=1, keys={1: bytes(range(32))})
    envelope = sealing.lock_field(keyring, b"{}", *PLACE)
    with pytest.raises(UnknownEnvelope, match="Field key version 2 is not in the keyring"):
        sealing.unlock_field(older, envelope, *PLACE)


def test_a_field_re_labelled_to_another_key_version_does_not_open(keyring: FieldKeyring) -> None:
    same_key = FieldKeyring(current=1, keys={1: bytes(32), 2: bytes(32)})
    envelope = sealing.lock_field(same_key, b"{}", *PLACE)
    with pytest.raises(CannotOpen):
        sealing.unlock_field(same_key, envelope[:5] + b"\x02" + envelope[6:], *PLACE)


@pytest.mark.parametrize(
    ("current", "keys", "complaint"),
    [
        (2, {1: bytes(32)}, "current field key version 2 is not in the keyring"),
        (1, {}, "current field key version 1 is not in the keyring"),
        (1, {1: bytes(31)}, "Field key 1 has not exactly 32 bytes"),
        (1, {1: bytes(32), 2: bytes(16)}, "Field key 2 has not exactly 32 bytes"),
        (0, {0: bytes(32)}, r"1\.\.2\^32-1, 0 does not"),
        (2**32, {2**32: bytes(32)}, r"1\.\.2\^32-1"),
    ],
)
def test_a_broken_keyring_is_refused(current: int, keys: dict[int, bytes], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        FieldKeyring(current, keys)


# --- Keyed hashes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("keyed_hashes.json")["subkeys"])
def test_subkeys_are_derived_as_frozen(vector: dict[str, Any]) -> None:
    subkey = sealing.derive_subkey(InstallationKey(unhex(vector, "key")), vector["label"])
    assert subkey.reveal() == unhex(vector, "subkey")


@pytest.mark.parametrize("vector", vectors("keyed_hashes.json")["ids"], ids=lambda v: v["label"])
def test_keyed_ids_are_as_frozen(vector: dict[str, Any]) -> None:
    key = InstallationKey(unhex(vector, "key"))
    parts = [row_of(part) for part in vector["parts"]]
    assert sealing.keyed_id(key, vector["label"], *parts) == unhex(vector, "id")


def test_keyed_ids_depend_on_key_label_and_each_part() -> None:
    key, other_key = InstallationKey(bytes(32)), InstallationKey(b"\x01" + bytes(31))
    ids = [
        sealing.keyed_id(key, "fact", "ab", "c"),
        sealing.keyed_id(key, "fact", "a", "bc"),
        sealing.keyed_id(key, "fact", "abc"),
        sealing.keyed_id(key, "person", "ab", "c"),
        sealing.keyed_id(key, "fact", 1),
        sealing.keyed_id(key, "fact", "1"),
        sealing.keyed_id(other_key, "fact", "ab", "c"),
        sealing.keyed_id(sealing.derive_subkey(key, "fact"), "fact", "ab", "c"),
    ]
    assert len(set(ids)) == len(ids)
    assert sealing.keyed_id(key, "fact", "ab", "c") == ids[0]
