"""Every pair of colours that is read together has enough contrast, in both themes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

TEXT = 4.5  # 1.4.3, also for large text: one limit, no exceptions to remember
SHAPE = 3.0  # 1.4.11: borders of inputs, focus, marks

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "sunken", TEXT),
    ("ink-soft", "paper", TEXT),
    ("ink-soft", "surface", TEXT),
    ("ink-soft", "sunken", TEXT),
    ("link", "paper", TEXT),
    ("link", "surface", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "surface", TEXT),
    ("accent-hover", "paper", TEXT),
    ("accent-hover", "surface", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-danger", "danger", TEXT),
    ("line-strong", "paper", SHAPE),
    ("line-strong", "surface", SHAPE),
    ("line-strong", "sunken", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "surface", SHAPE),
    *(
        pair
        for kind in ("info", "good", "warning", "danger")
        for pair in (
            (f"{kind}-ink", f"{kind}-paper", TEXT),
            (f"{kind}-ink", "paper", TEXT),
            (f"{kind}-ink", "surface", TEXT),
            (f"{kind}-line", "paper", SHAPE),
            (f"{kind}-line", "surface", SHAPE),
            (f"{kind}-line", f"{kind}-paper", SHAPE),
        )
    ),
]


def halves() -> tuple[str, str]:
    """Return the tokens for light and those that dark changes."""
    path = finders.find("web/tokens.css")
    assert path
    light, dark = Path(path).read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    return light, dark


def themes() -> dict[str, dict[str, str]]:
    light, dark = halves()
    found = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
    base = dict(found.findall(light))
    return {"light": base, "dark": {**base, **dict(found.findall(dark))}}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_read_together_have_enough_contrast(
    theme: str, front: str, back: str, least: float
) -> None:
    tokens = themes()[theme]
    assert contrast(tokens[front], tokens[back]) >= least


def test_both_themes_set_the_same_colours() -> None:
    light, dark = halves()
    names = re.compile(r"--([a-z-]+):\s*#[0-9a-f]{6};")
    assert set(names.findall(light)) == set(names.findall(dark))
