"""Tables as CSV."""

import csv
import io
from typing import Any

import pytest

from agreements_ref.rules.csv_cells import safe_cell
from encounters.patterns.render.csv_table import CsvWords, table_csv
from encounters.patterns.render.labels import NotInRelease
from tests.encounters.patterns.render.releases import hidden_release, state_release

WORDS = CsvWords(
    title="Stops by state",
    statement="These numbers count\nwhat observers saw.",
    release="Release",
    data_cut="Data cut",
    period="Period",
    dimensions={"geo": "Place", "model": "Program model", "asked": "Status question"},
    code="{} (code)",
    count="At least",
    not_shown="not shown",
)
LABELS = {"geo": {"TX": "Texas", "US": "United States"}}


def rows(
    document: dict[str, Any], table: str, labels: dict[str, dict[str, str]]
) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table_csv(document, table, labels, WORDS), newline="")))


def test_the_heading_names_release_period_cut_and_statement() -> None:
    document = state_release()
    assert rows(document, "state-model", LABELS)[:6] == [
        ["Stops by state"],
        ["Release", document["release_id"]],
        ["Period", "2025-01 / 2026-06"],
        ["Data cut", "2026-09-30"],
        ["observer-reported-1", "These numbers count what observers saw."],
        [],
    ]


def test_every_cell_of_the_table_is_one_row_and_nothing_else_is() -> None:
    document = state_release()
    written = rows(document, "state-model", LABELS)
    assert written[6] == [
        "Place",
        "Place (code)",
        "Program model",
        "Program model (code)",
        "Status question",
        "Status question (code)",
        "At least",
    ]
    shown = [([row[1], row[3], row[5]], int(row[6])) for row in written[7:]]
    assert shown == [(cell["k"], cell["v"]) for cell in document["tables"][0]["cells"]]
    assert ["Texas", "TX", "JEM", "JEM", "yes", "yes", "1234"] in written


def test_a_hidden_cell_reads_not_shown() -> None:
    assert rows(hidden_release(), "t1", {})[8] == ["OH-A", "OH-A", "not shown"]


def test_lines_end_as_the_standard_says() -> None:
    text = table_csv(state_release(), "state-model", LABELS, WORDS)
    assert text.count("\n") == text.count("\r\n")
    assert text.endswith("\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "|cmd",
        "%0",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "\u2028=1",
    ],
)
def test_no_label_becomes_a_formula(text: str) -> None:
    written = rows(state_release(), "state-model", {"geo": {"TX": text}})
    labels = {row[0] for row in written[7:] if row[1] == "TX"}
    assert len(labels) == 1
    (label,) = labels
    assert label.startswith("'")
    assert not set(label) & set("\t\r\n\u2028")


def test_formulas_in_the_heading_are_text_too() -> None:
    assert safe_cell('=cmd|"/c calc"!A1') == '\'=cmd|"/c calc"!A1'


def test_plain_text_stays_as_it_is() -> None:
    assert safe_cell("Doña Ana, «NM» = 1") == "Doña Ana, «NM» = 1"


def test_a_table_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotInRelease, match="t9"):
        table_csv(state_release(), "t9", LABELS, WORDS)
