"""Handing a job's id to the broker. A message that cannot be sent is no loss: the row stays."""

import logging
from typing import Any
from uuid import UUID

from celery.exceptions import OperationalError

from server.celery import RUN_JOB, app
from server.jobs import registry

log = logging.getLogger(__name__)


def send(job_id: UUID, kind: str, *, connection: Any = None) -> bool:
    """Send the message of a job to its kind's queue. False when it could not go out now.

    connection: a kombu connection, or None for the broker of the settings.
    The sweeper sends it again later, so an unreachable broker delays work and fails no request.
    """
    known = registry.find(kind)
    if known is None:
        log.error("job %s: its kind is not registered in this version", job_id)
        return False
    try:
        app.send_task(RUN_JOB, args=[str(job_id)], queue=known.queue.value, connection=connection)
    except OperationalError:
        log.warning("job %s: the broker cannot be reached; it will be sent again", job_id)
        return False
    return True
