"""Routes below `/api/v1/`."""

from django.urls import path

from agreements_ref.api.change_views import PublishedListViewSet
from agreements_ref.api.place_views import PlaceViewSet
from agreements_ref.api.register_views import AgreementViewSet, RegisterFileViewSet
from agreements_ref.api.review_views import AgreementListViewSet, AgreementReviewViewSet
from agreements_ref.api.views import AgencyViewSet, CountyViewSet

urlpatterns = [
    path("agreements", AgreementViewSet.as_view({"get": "list"}), name="agreements"),
    path(
        "agreements/download",
        RegisterFileViewSet.as_view({"get": "download"}),
        name="agreements-download",
    ),
    path(
        "agreement-lists",
        AgreementListViewSet.as_view({"get": "list", "post": "create"}),
        name="agreement-lists",
    ),
    path(
        "agreement-reviews",
        AgreementReviewViewSet.as_view({"get": "list"}),
        name="agreement-reviews",
    ),
    path(
        "agreement-reviews/<uuid:review_id>",
        AgreementReviewViewSet.as_view({"get": "retrieve"}),
        name="agreement-review",
    ),
    path(
        "agreement-reviews/<uuid:review_id>/decision",
        AgreementReviewViewSet.as_view({"post": "decide"}),
        name="agreement-review-decision",
    ),
    path(
        "agreement-reviews/<uuid:review_id>/undo",
        AgreementReviewViewSet.as_view({"post": "undo"}),
        name="agreement-review-undo",
    ),
    path(
        "published-lists",
        PublishedListViewSet.as_view({"get": "list"}),
        name="published-lists",
    ),
    path(
        "published-lists/changes",
        PublishedListViewSet.as_view({"get": "changes"}),
        name="published-lists-changes",
    ),
    path(
        "published-lists/growth",
        PublishedListViewSet.as_view({"get": "growth"}),
        name="published-lists-growth",
    ),
    path("agencies", AgencyViewSet.as_view({"get": "list"}), name="agencies"),
    path("agencies/<uuid:agency_id>", AgencyViewSet.as_view({"get": "retrieve"}), name="agency"),
    path(
        "agencies/<uuid:agency_id>/in-effect",
        AgencyViewSet.as_view({"get": "in_effect"}),
        name="agency-in-effect",
    ),
    path(
        "places/<str:county_fips>/in-effect",
        PlaceViewSet.as_view({"get": "in_effect"}),
        name="place-in-effect",
    ),
    path("counties", CountyViewSet.as_view({"get": "list"}), name="counties"),
]
