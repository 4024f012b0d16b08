"""Keeps the lease of a running job, so that leases can be short and a killed worker's job is soon
taken up by another.
"""

import logging
import threading
import time
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import OperationalError, connections

from server.jobs import services

log = logging.getLogger(__name__)


class Heartbeat(threading.Thread):
    """Renews a lease three times per lease while the `with` block runs.

    It stops at `CELERY_TASK_TIME_LIMIT`: a handler that hangs loses its job then, also in a worker
    whose threads cannot be killed.
    """

    def __init__(self, lease: services.Lease) -> None:
        super().__init__(name=f"lease-of-{lease.job_id}", daemon=True)
        self.lease = lease
        self.ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ended.set()
        self.join()

    def run(self) -> None:
        """Renew until the job ends, its time is up, or the lease is lost."""
        until = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
        try:
            while not self.ended.wait(settings.JOB_LEASE_SECONDS / 3):
                if time.monotonic() > until:
                    log.error("job %s: over its time; its lease runs out", self.lease.job_id)
                    return
                self._renew()
        except services.LeaseLost:
            log.warning("job %s: another attempt holds it now", self.lease.job_id)
        finally:
            connections.close_all()

    def _renew(self) -> None:
        try:
            services.renew(self.lease)
        except OperationalError:
            log.warning("job %s: the database did not answer a renewal", self.lease.job_id)
