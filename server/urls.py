"""Every address of the installation. The apps above the platform are named in strings only."""

from django.urls import include, path

handler400 = "server.web.errors.bad_request"
handler403 = "server.web.errors.not_found"
handler404 = "server.web.errors.not_found"
handler500 = "server.web.errors.server_error"

urlpatterns = [
    path("", include("server.web.urls")),
    path("_allauth/", include("server.accounts.urls")),
    path("api/v1/", include("server.accounts.api.urls")),
    path("api/v1/", include("server.jobs.api.urls")),
    path("api/v1/", include("agreements_ref.api.urls")),
    path("api/v1/", include("agreements_ref.reference.api.urls")),
    path("api/v1/", include("encounters.api.urls")),
    path("api/v1/", include("encounters.patterns.api.urls")),
    path("api/v1/", include("cases.api.urls")),
    path("", include("agreements_ref.web.urls")),
    path("", include("agreements_ref.reference.web.urls")),
    path("", include("encounters.web.urls")),
    path("", include("encounters.patterns.web.urls")),
    path("", include("cases.web.urls")),
]
