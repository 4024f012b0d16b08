"""The files of a release, made from its document alone: JSON, CSV and SVG, in both languages.

Same document, same bytes. Nothing here reads the database or holds a key.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import vl_convert
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from encounters.patterns import labels
from encounters.patterns.render.bar_chart import ChartLook, ChartWords, bar_chart
from encounters.patterns.render.csv_table import CsvWords, table_csv
from encounters.patterns.render.labels import ReleaseDocument
from encounters.patterns.statements import statement

JSON_NAME = "pattern-release.json"
_UTF8_SIGNATURE = b"\xef\xbb\xbf"  # spreadsheet programs read UTF-8 only with it
_VEGA_LITE = "5.21"
_CHART_WIDTH_PX = 256  # with its labels about as wide as a phone


@dataclass(frozen=True)
class RenderedFile:
    """One file. name: unique in its release, ASCII. content: the exact bytes given out."""

    name: str
    media_type: str
    content: bytes


def read_document(body: bytes) -> ReleaseDocument:
    """Return the document of a release file that we wrote."""
    document: ReleaseDocument = json.loads(body)
    return document


def csv_name(table_id: str, language: str) -> str:
    """Return the name of a table's file."""
    return f"{table_id}.{language}.csv"


def chart_name(chart_id: str, language: str) -> str:
    """Return the name of a chart's file."""
    return f"{chart_id}.{language}.svg"


def render_files(
    body: bytes, progress: Callable[[int], None] = lambda percent: None
) -> Sequence[RenderedFile]:
    """Render every file of a release. progress: takes 0 to 100 as files are done."""
    document = read_document(body)
    languages = [code for code, _name in settings.LANGUAGES]
    expected = 1 + len(languages) * (len(document["tables"]) + len(document.get("charts", ())))
    files = [RenderedFile(JSON_NAME, "application/json", body)]
    for language in languages:
        with translation.override(language):
            for file in _in_one_language(document, language):
                files.append(file)
                progress(len(files) * 100 // expected)
    return files


def _in_one_language(document: ReleaseDocument, language: str) -> Iterator[RenderedFile]:
    named = labels.labels_for(document)
    beside_bars = named | {
        "model": {code: labels.short_model_label(code) for code in named.get("model", {})}
    }
    for table in document["tables"]:
        words = CsvWords(
            title=labels.title_of(labels.TABLE_TITLES, table["id"]),
            statement=" ".join(statement(document["statement_id"], language)),
            release=_("Release"),
            data_cut=_("Data cut"),
            period=_("Period"),
            dimensions=labels.dimension_titles(),
            code=_("{} (code)"),
            count=_("At least"),
            not_shown=_("not shown"),
        )
        text = table_csv(document, table["id"], named, words)
        yield RenderedFile(
            csv_name(table["id"], language),
            "text/csv; charset=utf-8",
            _UTF8_SIGNATURE + text.encode(),
        )
    for chart in document.get("charts", ()):
        described = bar_chart(
            document,
            chart["id"],
            labels=beside_bars,
            look=ChartLook(width_px=_CHART_WIDTH_PX),
            words=ChartWords(
                title=labels.title_of(labels.CHART_TITLES, chart["id"]),
                number=labels.number_words,
                at_least=labels.at_least_words,
                not_shown=_("not shown"),
            ),
        )
        # No address may be asked for anything: all that is drawn stands in the description.
        svg = vl_convert.vegalite_to_svg(described, vl_version=_VEGA_LITE, allowed_base_urls=[])
        yield RenderedFile(
            chart_name(chart["id"], language), "image/svg+xml", svg.encode("utf-8") + b"\n"
        )
