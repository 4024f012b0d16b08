"""A release as its page shows it: tables, charts and the method box, out of the file alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from encounters.patterns import labels
from encounters.patterns.questions import Question
from encounters.patterns.release_files import chart_name, csv_name
from encounters.patterns.render.labels import ReleaseDocument, table_of
from encounters.patterns.render.page_table import PageRow, PageWords, page_table
from encounters.patterns.statements import statement


@dataclass(frozen=True)
class Cell:
    """One number of a row. column: its heading, said again beside it on a phone."""

    column: str
    text: str
    is_shown: bool


@dataclass(frozen=True)
class Row:
    """The second heading of a row, and its numbers."""

    label: str
    is_rest: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Group:
    """The rows of one place."""

    label: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Table:
    """One table. csv: the name of its file in the page's language."""

    id: str
    title: str
    headings: Sequence[str]
    columns: Sequence[str]
    groups: Sequence[Group]
    csv: str


@dataclass(frozen=True)
class Chart:
    """One picture. file: its name in the page's language."""

    title: str
    file: str


@dataclass(frozen=True)
class Fact:
    """One line of the method box."""

    name: str
    text: str


@dataclass(frozen=True)
class ReportView:
    """Everything that a report's page shows of its numbers and how they were made."""

    tables: Sequence[Table]
    charts: Sequence[Chart]
    period: str
    method: Sequence[Fact]
    coarsening: Sequence[str]
    statement: Sequence[str]
    statement_id: str


def report_view(document: ReleaseDocument, question: Question, language: str) -> ReportView:
    """Lay out a release for its page, in the language now active.

    language: names the files to link to. Nothing but the document is read.
    """
    return ReportView(
        tables=[
            _table(document, table["id"], question.across[table["id"]], language)
            for table in document["tables"]
        ],
        charts=[
            Chart(
                labels.title_of(labels.CHART_TITLES, chart["id"]),
                chart_name(chart["id"], language),
            )
            for chart in document.get("charts", ())
        ],
        period=_period(document),
        method=list(_method(document)),
        coarsening=[labels.recoding_label(part) for part in document["method"]["coarsening"]],
        statement=statement(document["statement_id"], language),
        statement_id=document["statement_id"],
    )


def _table(document: ReleaseDocument, table_id: str, across: str, language: str) -> Table:
    named = labels.labels_for(document)
    words = PageWords(
        number=labels.number_words,
        at_least=labels.at_least_words,
        not_shown=_("not shown"),
        dimensions=labels.dimension_titles(),
    )
    laid_out = page_table(document, table_id, across=across, labels=named, words=words)
    shares = _shares(document, table_id, across)
    columns = list(laid_out.columns)
    if shares:
        columns.append(_("Share asked"))

    def as_row(row: PageRow) -> Row:
        cells = [
            Cell(column, cell.text, cell.value is not None)
            for column, cell in zip(laid_out.columns, row.cells, strict=True)
        ]
        if shares:
            share = shares.get(tuple(head.code for head in row.heads))
            text = share or _("too few to say")
            cells.append(Cell(columns[-1], text, share is not None))
        head = row.heads[-1]
        return Row(head.label, head.is_rest, cells)

    return Table(
        id=table_id,
        title=labels.title_of(labels.TABLE_TITLES, table_id),
        headings=laid_out.row_headings,
        columns=columns,
        groups=[
            Group(label, [as_row(row) for row in rows])
            for label, rows in groupby(laid_out.rows, key=lambda row: row.heads[0].label)
        ],
        csv=csv_name(table_id, language),
    )


def _shares(document: ReleaseDocument, table_id: str, across: str) -> Mapping[tuple[str, ...], str]:
    """Return the shares of a table in words, by the codes of its other dimensions."""
    place = table_of(document, table_id).dims.index(across)
    found: dict[tuple[str, ...], str] = {}
    for ratio in document.get("ratios", ()):
        if ratio["kind"] == "share" and ratio["den"]["table"] == table_id:
            key = ratio["den"]["k"]
            low, high = ratio["ci"]
            found[(*key[:place], *key[place + 1 :])] = _("%(share)s%% (%(low)s to %(high)s%%)") % {
                "share": _percent(ratio["v"]),
                "low": _percent(low),
                "high": _percent(high),
            }
    return found


def _percent(share: float) -> str:
    return str(round(share * 100))


def _period(document: ReleaseDocument) -> str:
    first, last = document["period"]
    return pgettext("two months", "%(first)s to %(last)s") % {
        "first": labels.month_label(first),
        "last": labels.month_label(last),
    }


def _method(document: ReleaseDocument) -> Iterator[Fact]:
    rules: Mapping[str, Any] = document["method"]
    provenance: Mapping[str, Any] = document["provenance"]
    yield Fact(_("Stops from"), _period(document))
    yield Fact(
        _("What is counted"), _("Traffic stops, stops of people on foot and checkpoints, each once")
    )
    yield Fact(
        _("Asked"),
        _(
            "Somebody reported a question about papers or status. “Not reported” does not mean"
            " that nobody asked."
        ),
    )
    levels = {ratio["level"] for ratio in document.get("ratios", ()) if ratio["kind"] == "share"}
    for level in sorted(levels):
        yield Fact(
            _("Share asked"),
            _("Of the stops in the same row; in brackets the %(level)s%% interval (Wilson)")
            % {"level": _percent(level)},
        )
    yield Fact(
        _("A group is shown from"),
        _(
            "%(least)s stops of %(least)s persons, or up to %(most)s: the exact limit is secret,"
            " so that a missing group says nothing more"
        )
        % {"least": rules["k"], "most": rules["k"] + 10},
    )
    yield Fact(
        _("Observers"),
        _("At least %(count)s in each group, none with more than %(share)s%% of it")
        % {
            "count": rules["min_contributors"],
            "share": _percent(rules["contributor_share"]),
        },
    )
    yield Fact(
        _("Organisation rule"),
        _("on: no organisation alone makes up a group")
        if rules["org_rule"] == "on"
        else _("off: a member organisation may recognise its own records"),
    )
    for name, title in (
        ("records_total", _("Stops in scope, rounded")),
        ("records_excluded", _("Of them in no group, rounded")),
    ):
        total = provenance.get(name)
        if total is not None:
            yield Fact(
                title,
                _("about %(count)s (rounded to %(step)s)")
                % {"count": labels.number_words(total["value"]), "step": total["rounded_to"]},
            )
    cutoff = date.fromisoformat(provenance["snapshot_cutoff"])
    yield Fact(_("Data cut"), date_format(cutoff, "DATE_FORMAT"))
    yield Fact(_("Release"), document["release_id"])
    yield Fact(_("Number in its series"), str(document["sequence"]))
    yield Fact(_("Snapshot"), provenance["snapshot_id"])
    yield Fact(_("Code version"), provenance["code_version"])
    yield Fact(_("Definition"), provenance["config_hash"])
