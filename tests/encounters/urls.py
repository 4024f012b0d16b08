"""The platform and encounters: their doors are tested without the apps above them."""

from django.urls import include, path

handler400 = "server.web.errors.bad_request"
handler403 = "server.web.errors.not_found"
handler404 = "server.web.errors.not_found"
handler500 = "server.web.errors.server_error"

urlpatterns = [
    path("", include("server.web.urls")),
    path("_allauth/", include("server.accounts.urls")),
    path("api/v1/", include("server.accounts.api.urls")),
    path("api/v1/", include("encounters.api.urls")),
    path("", include("encounters.web.urls")),
]
