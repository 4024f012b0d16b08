"""The reference's pages."""

from django.urls import path

from agreements_ref.reference.web import views

app_name = "reference"
urlpatterns = [path("agreements/program/", views.program, name="program")]
