"""Canonical JSON (RFC 8785) and the hashes that a release file states about itself.

Source: release-format.md "The file"; RFC 8785 sections 3.2.2 and 3.2.3.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

# Beyond this an IEEE 754 double no longer holds every integer (RFC 8785, appendix D).
MAX_SAFE_INTEGER = 2**53 - 1

# ECMAScript prints plain digits while the decimal point lies in this range (Number::toString).
_PLAIN_DIGITS_UP_TO = 21
_PLAIN_ZEROS_DOWN_TO = -6


class NotCanonical(ValueError):
    """A value has no canonical JSON form; the message names its place."""


def canonical_json(value: object) -> bytes:
    """Write `value` as RFC 8785 canonical JSON in UTF-8, without a final newline.

    value: None, bool, int, float, str, and lists, tuples and string-keyed mappings of them.
    Raises: NotCanonical for NaN and infinities, integers that a double cannot hold, lone
    surrogates, keys that are not strings, and values of any other type.
    """
    parts: list[str] = []
    _write(value, parts, "$")
    return "".join(parts).encode("utf-8")


def release_file_bytes(document: Mapping[str, Any]) -> bytes:
    """Return the bytes of a release file: canonical JSON and one final newline."""
    return canonical_json(document) + b"\n"


def config_hash(document: Mapping[str, Any]) -> str:
    """Hash what a release counts, without its numbers.

    document: needs `universe`, `method`, `dimensions`, `tables`; each cell keeps `k`, drops `v`.
    Returns `sha256:` and 64 hex digits. Raises: KeyError when one of the four is missing.
    """
    tables = [
        {
            **table,
            "cells": [
                {name: part for name, part in cell.items() if name != "v"}
                for cell in table["cells"]
            ],
        }
        for table in document["tables"]
    ]
    definition = {
        "universe": document["universe"],
        "method": document["method"],
        "dimensions": document["dimensions"],
        "tables": tables,
    }
    return "sha256:" + hashlib.sha256(canonical_json(definition)).hexdigest()


def release_id(document: Mapping[str, Any]) -> str:
    """Return `rel-` and 12 hex digits: the hash of the file with `release_id` set to ""."""
    unnamed = {**document, "release_id": ""}
    return "rel-" + hashlib.sha256(canonical_json(unnamed)).hexdigest()[:12]


def _write(value: object, parts: list[str], place: str) -> None:
    if value is None:
        parts.append("null")
    elif value is True:
        parts.append("true")
    elif value is False:
        parts.append("false")
    elif isinstance(value, str):
        parts.append(_string(value, place))
    elif isinstance(value, int):
        if abs(value) > MAX_SAFE_INTEGER:
            raise NotCanonical(f"{place}: {value} is beyond the integers that JSON keeps exactly")
        parts.append(str(value))
    elif isinstance(value, float):
        parts.append(_number(value, place))
    elif isinstance(value, Mapping):
        _write_object(value, parts, place)
    elif isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        parts.append("[")
        for position, item in enumerate(value):
            if position:
                parts.append(",")
            _write(item, parts, f"{place}[{position}]")
        parts.append("]")
    else:
        raise NotCanonical(f"{place}: {type(value).__name__} has no JSON form")


def _write_object(value: Mapping[Any, object], parts: list[str], place: str) -> None:
    for name in value:
        if not isinstance(name, str):
            raise NotCanonical(f"{place}: the key {name!r} is not a string")
    parts.append("{")
    for position, name in enumerate(sorted(value, key=_utf16_units)):
        if position:
            parts.append(",")
        parts.append(_string(name, place))
        parts.append(":")
        _write(value[name], parts, f"{place}.{name}")
    parts.append("}")


def _utf16_units(text: str) -> bytes:
    # Big-endian UTF-16 bytes compare exactly as the code units do. Lone surrogates are let
    # through here and refused with their place when the key itself is written.
    return text.encode("utf-16-be", "surrogatepass")


def _string(text: str, place: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as failure:
        raise NotCanonical(f"{place}: text with a lone surrogate has no UTF-8 form") from failure
    return json.dumps(text, ensure_ascii=False)


def _number(value: float, place: str) -> str:
    """Print a double as ECMAScript does; `repr` already finds the shortest digits."""
    if not math.isfinite(value):
        raise NotCanonical(f"{place}: {value} has no JSON form")
    if value == 0:
        return "0"  # also for -0.0, RFC 8785 section 3.2.2.3
    sign = "-" if value < 0 else ""
    mantissa, _, exponent_text = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent_text or "0")
    digits = whole + fraction
    leading = len(digits) - len(digits.lstrip("0"))
    digits, point = digits.lstrip("0"), point - leading
    digits = digits.rstrip("0")
    if len(digits) <= point <= _PLAIN_DIGITS_UP_TO:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= _PLAIN_DIGITS_UP_TO:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _PLAIN_ZEROS_DOWN_TO < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    exponent = point - 1
    shown = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{shown}e{'+' if exponent > 0 else '-'}{abs(exponent)}"
