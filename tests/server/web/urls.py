"""The platform alone: its pages are tested without the apps above it."""

from django.urls import include, path

from server import urls as installation

handler400 = installation.handler400
handler403 = installation.handler403
handler404 = installation.handler404
handler500 = installation.handler500

urlpatterns = [
    path("", include("server.web.urls")),
    path("_allauth/", include("server.accounts.urls")),
    path("api/v1/", include("server.accounts.api.urls")),
]
