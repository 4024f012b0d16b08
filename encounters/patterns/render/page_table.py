"""One table of a release as rows for a page.

Source: release-format.md "Blocks": a count of blocks reads "at least", and an unlisted
combination reads "not shown", never 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from encounters.patterns.render.labels import (
    REST,
    Labels,
    NotInRelease,
    ReleaseDocument,
    codes_of,
    depth_of,
    label_of,
    reads_at_least,
    table_of,
)


@dataclass(frozen=True)
class PageWords:
    """The texts of a table in the reader's language.

    number: writes an exact count. at_least: writes a count of blocks, "at least 12".
    dimensions: dimension id to heading.
    """

    number: Callable[[int], str]
    at_least: Callable[[int], str]
    not_shown: str
    dimensions: Mapping[str, str]


@dataclass(frozen=True)
class PageHead:
    """The code that a row stands for in one dimension.

    depth: 0 for the root; a page may indent by it. is_rest: what was not shown more finely.
    """

    dimension: str
    code: str
    label: str
    depth: int
    is_rest: bool


@dataclass(frozen=True)
class PageCell:
    """One number as a page shows it. value: None when it is not shown."""

    text: str
    value: int | None


@dataclass(frozen=True)
class PageRow:
    heads: tuple[PageHead, ...]
    cells: tuple[PageCell, ...]


@dataclass(frozen=True)
class PageTable:
    """A table for a template. row_headings: one for each head of a row. columns: labels."""

    release_id: str
    table_id: str
    row_headings: tuple[str, ...]
    column_heading: str
    columns: tuple[str, ...]
    rows: tuple[PageRow, ...]


def page_table(
    document: ReleaseDocument,
    table_id: str,
    *,
    across: str,
    labels: Labels,
    words: PageWords,
) -> PageTable:
    """Lay out one table with the codes of dimension `across` as columns.

    Rows are the combinations of the other dimensions that have a cell, in the file's order;
    columns are the codes of `across` that have one. Raises: NotInRelease.
    """
    table = table_of(document, table_id)
    if across not in table.dims:
        raise NotInRelease(f"table {table_id!r} has no dimension {across!r}")
    place = table.dims.index(across)
    row_dims = [name for name in table.dims if name != across]
    depths = {name: depth_of(codes_of(document, name)) for name in table.dims}
    used = {key[place] for key in table.cells}
    columns = [code for code, _ in codes_of(document, across) if code in used]
    write = words.at_least if reads_at_least(document) else words.number
    by_row: dict[tuple[str, ...], dict[str, int | None]] = {}
    for key, v in table.cells.items():
        by_row.setdefault((*key[:place], *key[place + 1 :]), {})[key[place]] = v
    ranks = [{code: at for at, code in enumerate(depths[name])} for name in row_dims]
    keys = sorted(by_row, key=lambda key: [r[code] for r, code in zip(ranks, key, strict=True)])
    rows: list[PageRow] = []
    for row_key in keys:
        heads = tuple(
            PageHead(
                dimension=name,
                code=code,
                label=label_of(labels, name, code),
                depth=depths[name][code],
                is_rest=code.endswith(REST),
            )
            for name, code in zip(row_dims, row_key, strict=True)
        )
        values = [by_row[row_key].get(column) for column in columns]
        cells = tuple(PageCell(words.not_shown if v is None else write(v), v) for v in values)
        rows.append(PageRow(heads, cells))
    return PageTable(
        release_id=document["release_id"],
        table_id=table_id,
        row_headings=tuple(words.dimensions.get(name, name) for name in row_dims),
        column_heading=words.dimensions.get(across, across),
        columns=tuple(label_of(labels, across, code) for code in columns),
        rows=tuple(rows),
    )
