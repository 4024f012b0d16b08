"""The standard questions a coalition can ask, each with its plan, its series and its records."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from encounters.patterns.rules.plan import Plan, Thresholds, levels
from encounters.patterns.rules.series import SeriesView
from encounters.patterns.rules.standard_chain import (
    status_questions_plan,
    status_questions_series,
)
from encounters.rules.codes import STOP_KINDS

STATUS_QUESTIONS = "status-questions-at-stops"
STATEMENT_ID = "observer-reported-1"


class _PlanBuilder(Protocol):
    def __call__(
        self, *, population: str, period_start: str, thresholds: Thresholds | None = None
    ) -> Plan: ...


@dataclass(frozen=True)
class Question:
    """One standard question.

    kinds: the kinds of encounters that are counted. build_plan: the partition as it begins today.
    build_series: what one file shows of it. across: for each table the dimension whose codes a
    page shows as columns.
    """

    code: str
    kinds: Collection[str]
    build_plan: _PlanBuilder
    build_series: Callable[[str], SeriesView]
    across: Mapping[str, str]

    def plan_as_declared(
        self,
        *,
        population: str,
        period_start: str,
        chain: Sequence[Mapping[str, str]],
        thresholds: Mapping[str, int],
    ) -> Plan:
        """Return the plan with the chain and thresholds that it was declared with.

        Raises: BadPlan when the stored plan no longer fits the question's dimensions.
        """
        today = self.build_plan(
            population=population, period_start=period_start, thresholds=Thresholds(**thresholds)
        )
        return Plan(
            population=today.population,
            unit=today.unit,
            period_start=today.period_start,
            universe=today.universe,
            dimensions=today.dimensions,
            chain=tuple(levels(*chain)),
            thresholds=today.thresholds,
        )


def _status_questions_view(series_id: str) -> SeriesView:
    return status_questions_series(series_id=series_id, statement_id=STATEMENT_ID)


QUESTIONS: Mapping[str, Question] = {
    STATUS_QUESTIONS: Question(
        code=STATUS_QUESTIONS,
        kinds=frozenset(kind.value for kind in STOP_KINDS),
        build_plan=status_questions_plan,
        build_series=_status_questions_view,
        across={"state-model": "asked", "state-quarter": "asked"},
    )
}
