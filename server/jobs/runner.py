"""One attempt at one job, in a worker: claim, keep the lease, call the handler, write the end."""

import logging
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from uuid import UUID

from django.conf import settings

from server.jobs import registry, services
from server.jobs.heartbeat import Heartbeat
from server.jobs.problems import UnexpectedFailure
from server.jobs.registry import Queue
from server.problems import Problem

log = logging.getLogger(__name__)


def run(job_id: UUID) -> bool:
    """Run a job if it waits and this process may run its kind; say whether it was claimed.

    Whatever ends the handler is written in the row; only exits of the process go on from here.
    """
    lease = services.claim(job_id, kinds=runnable_kinds())
    if lease is None:
        log.info("job %s: nothing to do here", job_id)
        return False
    with _Attempt(lease), Heartbeat(lease):
        kind = registry.find(lease.kind)
        assert kind is not None  # claimed by its registered name
        registry.load_handler(kind)(
            lease.object_id, lambda percent: services.report_progress(lease, percent)
        )
    return True


def runnable_kinds() -> frozenset[str]:
    """Return the kinds this process may run: without keys, those of `reports` alone.

    A message in the wrong queue must not make a worker fail a job that it could never do.
    """
    return frozenset(
        kind.name
        for kind in registry.kinds()
        if not settings.KEYLESS or kind.queue is Queue.REPORTS
    )


class _Attempt(AbstractContextManager[None]):
    """Writes the end of an attempt in the job's row and logs ids, a type and a place, no contents:
    an exception's text may quote what the job worked on."""

    def __init__(self, lease: services.Lease) -> None:
        self.lease = lease

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        lease = self.lease
        if error is None:
            if not services.finish(lease):
                log.warning("job %s: finished after its lease was lost", lease.job_id)
            return False
        if isinstance(error, services.LeaseLost):
            log.warning("job %s: attempt %d lost its lease", lease.job_id, lease.attempt)
        elif isinstance(error, Problem):
            services.fail(lease, error.code)
            log.info("job %s (%s) failed: %s", lease.job_id, lease.kind, error.code)
        else:
            services.give_back(lease, UnexpectedFailure.code)
            log.error(
                "job %s (%s): attempt %d stopped by %s at %s",
                lease.job_id,
                lease.kind,
                lease.attempt,
                type(error).__name__,
                _place(traceback),
            )
        return isinstance(error, Exception)


def _place(traceback: TracebackType | None) -> str:
    """Return `file:line` of the innermost frame, without any value."""
    if traceback is None:
        return "an unknown place"
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"
