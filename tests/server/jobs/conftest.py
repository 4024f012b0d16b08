"""A registry of its own for each test, with kinds that write down what they were asked to do."""

from collections.abc import Callable
from uuid import UUID

import pytest

from server.jobs import registry
from server.jobs.registry import JobKind, Queue, ReportProgress

Work = Callable[[UUID | None, ReportProgress], None]


class Bench:
    """What the kinds `count` (queue default) and `draw` (queue reports) did and shall do."""

    def __init__(self) -> None:
        self.done: list[tuple[str, UUID | None]] = []
        self.work: Work = lambda object_id, progress: None

    def run(self, name: str, object_id: UUID | None, progress: ReportProgress) -> None:
        self.work(object_id, progress)
        self.done.append((name, object_id))


bench = Bench()


def count(object_id: UUID | None, progress: ReportProgress) -> None:
    bench.run("count", object_id, progress)


def draw(object_id: UUID | None, progress: ReportProgress) -> None:
    bench.run("draw", object_id, progress)


@pytest.fixture(autouse=True)
def workbench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Register the two kinds for one test and hand out what records their runs."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_periodic", {})
    handlers = {"count": count, "draw": draw}
    monkeypatch.setattr(registry, "import_string", lambda name: handlers[name])
    registry.register(JobKind("count", Queue.DEFAULT, "count"))
    registry.register(JobKind("draw", Queue.REPORTS, "draw"))
    bench.done.clear()
    bench.work = lambda object_id, progress: None
    return bench


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, str]]:
    """Collect the messages instead of sending them: (job id, kind)."""
    messages: list[tuple[UUID, str]] = []
    monkeypatch.setattr(
        "server.jobs.services.send", lambda job_id, kind: messages.append((job_id, kind))
    )
    return messages
