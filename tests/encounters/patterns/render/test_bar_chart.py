"""Bar charts: only what the file shows can be in the picture."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import vl_convert

from encounters.patterns.render.bar_chart import ChartWords, bar_chart
from encounters.patterns.render.labels import NotInRelease
from tests.encounters.patterns.render.releases import hidden_release, state_release

WORDS = ChartWords("Status questions at stops", str, lambda n: f"at least {n:,}", "not shown")
LABELS = {"geo": {"TX": "Texas", "GA": "Georgia"}}


def texts(spec: dict[str, Any]) -> list[str]:
    """Draw a chart and list every text that its picture holds, hidden ones too."""
    root = ET.fromstring(vl_convert.vegalite_to_svg(spec))
    found = [text.strip() for text in root.itertext() if text.strip()]
    for element in root.iter():
        found += [
            value
            for name, value in element.attrib.items()
            if name.startswith("aria-") or name in ("title", "desc")
        ]
    return found


def test_the_picture_holds_no_number_that_the_table_lacks() -> None:
    document = state_release()
    drawn = texts(bar_chart(document, "asked-by-state", labels=LABELS, words=WORDS))
    assert "at least 1,234" in drawn
    numbers = {int(n.replace(",", "")) for text in drawn for n in re.findall(r"[0-9][0-9,]*", text)}
    assert numbers == {1234, 31}
    assert numbers <= {cell["v"] for cell in document["tables"][0]["cells"]}


def test_the_picture_has_no_tooltips_links_or_scripts() -> None:
    svg = vl_convert.vegalite_to_svg(
        bar_chart(state_release(), "asked-by-state", labels=LABELS, words=WORDS)
    )
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}
    assert not names & {"script", "a", "title", "image", "foreignObject"}
    assert "href" not in svg


def test_the_description_holds_the_points_of_the_file_and_no_other_data() -> None:
    document = state_release()
    spec = bar_chart(document, "asked-by-state", labels=LABELS, words=WORDS)
    values = [row.get("value") for layer in spec["layer"] for row in layer["data"]["values"]]
    points = [point["y"] for point in document["charts"][0]["points"]]
    assert values == points * 2
    assert json.loads(json.dumps(spec)) == spec
    assert all(layer["mark"]["tooltip"] is None for layer in spec["layer"])


def test_a_hidden_cell_and_a_code_without_a_point_are_gaps() -> None:
    spec = bar_chart(hidden_release(), "c1", labels={}, words=WORDS)
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == ["OH-A", "OH-B", "OH-C"]
    drawn = texts(spec)
    assert drawn.count("not shown") == 2
    assert "130" in drawn
    assert "265" not in drawn


def test_a_chart_of_gaps_alone_draws_no_bar() -> None:
    document = hidden_release()
    document["charts"][0]["points"] = [{"k": ["OH-A"], "y": None}, {"k": ["OH-B"], "y": None}]
    assert texts(bar_chart(document, "c1", labels={}, words=WORDS)).count("not shown") == 3


def test_two_places_of_one_name_are_two_bars() -> None:
    labels = {"geo": {"TX": "Here", "GA": "Here"}}
    drawn = texts(bar_chart(state_release(), "asked-by-state", labels=labels, words=WORDS))
    assert {"Here (TX)", "Here (GA)"} <= set(drawn)


def test_a_label_cannot_add_markup() -> None:
    labels = {"geo": {"TX": "<script>alert(1)</script>"}}
    svg = vl_convert.vegalite_to_svg(
        bar_chart(state_release(), "asked-by-state", labels=labels, words=WORDS)
    )
    assert "<script" not in svg


def test_a_chart_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotInRelease, match="c9"):
        bar_chart(state_release(), "c9", labels=LABELS, words=WORDS)


def test_points_that_differ_in_two_dimensions_are_no_bar_chart() -> None:
    document = state_release()
    document["charts"][0]["points"].append({"k": ["TX", "JEM", "any"], "y": 1274})
    with pytest.raises(NotInRelease, match="several"):
        bar_chart(document, "asked-by-state", labels=LABELS, words=WORDS)
