"""Reading the bytes of a release file without believing any of them.

Source: release-format.md "The file".
"""

import json
from typing import Any

from encounters.patterns.rules.canonical import (
    NotCanonical,
    config_hash,
    release_file_bytes,
    release_id,
)
from encounters.patterns.rules.checking.findings import Report
from encounters.patterns.rules.checking.shape import check_shape


class _TwiceNamed(ValueError):
    """An object of the file has two fields of one name."""


def read_document(body: bytes, report: Report) -> dict[str, Any] | None:
    """Return the document when it has the shape of a release, None otherwise.

    Reports: not_json, twice_named, the findings of the shape, not_canonical, wrong_release_id,
    wrong_config_hash.
    """
    try:
        document = json.loads(
            body.decode("utf-8"), object_pairs_hook=_once_named, parse_constant=_no_constant
        )
    except _TwiceNamed as twice:
        report.add("twice_named", "", f"the field {twice} is given twice in one object")
        return None
    except (ValueError, RecursionError):
        report.add("not_json", "", "the file is not JSON in UTF-8")
        return None
    if isinstance(document, dict) and isinstance(document.get("release_id"), str):
        report.file = document["release_id"]
    check_shape(document, report)
    if report.findings or not isinstance(document, dict):
        return None
    try:
        is_canonical = release_file_bytes(document) == body
    except NotCanonical:
        is_canonical = False
    if not is_canonical:
        report.add("not_canonical", "", "must be canonical JSON with one final newline")
        return document
    if release_id(document) != document["release_id"]:
        report.add("wrong_release_id", "release_id", "is not the hash of the file")
    if config_hash(document) != document["provenance"]["config_hash"]:
        report.add("wrong_config_hash", "provenance.config_hash", "is not the definition's hash")
    return document


def _once_named(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceNamed(next(name for name in names if names.count(name) > 1))
    return named


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
