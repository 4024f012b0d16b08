"""A bar chart of a release as a plain Vega-Lite description.

Drawn from the file's own `charts` alone: no other number can be in the picture. The value stands
as text at its bar and there is no scale beside it, since the marks of a scale would be numbers
that the file does not show. A cell that is not shown is a gap with words in its place.
Source: release-format.md "charts"; disclosure-control.md section 2, stage 7.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from encounters.patterns.render.labels import (
    REST,
    Labels,
    NotInRelease,
    ReleaseDocument,
    codes_of,
    label_of,
    reads_at_least,
    table_of,
)

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_BAND_PX = 28
# A longer line would be wider than the bars, and shrink them on a phone.
_TITLE_CHARACTERS = 42


@dataclass(frozen=True)
class ChartWords:
    """The texts of a chart in the reader's language, see `page_table.PageWords`."""

    title: str
    number: Callable[[int], str]
    at_least: Callable[[int], str]
    not_shown: str


@dataclass(frozen=True)
class ChartLook:
    """Colours as CSS names or hex, sizes in px. The ground is left transparent."""

    bar: str = "#2f6f8f"
    ink: str = "#1f2328"
    quiet_ink: str = "#59636e"
    width_px: int = 320
    font: str = "sans-serif"
    font_px: int = 13


@dataclass(frozen=True)
class _Bar:
    label: str
    value: int | None


def bar_chart(
    document: ReleaseDocument,
    chart_id: str,
    *,
    labels: Labels,
    words: ChartWords,
    look: ChartLook | None = None,
) -> dict[str, Any]:
    """Describe one chart of a release for Vega-Lite 5.

    Bars run along the one dimension in which the points differ, in the file's order; codes of it
    that stand beside a point's code and have no point are gaps. No tooltips, no other data.
    Raises: NotInRelease when there is no such chart, or its points differ in several dimensions.
    """
    style = look or ChartLook()
    bars = _bars(document, _chart(document, chart_id), labels)
    write = words.at_least if reads_at_least(document) else words.number
    shown = [
        {"label": bar.label, "value": bar.value, "text": write(bar.value)}
        for bar in bars
        if bar.value is not None
    ]
    gaps = [{"label": bar.label, "text": words.not_shown} for bar in bars if bar.value is None]
    place: dict[str, Any] = {
        "field": "label",
        "type": "nominal",
        "scale": {"domain": [bar.label for bar in bars]},
        "axis": {"title": None, "ticks": False, "domain": False, "labelLimit": style.width_px // 2},
    }
    # Pixels for the bars; the rest of the width is for the text at their ends.
    length = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"zero": True, "nice": False, "range": [0, style.width_px * 5 // 8]},
    }
    note = {"type": "text", "align": "left", "baseline": "middle", "dx": 5, "tooltip": None}
    text = {"field": "text", "type": "nominal"}
    layers: list[dict[str, Any]] = []
    if shown:
        layers += [
            {
                "data": {"values": shown},
                "mark": {"type": "bar", "color": style.bar, "tooltip": None},
                "encoding": {"y": place, "x": length},
            },
            {
                "data": {"values": shown},
                "mark": {**note, "color": style.ink},
                "encoding": {"y": place, "x": length, "text": text},
            },
        ]
    if gaps:
        layers.append(
            {
                "data": {"values": gaps},
                "mark": {**note, "color": style.quiet_ink, "fontStyle": "italic"},
                "encoding": {"y": place, "x": {"value": 0}, "text": text},
            }
        )
    return {
        "$schema": _SCHEMA,
        "background": "transparent",
        "width": style.width_px,
        "height": {"step": _BAND_PX},
        "title": {
            "text": wrap(words.title, _TITLE_CHARACTERS),
            "anchor": "start",
            "color": style.ink,
        },
        "layer": layers,
        "config": {
            # The page gives the table beside the picture; labels of marks would repeat raw data.
            "aria": False,
            "font": style.font,
            "view": {"stroke": None},
            "axis": {"labelColor": style.ink, "labelFontSize": style.font_px},
            "text": {"fontSize": style.font_px},
        },
    }


def _chart(document: ReleaseDocument, chart_id: str) -> Mapping[str, Any]:
    for chart in document.get("charts", ()):
        if chart["id"] == chart_id:
            found: Mapping[str, Any] = chart
            return found
    raise NotInRelease(f"the release has no chart {chart_id!r}")


def _bars(document: ReleaseDocument, chart: Mapping[str, Any], labels: Labels) -> list[_Bar]:
    dims = table_of(document, chart["table"]).dims
    values = {tuple(point["k"]): point["y"] for point in chart["points"]}
    place = _axis(document, dims, list(values), chart["id"])
    listed = codes_of(document, dims[place])
    by_code = {key[place]: value for key, value in values.items()}
    parents = dict(listed)
    above = {parents[code] for code in by_code}
    drawn = [
        code
        for code, parent in listed
        if code in by_code or (parent in above and parent is not None and not code.endswith(REST))
    ]
    texts = [label_of(labels, dims[place], code) for code in drawn]
    # Two places of one name are two bars.
    names = [
        f"{text} ({code})" if texts.count(text) > 1 else text
        for text, code in zip(texts, drawn, strict=True)
    ]
    return [_Bar(name, by_code.get(code)) for name, code in zip(names, drawn, strict=True)]


def _axis(
    document: ReleaseDocument, dims: Sequence[str], keys: list[tuple[str, ...]], chart_id: str
) -> int:
    """Find the one dimension in which the points of a chart differ."""
    differing = [at for at in range(len(dims)) if len({key[at] for key in keys}) > 1]
    if len(differing) > 1:
        raise NotInRelease(f"the points of chart {chart_id!r} differ in several dimensions")
    if differing:
        return differing[0]
    # A single bar stands for the first dimension that is not summed up.
    for at, name in enumerate(dims):
        if keys[0][at] != codes_of(document, name)[0][0]:
            return at
    return 0
