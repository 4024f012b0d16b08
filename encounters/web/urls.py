"""The pages of encounters."""

from django.urls import path

from encounters.web.views import capture, records

app_name = "encounters"
urlpatterns = [
    path("capture/", capture.capture, name="capture"),
    path("capture/place/", capture.place, name="capture-place"),
    path("capture/agencies/", capture.agencies, name="capture-agencies"),
    path("encounters/", records.encounters, name="list"),
    path("encounters/<uuid:encounter_id>/", records.encounter, name="detail"),
    path("encounters/<uuid:encounter_id>/custody/", records.add_custody_event, name="custody"),
    path("encounters/<uuid:encounter_id>/consent/", records.add_consent, name="consent"),
    path("encounters/<uuid:encounter_id>/addenda/", records.add_addendum, name="addenda"),
    path("encounters/<uuid:encounter_id>/verification/", records.verify, name="verification"),
]
