"""Routes below `/api/v1/`."""

from django.urls import path

from encounters.api.views import EncounterViewSet, EpisodeViewSet

urlpatterns = [
    path("encounters", EncounterViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "encounters/<uuid:encounter_id>",
        EncounterViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
    ),
    path(
        "encounters/<uuid:encounter_id>/addenda",
        EncounterViewSet.as_view({"post": "add_addendum"}),
    ),
    path(
        "encounters/<uuid:encounter_id>/consent", EncounterViewSet.as_view({"post": "add_consent"})
    ),
    path(
        "encounters/<uuid:encounter_id>/episodes",
        EncounterViewSet.as_view({"post": "open_episode"}),
    ),
    path("episodes/<uuid:episode_id>/events", EpisodeViewSet.as_view({"post": "add_event"})),
]
