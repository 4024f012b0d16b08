"""Tables for a page."""

import pytest

from encounters.patterns.render.labels import NotInRelease
from encounters.patterns.render.page_table import PageTable, PageWords, page_table
from tests.encounters.patterns.render.releases import hidden_release, state_release

WORDS = PageWords(
    number=lambda n: f"{n:,}",
    at_least=lambda n: f"at least {n:,}",
    not_shown="not shown",
    dimensions={"geo": "Place", "model": "Program model", "asked": "Status question"},
)


def stops() -> PageTable:
    return page_table(
        state_release(), "state-model", across="asked", labels={"geo": {"TX": "Texas"}}, words=WORDS
    )


def test_columns_are_the_values_in_the_order_of_the_file() -> None:
    table = stops()
    assert table.columns == ("any", "yes", "not_reported", "any~rest")
    assert table.column_heading == "Status question"
    assert table.row_headings == ("Place", "Program model")


def test_counts_of_blocks_read_at_least_and_a_missing_block_is_never_zero() -> None:
    row = next(row for row in stops().rows if [head.code for head in row.heads] == ["TX", "JEM"])
    assert [cell.text for cell in row.cells] == [
        "at least 1,274",
        "at least 1,234",
        "at least 40",
        "not shown",
    ]
    assert row.cells[3].value is None
    assert row.heads[0].label == "Texas"


def test_rows_stand_in_the_order_of_the_file_and_know_their_depth() -> None:
    heads = [row.heads for row in stops().rows]
    assert [
        (head[0].code, head[0].depth, head[0].is_rest) for head in heads if head[1].depth == 0
    ] == [
        ("US", 0, False),
        ("GA", 1, False),
        ("TX", 1, False),
        ("US~rest", 1, True),
    ]


def test_every_shown_number_is_on_the_page_once() -> None:
    shown = sorted(cell.value for row in stops().rows for cell in row.cells if cell.value)
    assert shown == sorted(cell["v"] for cell in state_release()["tables"][0]["cells"])


def test_exact_counts_are_written_plainly_and_hidden_ones_not_at_all() -> None:
    table = page_table(hidden_release(), "t1", across="geo", labels={}, words=WORDS)
    assert table.columns == ("OH", "OH-A", "OH-C")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["265", "not shown", "130"]
    ]


def test_a_dimension_that_the_table_lacks_is_an_error() -> None:
    with pytest.raises(NotInRelease, match="time"):
        page_table(state_release(), "state-model", across="time", labels={}, words=WORDS)
