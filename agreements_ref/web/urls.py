"""The register's pages."""

from django.urls import path

from agreements_ref.web import change_views, place_views, views

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.search, name="search"),
    path("agreements/places/", place_views.places, name="places"),
    path("agreements/changes/", change_views.changes, name="changes"),
    path("agreements/growth/", change_views.growth, name="growth"),
    path("agreements/lists/", views.lists, name="lists"),
    path("agreements/<uuid:agency_id>/", views.agency, name="agency"),
]
