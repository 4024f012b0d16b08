"""Pages of the platform."""

from django.urls import path
from django.views.i18n import set_language

from server.web.views import api_docs, handbook, session, start

app_name = "web"
urlpatterns = [
    path("", start.start, name="start"),
    path("not-promised/", start.not_promised, name="not-promised"),
    path("healthz", start.healthz, name="healthz"),
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("unlock/", session.unlock, name="unlock"),
    path("account/", session.account, name="account"),
    path("language/", set_language, name="language"),
    path("handbook/", handbook.contents, name="handbook"),
    path("handbook/<slug:slug>", handbook.chapter, name="handbook-chapter"),
    path("api/docs/", api_docs.reader, name="api-docs"),
    path("api/v1/openapi.json", api_docs.description, name="openapi"),
]
