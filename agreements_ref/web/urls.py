"""The register's pages."""

from django.urls import path

from agreements_ref.web import change_views, place_views, review_views, views

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.search, name="search"),
    path("agreements/places/", place_views.places, name="places"),
    path("agreements/changes/", change_views.changes, name="changes"),
    path("agreements/growth/", change_views.growth, name="growth"),
    path("agreements/lists/", views.lists, name="lists"),
    path("agreements/lists/import/", review_views.import_list, name="import"),
    path("agreements/reviews/", review_views.reviews, name="reviews"),
    path("agreements/reviews/<uuid:review_id>/", review_views.review_item, name="review"),
    path(
        "agreements/reviews/<uuid:review_id>/decision/", review_views.decide, name="review-decision"
    ),
    path("agreements/reviews/<uuid:review_id>/undo/", review_views.undo, name="review-undo"),
    path("agreements/<uuid:agency_id>/", views.agency, name="agency"),
]
