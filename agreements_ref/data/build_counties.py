"""Build `counties.csv` from public packages. Run by hand when a vintage changes; not at run time.

    python -m venv /some/folder && /some/folder/bin/pip install us==4.0.0 tzfpy tzdata
    npm pack us-atlas@3.0.1 && tar xzf us-atlas-3.0.1.tgz
    /some/folder/bin/python build_counties.py package/counties-10m.json > counties.csv

Names and codes: PyPI `us`. Shapes: npm `us-atlas`. Zones: PyPI `tzfpy`, asked at a grid of points
inside each shape, because one point cannot show that a county has two clocks.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import us  # type: ignore[import-untyped,unused-ignore]
from tzfpy import get_tz  # type: ignore[import-not-found,unused-ignore]

GRID = 15
# A second zone counts when at least this share of the grid lies in it. Coarse outlines spill over
# borders by up to 4 per cent; the least share of a county that is really split is 9.
SHARE_LEAST = 0.05
INSTANTS = [datetime(year, month, 15, tzinfo=UTC) for year in (2022, 2025) for month in (1, 7)]
# No shape in the atlas: split from 02261 in 2019 (Alaska), and two atolls of American Samoa.
WITHOUT_SHAPE = {
    "02063": "America/Anchorage",
    "02066": "America/Anchorage",
    "60030": "Pacific/Pago_Pago",
    "60040": "Pacific/Pago_Pago",
}

Point = tuple[float, float]
Ring = list[Point]


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """Return the arcs of a quantized TopoJSON file as longitude and latitude in degrees."""
    (scale_x, scale_y) = topology["transform"]["scale"]
    (shift_x, shift_y) = topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)
    return arcs


def rings_of(geometry: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    """Yield every ring of a (multi)polygon; holes count by the even-odd rule."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            points: Ring = []
            for index in ring:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                points.extend(arc if not points else arc[1:])
            yield points


def is_inside(point: Point, rings: list[Ring]) -> bool:
    """Say whether a point lies in a shape (even-odd rule)."""
    x, y = point
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def grid_in(rings: list[Ring]) -> Iterator[Point]:
    """Yield evenly spaced points inside a shape, for each of its rings by itself.

    A county that crosses longitude 180 has rings on both sides, hence no common box.
    """
    for ring in rings:
        left, right = min(p[0] for p in ring), max(p[0] for p in ring)
        low, high = min(p[1] for p in ring), max(p[1] for p in ring)
        for column in range(GRID):
            for row in range(GRID):
                point = (
                    left + (right - left) * (column + 0.5) / GRID,
                    low + (high - low) * (row + 0.5) / GRID,
                )
                if is_inside(point, [ring]):
                    yield point


def clock(zone: str) -> tuple[object, ...]:
    """Return what a zone's clocks showed at a few instants: equal for zones that agree."""
    return tuple(instant.astimezone(ZoneInfo(zone)).utcoffset() for instant in INSTANTS)


def zones_of(rings: list[Ring]) -> list[str]:
    """Return the zones of a shape, the commonest first, one for each different clock."""
    found = Counter(get_tz(x, y) for x, y in grid_in(rings))
    if not any(zone and not zone.startswith("Etc/") for zone in found):
        # Thinner than the grid, or off the coast as the zones' own outlines see it.
        found = Counter(get_tz(x, y) for ring in rings for x, y in ring)
    total = sum(found.values())
    by_clock: dict[tuple[object, ...], str] = {}
    shares: Counter[tuple[object, ...]] = Counter()
    for zone, count in found.most_common():
        if not zone or zone.startswith("Etc/"):
            continue
        by_clock.setdefault(clock(zone), zone)
        shares[clock(zone)] += count
    return [by_clock[key] for key, count in shares.most_common() if count / total >= SHARE_LEAST]


def main(atlas: Path) -> None:
    """Write the table to standard output, in order of the codes."""
    topology = json.loads(atlas.read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    shapes = {
        geometry["id"]: list(rings_of(geometry, arcs))
        for geometry in topology["objects"]["counties"]["geometries"]
    }
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["fips", "state", "name", "tz", "tz_other"])
    rows = []
    for state in [*us.STATES, us.states.DC, *us.TERRITORIES]:
        for county in state.counties or []:
            shape = shapes.get(county.fips)
            zones = zones_of(shape) if shape else [WITHOUT_SHAPE[county.fips]]
            if not zones:
                raise SystemExit(f"{county.fips} {county.name}: no zone found; add it by hand")
            rows.append([county.fips, state.abbr, county.name, zones[0], " ".join(zones[1:])])
    writer.writerows(sorted(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
