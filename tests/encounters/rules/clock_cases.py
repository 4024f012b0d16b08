"""Short ways to write a custody case and its answer."""

from datetime import datetime
from pathlib import Path
from typing import Any

from encounters.rules.clock_reading import ClockId, EpisodeReading
from encounters.rules.custody_case import CaseError, read_case
from encounters.rules.custody_clock import read_episode
from encounters.rules.custody_timeline import Timeline, TimelineEvent, lay_out

Json = dict[str, Any]

EXAMPLES = Path(__file__).parent / "custody_clock_examples.json"
NEW_YORK = "America/New_York"


def event(kind: str, at: str | None = None, **fields: Any) -> Json:
    return {"kind": kind, "at": at, **fields}


def case(now: str, *events: Json, zone: str = NEW_YORK, **fields: Any) -> Json:
    return {"id": "case", "timezone": zone, "now": now, "events": list(events), **fields}


def reading(given: Json) -> EpisodeReading:
    answer = read_episode(given)
    assert isinstance(answer, EpisodeReading), answer
    return answer


def answer_of(clock: str, given: Json) -> Json:
    """The clock's entry of the answer, deadlines as instants."""
    entry = reading(given).clocks[ClockId(clock)].to_json()
    entry["deadline"] = as_instants(entry["deadline"])
    return entry


def numbers(clock: str, given: Json) -> tuple[Any, Any, Any]:
    """Status, hours and printed deadline; pairs are tuples, whole minutes only."""
    entry = reading(given).clocks[ClockId(clock)].to_json()
    hours, deadline = entry["elapsed_hours"], entry["deadline"]
    if isinstance(hours, dict):
        hours = (hours["min"], hours["max"])
    if isinstance(deadline, dict):
        deadline = (_short(deadline["earliest"]), _short(deadline["latest"]))
    else:
        deadline = _short(deadline)
    return entry["status"], hours, deadline


def notes(given: Json) -> list[str]:
    return [str(note) for note in reading(given).notes]


def error_of(given: Json) -> tuple[int | None, str]:
    answer = read_episode(given)
    assert isinstance(answer, CaseError), answer
    body = answer.to_json()["error"]
    assert isinstance(body, dict)
    assert body["message"]
    return body["event"], body["field"]


def timeline(given: Json) -> Timeline:
    valid = read_case(given)
    return lay_out(valid.episode, valid.now)


def span_of(given: Json, position: int) -> tuple[str | None, str | None]:
    """Both ends of the event first listed at `position`, in the local time of the case."""
    found = event_at(timeline(given), position)
    return _local(found.span.lo, given), _local(found.span.hi, given)


def event_at(laid_out: Timeline, position: int) -> TimelineEvent:
    return next(e for e in laid_out.events if e.position == position)


def as_instants(deadline: Any) -> Any:
    if isinstance(deadline, dict):
        return {end: as_instants(instant) for end, instant in deadline.items()}
    return None if deadline is None else datetime.fromisoformat(deadline)


def _short(printed: Any) -> str | None:
    return None if printed is None else f"{printed[:16]}{printed[19:]}"


def _local(instant: datetime | None, given: Json) -> str | None:
    if instant is None:
        return None
    zone = read_case(given).episode.zone
    return instant.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
