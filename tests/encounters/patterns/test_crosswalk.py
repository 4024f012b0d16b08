"""From stored codes to the leaf codes of a partition."""

import pytest

from encounters.patterns.crosswalk import asked_leaf, leaves_of, model_leaf, month_leaf, place_leaf
from encounters.patterns.rules.dimensions import check_leaf
from encounters.patterns.rules.standard_chain import ASKED, GEO, MODEL, TIME
from encounters.rules.codes import StatusQuestion


@pytest.mark.parametrize(
    ("state", "county_fips", "leaf"),
    [
        ("TX", "48201", "TX-201"),
        ("TX", "unknown", "TX"),
        ("unknown", "48201", None),
        ("unknown", "unknown", None),
    ],
)
def test_a_place_is_a_county_or_at_best_its_state(
    state: str, county_fips: str, leaf: str | None
) -> None:
    assert place_leaf(state, county_fips) == leaf


def test_an_unknown_month_or_model_is_not_known() -> None:
    assert month_leaf("unknown") is None
    assert model_leaf("unknown") is None


def test_models_in_effect_together_stay_one_code() -> None:
    assert model_leaf("JEM+TFM") == "JEM+TFM"
    assert model_leaf("none") == "none"


@pytest.mark.parametrize("answer", [None, *StatusQuestion])
def test_only_yes_says_that_the_question_was_asked(answer: str | None) -> None:
    assert asked_leaf(answer) == ("yes" if answer == "yes" else "not_reported")


def test_every_leaf_is_a_code_that_its_dimension_knows() -> None:
    leaves = leaves_of(
        state="CT",
        county_fips="09110",
        month_bucket="2026-05",
        program_models="JEM+WSO",
        status_question_asked="could_not_hear",
    )
    for dimension in (GEO, TIME, MODEL, ASKED):
        leaf = leaves[dimension.id]
        assert leaf is not None
        check_leaf(dimension, leaf)
