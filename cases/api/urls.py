"""The API of case files."""

from django.urls import path

from cases.api.views import CaseFileViewSet
from cases.sealed_notes.api.views import SealedPartViewSet

urlpatterns = [
    path("case-files", CaseFileViewSet.as_view({"get": "list", "post": "create"})),
    path("case-files/<uuid:case_file_id>", CaseFileViewSet.as_view({"get": "retrieve"})),
    path(
        "case-files/<uuid:case_file_id>/encounters",
        CaseFileViewSet.as_view({"post": "accept"}),
    ),
    path("case-files/<uuid:case_file_id>/members", CaseFileViewSet.as_view({"post": "admit"})),
    path(
        "encounters/<uuid:encounter_id>/sealed-parts",
        SealedPartViewSet.as_view({"get": "list"}),
    ),
]
