"""Routes below `/api/v1/`."""

from django.urls import path

from encounters.patterns.api.views import ReleaseFileViewSet, ReleaseViewSet

urlpatterns = [
    path("releases", ReleaseViewSet.as_view({"get": "list", "post": "create"}), name="releases"),
    path("releases/<uuid:release_id>", ReleaseViewSet.as_view({"get": "retrieve"}), name="release"),
    path(
        "releases/<uuid:release_id>/files/<str:name>",
        ReleaseFileViewSet.as_view({"get": "retrieve"}),
        name="release-file",
    ),
]
