"""The byte formats: the one encoding, padding, headers, contexts."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.vault import envelope as layout
from server.vault.envelope import CannotOpen, Part, Scheme, UnknownEnvelope

VECTORS = Path(__file__).parents[2] / "vectors"
SOME_ID = UUID("6f9619ff-8b86-4d01-b42d-00c04fc964ff")

PARTS = st.one_of(
    st.binary(max_size=24),
    st.text(max_size=12),
    st.integers(min_value=0, max_value=2**64 - 1),
    st.uuids(),
    st.none(),
)


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def part_of(written: dict[str, Any]) -> Part:
    ((kind, value),) = written.items()
    match kind:
        case "bytes":
            return bytes.fromhex(value)
        case "text":
            return str(value)
        case "integer":
            return int(value)
        case "uuid":
            return UUID(value)
        case "absent":
            return None
    raise AssertionError(f"unknown kind of part {kind}")


@pytest.mark.parametrize("vector", vectors("encoding.json")["parts"], ids=lambda v: v["label"])
def test_parts_are_encoded_as_frozen(vector: dict[str, Any]) -> None:
    parts = [part_of(part) for part in vector["parts"]]
    assert layout.encode_parts(vector["label"], *parts).hex() == vector["encoded"]


@pytest.mark.parametrize("vector", vectors("encoding.json")["padding"])
def test_padding_is_as_frozen(vector: dict[str, Any]) -> None:
    content = bytes.fromhex(vector["content"])
    assert layout.pad(content, vector["step"]).hex() == vector["padded"]
    assert layout.unpad(bytes.fromhex(vector["padded"]), vector["step"]) == content


@pytest.mark.parametrize(
    ("context", "frozen"),
    [
        (
            layout.SealContext(
                layout.SealPurpose(v["purpose"]), UUID(v["key_id"]), UUID(v["about"])
            ),
            v["info"],
        )
        for v in vectors("seals.json")
    ],
)
def test_seal_context_is_written_as_frozen(context: layout.SealContext, frozen: str) -> None:
    assert layout.seal_info(context).hex() == frozen


@pytest.mark.parametrize("vector", vectors("items.json"), ids=lambda v: v["name"])
def test_item_binding_is_written_as_frozen(vector: dict[str, Any]) -> None:
    binding = layout.ItemBinding(UUID(vector["item_id"]), vector["field"], vector["version"])
    assert layout.item_associated_data(binding).hex() == vector["associated_data"]


@pytest.mark.parametrize("vector", vectors("wraps.json")["wraps"], ids=lambda v: v["purpose"])
def test_wrap_context_is_written_as_frozen(vector: dict[str, Any]) -> None:
    purpose = layout.WrapPurpose(vector["purpose"])
    context = layout.WrapContext(purpose, UUID(vector["key_id"]), UUID(vector["about"]))
    assert layout.wrap_associated_data(context).hex() == vector["associated_data"]


@pytest.mark.parametrize("vector", vectors("fields.json"), ids=lambda v: v["table"])
def test_field_place_is_written_as_frozen(vector: dict[str, Any]) -> None:
    row_id = part_of(vector["row_id"])
    assert isinstance(row_id, UUID | int | str)
    written = layout.field_associated_data(
        vector["key_version"], vector["table"], vector["column"], row_id
    )
    assert written.hex() == vector["associated_data"]


def test_codes_in_the_format_never_change() -> None:
    assert {scheme.name: scheme.value for scheme in Scheme} == {
        "SEALED_KEY": 1,
        "SEALED_TEXT": 2,
        "ITEM": 3,
        "WRAPPED_KEY": 4,
        "FIELD": 5,
    }
    assert {(purpose.value, purpose.scheme) for purpose in layout.SealPurpose} >= {
        ("item-key", Scheme.SEALED_KEY),
        ("container-key", Scheme.SEALED_KEY),
        ("audit-key", Scheme.SEALED_KEY),
        ("personal-key", Scheme.SEALED_KEY),
        ("audit-body", Scheme.SEALED_TEXT),
    }
    assert {purpose.value for purpose in layout.WrapPurpose} >= {"passphrase", "session"}


@given(st.lists(PARTS, max_size=4), st.lists(PARTS, max_size=4))
def test_different_parts_never_give_the_same_bytes(one: list[Part], other: list[Part]) -> None:
    same_parts = [(type(part), part) for part in one] == [(type(part), part) for part in other]
    same_bytes = layout.encode_parts("label", *one) == layout.encode_parts("label", *other)
    assert same_bytes == same_parts


def test_a_label_is_not_a_part() -> None:
    assert layout.encode_parts("ab", "c") != layout.encode_parts("a", "bc")
    assert layout.encode_parts("a", "b", "c") != layout.encode_parts("a", "bc")


@pytest.mark.parametrize("label", ["", "x" * 256, "señal"])
def test_a_label_is_1_to_255_ascii_characters(label: str) -> None:
    with pytest.raises(ValueError, match=r"label|ascii"):
        layout.encode_parts(label)


@pytest.mark.parametrize("part", [-1, 2**64])
def test_an_integer_out_of_range_is_refused(part: int) -> None:
    with pytest.raises(ValueError, match=r"0\.\.2\^64-1"):
        layout.encode_parts("label", part)


@pytest.mark.parametrize("part", [True, 1.5, bytearray(b"x"), ["x"]])
def test_a_part_of_another_type_is_refused(part: Any) -> None:
    with pytest.raises(TypeError, match="Cannot encode"):
        layout.encode_parts("label", part)


@given(st.binary(max_size=1600), st.sampled_from([layout.TEXT_STEP, layout.FIELD_STEP]))
def test_padding_comes_off_and_shows_steps_only(content: bytes, step: int) -> None:
    padded = layout.pad(content, step)
    assert len(padded) == ((len(content) + 4 + step - 1) // step) * step
    assert layout.unpad(padded, step) == content


def test_every_text_of_0_to_508_bytes_has_one_size() -> None:
    sizes = {len(layout.pad(b"x" * length, layout.TEXT_STEP)) for length in range(509)}
    assert sizes == {512}
    assert len(layout.pad(b"x" * 509, layout.TEXT_STEP)) == 1024


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x00\x00\x00",
        bytes(511),
        bytes(1024),  # one step too many
        (509).to_bytes(4, "big") + b"x" * 508,  # longer than what is there
        b"\xff\xff\xff\xff" + bytes(508),
        (1).to_bytes(4, "big") + b"x" + bytes(506) + b"\x01",  # not zeros
    ],
)
def test_padding_that_was_not_written_by_us_does_not_come_off(padded: bytes) -> None:
    with pytest.raises(CannotOpen):
        layout.unpad(padded, layout.TEXT_STEP)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_an_unknown_version_is_refused_by_number(version: int) -> None:
    with pytest.raises(UnknownEnvelope, match=f"version {version} is not known"):
        layout.scheme_of(bytes((version, 1)) + bytes(100))


@pytest.mark.parametrize("scheme", [0, 6, 255])
def test_an_unknown_scheme_is_refused_by_number(scheme: int) -> None:
    with pytest.raises(UnknownEnvelope, match=f"scheme {scheme} is not known"):
        layout.scheme_of(bytes((1, scheme)) + bytes(100))


@pytest.mark.parametrize("envelope", [b"", b"\x01"])
def test_less_than_two_bytes_is_no_envelope(envelope: bytes) -> None:
    with pytest.raises(CannotOpen):
        layout.scheme_of(envelope)


@pytest.mark.parametrize("scheme", [Scheme.SEALED_KEY, Scheme.SEALED_TEXT])
def test_an_envelope_says_which_key_it_is_sealed_to(scheme: Scheme) -> None:
    envelope = layout.identified_header(scheme, SOME_ID) + b"rest"
    assert layout.key_id_of(envelope) == SOME_ID
    assert layout.key_id_of(memoryview(envelope)) == SOME_ID


@pytest.mark.parametrize(
    "envelope",
    [
        layout.identified_header(Scheme.ITEM, SOME_ID) + b"rest",
        layout.identified_header(Scheme.SEALED_KEY, SOME_ID)[:-1],
    ],
)
def test_other_envelopes_name_no_key(envelope: bytes) -> None:
    with pytest.raises(CannotOpen):
        layout.key_id_of(envelope)


def test_a_locked_field_says_its_key_version() -> None:
    assert layout.field_key_version_of(layout.field_header(7) + b"rest") == 7
    assert layout.field_key_version_of(memoryview(layout.field_header(7))) == 7


@pytest.mark.parametrize(
    "envelope",
    [layout.field_header(7)[:-1], layout.identified_header(Scheme.ITEM, SOME_ID)],
)
def test_what_is_no_locked_field_has_no_key_version(envelope: bytes) -> None:
    with pytest.raises(CannotOpen):
        layout.field_key_version_of(envelope)


def test_failing_to_open_says_no_reason() -> None:
    assert str(CannotOpen()) == "This cannot be opened."
