"""Canonical JSON and the hashes of release files."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from encounters.patterns.rules.canonical import (
    NotCanonical,
    canonical_json,
    config_hash,
    release_file_bytes,
    release_id,
)

HERE = Path(__file__).parent


def example(number: int) -> dict[str, Any]:
    text = (HERE / f"release-example-{number}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def test_the_vector_of_the_format_is_reproduced() -> None:
    value = {"b": [1.0, 0.85, 1e-7, 100], "a": {"v": None, "k": ["TX~rest", "año"]}}
    written = canonical_json(value)
    assert written.decode() == '{"a":{"k":["TX~rest","año"],"v":null},"b":[1,0.85,1e-7,100]}'
    assert hashlib.sha256(written).hexdigest() == (
        "7fc2f477c6da80bbcbc5b86d3ca0d8101f0a5b0ae4295de014528458d186ada1"
    )


@pytest.mark.parametrize("number", [1, 2])
def test_the_examples_of_the_format_carry_their_true_hashes(number: int) -> None:
    document = example(number)
    assert release_id(document) == document["release_id"]
    assert config_hash(document) == document["provenance"]["config_hash"]


def test_a_changed_number_changes_the_id_and_leaves_the_definition() -> None:
    document = example(2)
    document["tables"][0]["cells"][0]["v"] += 11
    assert release_id(document) != document["release_id"]
    assert config_hash(document) == document["provenance"]["config_hash"]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (-1.5e-9, "-1.5e-9"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (333333333.33333329, "333333333.3333333"),
        (0.1, "0.1"),
        (48.0, "48"),
        (-17, "-17"),
        (9007199254740991, "9007199254740991"),
    ],
)
def test_numbers_are_printed_as_ecmascript_prints_them(number: float, written: str) -> None:
    assert canonical_json(number).decode() == written


def test_keys_are_sorted_by_utf16_code_units() -> None:
    # U+1F600 is written with a surrogate (D83D), which sorts before U+FB33.
    value = {"\ufb33": 1, "\U0001f600": 2, "é": 3, "\r": 4, "1": 5}
    assert canonical_json(value).decode() == ('{"\\r":4,"1":5,"é":3,"\U0001f600":2,"\ufb33":1}')


def test_control_characters_are_escaped_shortest() -> None:
    assert canonical_json('\b\t\n\f\r\u001f\u007f"\\/').decode() == (
        '"\\b\\t\\n\\f\\r\\u001f\u007f\\"\\\\/"'
    )


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        {1: "a"},
        {"a": {"b": [b"x"]}},
        "\ud800",
        {"\udfff": 1},
        {1},
    ],
)
def test_what_json_cannot_say_exactly_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


def test_a_refusal_names_the_place() -> None:
    with pytest.raises(NotCanonical, match=r"\$\.tables\[1\]\.v"):
        canonical_json({"tables": [{"v": 1}, {"v": float("nan")}]})


def test_a_file_ends_with_one_newline() -> None:
    assert release_file_bytes({"a": True}) == b'{"a":true}\n'
