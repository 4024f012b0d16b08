"""The standard chain, and the first plan that coalitions can take as it is.

Source: disclosure-control.md section 2, stage 4 "Standard chain": county x quarter > county x
year > county > state x quarter > state x year, all with program model; state x quarter; state with
model; state x year; state; then the same six steps for the whole country. Every level has the
sensitive flag as `each`; a last level gives it up.
"""

from encounters.patterns.rules.dimensions import Dimension, DimensionKind, Grain
from encounters.patterns.rules.plan import Level, Plan, Thresholds, UniverseFilter
from encounters.patterns.rules.series import ChartView, SeriesView, ShareView, TableView

GEO = Dimension("geo", DimensionKind.PLACE, "US")
TIME = Dimension("time", DimensionKind.TIME, "ALL")
MODEL = Dimension("model", DimensionKind.CODE, "ALL")
# A flag: heard by somebody, or not reported. `no` would need the question asked of every record.
ASKED = Dimension(
    "asked", DimensionKind.SENSITIVE, "any", ("yes", "not_reported"), ("not_reported",)
)

STOPS = UniverseFilter("kind", ("ALL", "stop"))

_WITH_MODEL = (Grain.QUARTER, Grain.YEAR, Grain.REST)
# Time and model, for a state and then for the whole country.
_SIX_STEPS = (
    (Grain.QUARTER, Grain.CODE),
    (Grain.YEAR, Grain.CODE),
    (Grain.QUARTER, Grain.REST),
    (Grain.REST, Grain.CODE),
    (Grain.YEAR, Grain.REST),
    (Grain.REST, Grain.REST),
)


def standard_chain(flag: str | None = None) -> tuple[Level, ...]:
    """Return the standard chain over `geo`, `time`, `model` and one sensitive flag.

    flag: id of the flag that stands in the key as `each`; None leaves it out, and with it the
    last level that gives it up.
    """
    steps = [(Grain.COUNTY, time, Grain.CODE) for time in _WITH_MODEL]
    steps += [(place, *step) for place in (Grain.STATE, Grain.REST) for step in _SIX_STEPS]
    bare: list[Level] = [
        {"geo": place, "time": time, "model": model} for place, time, model in steps
    ]
    if flag is None:
        return tuple(bare)
    each: list[Level] = [{**level, flag: Grain.EACH} for level in bare]
    return (*each, {**bare[-1], flag: Grain.REST})


def status_questions_plan(
    *, population: str, period_start: str, thresholds: Thresholds | None = None
) -> Plan:
    """Return the plan of "status questions at stops by state and program model".

    Records are stops; `asked` says whether somebody reported a question about status.
    population: opaque id. period_start: first month counted, `2025-01`.
    """
    return Plan(
        population=population,
        unit="encounter",
        period_start=period_start,
        universe=(STOPS,),
        dimensions=(GEO, TIME, MODEL, ASKED),
        chain=standard_chain("asked"),
        thresholds=thresholds or Thresholds(),
    )


def status_questions_series(*, series_id: str, statement_id: str) -> SeriesView:
    """Return the series that answers the question, by state, program model and quarter."""
    return SeriesView(
        series_id=series_id,
        statement_id=statement_id,
        cuts={"geo": Grain.STATE},
        tables=(
            TableView("state-model", ("geo", "model", "asked")),
            TableView("state-quarter", ("geo", "time", "asked")),
        ),
        shares=(ShareView("asked-share", "state-model", "asked", "yes"),),
        charts=(
            ChartView("asked-by-state", "state-model", "geo", Grain.STATE, {"asked": "yes"}),
            ChartView("asked-by-model", "state-model", "model", Grain.CODE, {"asked": "yes"}),
        ),
    )


def county_series(*, series_id: str, statement_id: str) -> SeriesView:
    """Return the series of where and when stops were reported, by county, quarter and model."""
    return SeriesView(
        series_id=series_id,
        statement_id=statement_id,
        tables=(TableView("county-quarter-model", ("geo", "time", "model")),),
        charts=(ChartView("stops-by-quarter", "county-quarter-model", "time", Grain.QUARTER),),
    )
