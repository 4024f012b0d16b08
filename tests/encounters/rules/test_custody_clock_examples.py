"""The worked examples of the specification, for the clocks in use."""

import json
from pathlib import Path

import pytest

from encounters.rules.clock_reading import ClockId, Note
from tests.encounters.rules.clock_cases import (
    EXAMPLES,
    Json,
    answer_of,
    as_instants,
    error_of,
    notes,
)

SPECIFICATION = Path(__file__).parents[4] / "shared" / "reference" / "custody-clock-examples.json"
CASES: list[Json] = json.loads(EXAMPLES.read_text())
NOTES_IN_USE = {str(note) for note in Note} - {str(Note.DISPUTED_CONDITION)}


@pytest.mark.parametrize(
    ("example", "clock"),
    [
        pytest.param(example, clock, id=f"{example['id']}-{clock}")
        for example in CASES
        for clock in example["expected"]
        if clock in set(ClockId)
    ],
)
def test_example_is_reproduced(example: Json, clock: str) -> None:
    expected = example["expected"][clock]
    answer = answer_of(clock, example)
    assert answer["status"] == expected["status"]
    assert answer["elapsed_hours"] == pytest.approx(expected["elapsed_hours"], abs=0.01)
    assert answer["deadline"] == as_instants(expected["deadline"])


@pytest.mark.parametrize(
    "example",
    [pytest.param(e, id=e["id"]) for e in CASES if "expected_error" not in e],
)
def test_example_has_these_notes_and_no_others(example: Json) -> None:
    expected = set(example.get("expected_notes", ())) & NOTES_IN_USE
    assert notes(example) == sorted(expected)


@pytest.mark.parametrize(
    "example", [pytest.param(e, id=e["id"]) for e in CASES if "expected_error" in e]
)
def test_invalid_example_is_refused_by_event_and_field(example: Json) -> None:
    expected = example["expected_error"]
    assert error_of(example) == (expected["event"], expected["field"])


def test_examples_are_those_of_the_specification() -> None:
    if not SPECIFICATION.exists():
        pytest.skip("the specification is not beside this copy of the product")
    assert json.loads(SPECIFICATION.read_text()) == CASES
