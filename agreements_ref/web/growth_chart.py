"""The growth of each model as points of an SVG picture; the table beside it has the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agreements_ref.queries.changes import ListCount
from agreements_ref.web import labels

WIDTH, HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 72, 16, 36
# Room for the larger letters of a phone (growth.css).
_LABEL_GAP = 24
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Line:
    """One model. points: of a polyline. marks: each list. label_y: where the code stands."""

    code: str
    title: str
    points: str
    marks: tuple[tuple[float, float], ...]
    label_y: float


@dataclass(frozen=True)
class GridLine:
    """A whole number and where it stands."""

    value: int
    y: float


@dataclass(frozen=True)
class GrowthChart:
    """All in units of the picture (`WIDTH` by `HEIGHT`). Time runs evenly along x."""

    width: int
    height: int
    left: int
    right: int
    label_x: int
    foot_y: int
    lines: tuple[Line, ...]
    grid: tuple[GridLine, ...]
    first: date
    last: date


def growth_chart(counts: Sequence[ListCount]) -> GrowthChart | None:
    """Return the picture of two lists or more, oldest first, or None for fewer."""
    if len(counts) < 2:
        return None
    first, last = counts[0].list.list_date, counts[-1].list.list_date
    highest = max(value for one in counts for value in one.by_model.values())
    step = _step(highest)
    most = max(step, highest)
    days = (last - first).days
    right = WIDTH - _RIGHT
    foot = HEIGHT - _BOTTOM

    def x(day: date) -> float:
        return round(_LEFT + (right - _LEFT) * (day - first).days / days, 1)

    def y(value: int) -> float:
        return round(foot - (foot - _TOP) * value / most, 1)

    marks = {
        model: tuple((x(one.list.list_date), y(one.by_model[model])) for one in counts)
        for model in labels.MODELS
    }
    label_y = _spread({model: places[-1][1] for model, places in marks.items()})
    return GrowthChart(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=right,
        label_x=right + 8,
        foot_y=foot,
        lines=tuple(
            Line(
                model,
                str(labels.MODELS[model]),
                " ".join(f"{at},{height}" for at, height in places),
                places,
                label_y[model],
            )
            for model, places in marks.items()
        ),
        grid=tuple(GridLine(value, y(value)) for value in range(0, most + 1, step)),
        first=first,
        last=last,
    )


def _step(most: int) -> int:
    """Return a round distance of which at most five fit below the largest number."""
    unit = 1
    while True:
        for times in _STEPS:
            if most <= times * unit * 5:
                return times * unit
        unit *= 10


def _spread(wanted: dict[str, float]) -> dict[str, float]:
    """Move labels down until none lies on another, the highest first."""
    placed: dict[str, float] = {}
    floor = 0.0
    for model, at in sorted(wanted.items(), key=lambda one: one[1]):
        placed[model] = round(max(at, floor), 1)
        floor = placed[model] + _LABEL_GAP
    return placed
