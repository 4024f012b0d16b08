"""CSV, SVG and JSON of a release show the document's numbers and nothing else."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from encounters.patterns.models import ReleaseFile, ReportRelease
from encounters.patterns.release_files import render_files
from encounters.patterns.statements import STATEMENTS, statement

pytestmark = pytest.mark.django_db
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture
def release(record_stops: Callable[..., Any], make: Callable[..., ReportRelease]) -> ReportRelease:
    record_stops(122)
    record_stops(68, state="NY", county_fips="36061", models_in_effect=["JEM", "TFM"])
    record_stops(54, state="unknown", county_fips="unknown", models_in_effect=None)
    made = make()
    assert made.state == "released"
    return made


def _content(release: ReportRelease, name: str) -> bytes:
    return bytes(ReleaseFile.objects.get(release=release, name=name).content)


def _document(release: ReportRelease) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_content(release, "pattern-release.json"))
    return read


def test_the_json_file_is_the_document(release: ReportRelease) -> None:
    assert _content(release, "pattern-release.json") == bytes(release.document or b"")
    assert _document(release)["release_id"] == release.release_id


def test_there_is_a_file_of_each_table_and_chart_in_both_languages(
    release: ReportRelease,
) -> None:
    names = set(ReleaseFile.objects.values_list("name", flat=True))
    assert names == {
        "pattern-release.json",
        "state-model.en.csv",
        "state-model.es.csv",
        "state-quarter.en.csv",
        "state-quarter.es.csv",
        "asked-by-state.en.svg",
        "asked-by-state.es.svg",
        "asked-by-model.en.svg",
        "asked-by-model.es.svg",
    }


@pytest.mark.parametrize("table", ["state-model", "state-quarter"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_csv_file_has_the_cells_of_its_table(
    release: ReportRelease, table: str, language: str
) -> None:
    text = _content(release, f"{table}.{language}.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    below = rows[rows.index([]) + 2 :]
    (wanted,) = [found for found in _document(release)["tables"] if found["id"] == table]
    assert [(row[1::2], row[-1]) for row in below] == [
        (cell["k"], str(cell["v"])) for cell in wanted["cells"]
    ]
    assert ["observer-reported-1", " ".join(statement("observer-reported-1", language))] in rows


@pytest.mark.parametrize("chart", ["asked-by-state", "asked-by-model"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_picture_says_only_numbers_of_its_chart(
    release: ReportRelease, chart: str, language: str
) -> None:
    root = ET.fromstring(_content(release, f"{chart}.{language}.svg"))
    words = " ".join(text.text or "" for text in root.iter(TEXT))
    (wanted,) = [found for found in _document(release)["charts"] if found["id"] == chart]
    drawn = sorted(int(number) for number in re.findall(r"\d+", words))
    assert drawn == sorted(point["y"] for point in wanted["points"])


def test_a_picture_holds_no_script_and_asks_for_nothing(release: ReportRelease) -> None:
    for file in ReleaseFile.objects.filter(media_type="image/svg+xml"):
        text = bytes(file.content).decode()
        assert "<script" not in text
        assert not re.search(r"\bon[a-z]+=", text)
        assert not re.search(r'(?:href|src)="', text.replace('xmlns:xlink="', ""))


def test_the_same_document_gives_the_same_bytes(release: ReportRelease) -> None:
    again = {file.name: file.content for file in render_files(bytes(release.document or b""))}
    stored = {file.name: bytes(file.content) for file in ReleaseFile.objects.all()}
    assert again == stored


def test_every_statement_is_there_in_both_languages() -> None:
    for texts in STATEMENTS.values():
        assert set(texts) == {"en", "es"}
        assert len(texts["en"]) == len(texts["es"])
