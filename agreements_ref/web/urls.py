"""The register's pages."""

from django.urls import path

from agreements_ref.web import place_views, views

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.search, name="search"),
    path("agreements/places/", place_views.places, name="places"),
    path("agreements/lists/", views.lists, name="lists"),
    path("agreements/<uuid:agency_id>/", views.agency, name="agency"),
]
