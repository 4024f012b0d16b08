"""`GET /api/v1/jobs/{id}`: how far a job is, for the person who ordered it."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from server.access.api import ResourceViewSet
from server.access.permissions import Permission
from server.jobs import queries
from server.jobs.api.serializers import JobSerializer
from server.problems import NotFound


class JobViewSet(ResourceViewSet):
    """Background work that the viewer ordered."""

    permissions: ClassVar = {"retrieve": Permission.READ_JOBS}

    @extend_schema(operation_id="jobs_retrieve", responses={200: JobSerializer})
    def retrieve(self, request: Request, job_id: UUID) -> Response:
        """Say how far a job is. Ask again every few seconds until it is done or failed."""
        job = queries.jobs_visible_to(self.viewer).filter(id=job_id).first()
        if job is None:
            raise NotFound()
        return Response(JobSerializer(job).data)
