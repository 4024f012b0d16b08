"""A row for each piece of background work. Celery carries its id and nothing else."""

import uuid

from django.conf import settings
from django.db import models

from server.access.tiers import operational


class JobState(models.TextChoices):
    """queued -> running -> done or failed; a lease that runs out makes it queued again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One piece of work on one object.

    kind: a name registered in `server.jobs.registry`. object_id: what it works on. progress: 0 to
    100. lease_until: while running, until then one worker has it; while queued, not sent again
    before; empty when it is over, so that no row keeps the time of finished work. lease_token:
    which attempt holds the lease. error_code: a problem code.
    """

    id = operational(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False))
    kind = operational(models.CharField(max_length=40))
    object_id = operational(models.UUIDField(null=True))
    ordered_by = operational(
        models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    )
    state = operational(models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED))
    progress = operational(models.PositiveSmallIntegerField(default=0))
    attempts = operational(models.PositiveSmallIntegerField(default=0))
    lease_until = operational(models.DateTimeField(null=True))
    lease_token = operational(models.UUIDField(null=True))
    error_code = operational(models.CharField(max_length=48, blank=True, default=""))

    class Meta:
        indexes = (models.Index(fields=["state", "lease_until"], name="jobs_to_sweep"),)
        default_permissions = ()
