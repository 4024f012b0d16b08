"""The pages of case files."""

from django.urls import path

from cases.web import views

app_name = "cases"
urlpatterns = [
    path("cases/", views.case_files, name="list"),
    path("cases/<uuid:case_file_id>/", views.case_file, name="detail"),
    path("cases/<uuid:case_file_id>/members/", views.admit, name="admit"),
    path("encounters/<uuid:encounter_id>/accept/", views.accept, name="accept"),
    path("encounters/<uuid:encounter_id>/sealed/", views.sealed_parts, name="sealed-parts"),
]
