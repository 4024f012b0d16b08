"""Reading a release for people: tables by id, and a label for each code.

Source: release-format.md: a page, a chart and both languages show only what is in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Dimension id to code to what a reader sees. A code without a label is shown as it is.
Labels = Mapping[str, Mapping[str, str]]

ReleaseDocument = Mapping[str, Any]

# What a level of the chain gave up: records that are not shown more finely, not other places.
REST = "~rest"


class NotInRelease(LookupError):
    """The file has no such table, dimension or chart; the message names it."""


@dataclass(frozen=True)
class TableText:
    """One table of a file. cells: codes in the order of `dims` to the count, None if hidden."""

    id: str
    dims: tuple[str, ...]
    cells: Mapping[tuple[str, ...], int | None]


def label_of(labels: Labels, dimension: str, code: str) -> str:
    """Return the label of a code; the code itself when the caller has none."""
    return labels.get(dimension, {}).get(code, code)


def table_of(document: ReleaseDocument, table_id: str) -> TableText:
    """Find a table of a release. Raises: NotInRelease."""
    for table in document["tables"]:
        if table["id"] == table_id:
            cells = {tuple(cell["k"]): cell["v"] for cell in table["cells"]}
            return TableText(table_id, tuple(table["dims"]), cells)
    raise NotInRelease(f"the release has no table {table_id!r}")


def codes_of(document: ReleaseDocument, dimension: str) -> Sequence[tuple[str, str | None]]:
    """List the codes of a dimension with their parents, in the file's order.

    Raises: NotInRelease.
    """
    for entry in document["dimensions"]:
        if entry["id"] == dimension:
            return [(code, parent) for code, parent in entry["codes"]]
    raise NotInRelease(f"the release has no dimension {dimension!r}")


def depth_of(codes: Sequence[tuple[str, str | None]]) -> dict[str, int]:
    """Return how far each code lies below the root, which has depth 0."""
    depths: dict[str, int] = {}
    for code, parent in codes:
        depths[code] = 0 if parent is None else depths[parent] + 1
    return depths


def reads_at_least(document: ReleaseDocument) -> bool:
    """Say whether counts read "at least": sums of blocks leave out what is in no block."""
    return bool(document["method"]["kind"] == "blocks")
