"""Routes below `/api/v1/`."""

from django.urls import path

from agreements_ref.reference.api.views import ProgramReferenceViewSet

urlpatterns = [
    path(
        "reference/program",
        ProgramReferenceViewSet.as_view({"get": "program"}),
        name="reference-program",
    ),
]
