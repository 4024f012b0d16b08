"""The standard chain."""

import pytest

from encounters.patterns.rules.dimensions import BadDimension, Dimension, DimensionKind
from encounters.patterns.rules.plan import BadPlan, Plan, levels
from encounters.patterns.rules.standard_chain import ASKED, GEO, MODEL, TIME, standard_chain


def written(flag: str | None) -> list[tuple[str, ...]]:
    return [
        tuple(level[name].value for name in ("geo", "time", "model", *([flag] if flag else [])))
        for level in standard_chain(flag)
    ]


def test_the_standard_chain_stands_in_the_order_of_the_specification() -> None:
    six = [
        ("quarter", "code"),
        ("year", "code"),
        ("quarter", "rest"),
        ("rest", "code"),
        ("year", "rest"),
        ("rest", "rest"),
    ]
    assert written(None) == [
        ("county", "quarter", "code"),
        ("county", "year", "code"),
        ("county", "rest", "code"),
        *[("state", *step) for step in six],
        *[("rest", *step) for step in six],
    ]


def test_the_flag_is_each_at_every_level_and_given_up_at_the_last() -> None:
    chain = written("asked")
    assert {level[3] for level in chain[:-1]} == {"each"}
    assert chain[-1] == ("rest", "rest", "rest", "rest")
    assert [level[:3] for level in chain[:-1]] == written(None)


def test_a_sensitive_dimension_is_never_kept_by_code() -> None:
    with pytest.raises(BadDimension, match="asked"):
        Plan("pop-1", "encounter", "2025-01", (), (ASKED,), tuple(levels({"asked": "code"})))


def test_a_level_names_every_dimension() -> None:
    with pytest.raises(BadPlan, match="level 2"):
        Plan(
            "pop-1",
            "encounter",
            "2025-01",
            (),
            (GEO, MODEL),
            tuple(levels({"geo": "county", "model": "code"}, {"geo": "state"})),
        )


def test_a_level_is_not_repeated() -> None:
    with pytest.raises(BadPlan, match="repeats"):
        Plan(
            "pop-1",
            "encounter",
            "2025-01",
            (),
            (TIME,),
            tuple(levels({"time": "year"}, {"time": "year"})),
        )


def test_an_unknown_grain_is_refused() -> None:
    with pytest.raises(BadPlan, match="week"):
        levels({"time": "week"})


def test_a_sensitive_dimension_needs_its_values() -> None:
    with pytest.raises(BadDimension, match="two values"):
        Dimension("asked", DimensionKind.SENSITIVE, "any", ("yes",))
