"""Routes below `/api/v1/`."""

from django.urls import path

from server.jobs.api.views import JobViewSet

urlpatterns = [
    path("jobs/<uuid:job_id>", JobViewSet.as_view({"get": "retrieve"}), name="job"),
]
