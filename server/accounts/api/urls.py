"""Routes under `api/v1/`."""

from django.urls import path

from server.accounts.api.views import MeViewSet, SessionViewSet

urlpatterns = [
    path("me", MeViewSet.as_view({"get": "retrieve"}), name="me"),
    path("session/unlock", SessionViewSet.as_view({"post": "unlock"}), name="session-unlock"),
    path("session/lock", SessionViewSet.as_view({"post": "lock"}), name="session-lock"),
]
