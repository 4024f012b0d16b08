"""The report pages."""

from django.urls import path

from encounters.patterns.web import views

app_name = "patterns"

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<uuid:release_id>/", views.report, name="report"),
    path("reports/<uuid:release_id>/progress/", views.report_progress, name="report-progress"),
    path("reports/<uuid:release_id>/files/<str:name>", views.report_file, name="report-file"),
]
