"""`UnlockMiddleware`: who looks, with or without an opened key; and the unlock cookie."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from server.access.viewer import Viewer
from server.accounts.unlocking import (
    COPY,
    drop_unlock_cookie,
    offered,
    reopen,
    secret_of_browser,
    set_unlock_cookie,
)
from server.accounts.viewers import is_over, viewer_of


class UnlockMiddleware:
    """Sets `request.viewer` (a Viewer, or None); gives the browser the unlock cookie and takes it.

    A visitor without a session costs nothing. The key is opened under the session's secret, some
    0.1 ms; what is sealed to it is opened only where a view asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = viewer_of_browser(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        secret = offered(request)
        if secret is not None and not is_app_request(request):
            set_unlock_cookie(response, secret)
        elif settings.UNLOCK_COOKIE_NAME in request.COOKIES and COPY not in request.session:
            drop_unlock_cookie(response)
        return response


def viewer_of_browser(request: HttpRequest) -> Viewer | None:
    """Return who looks by the session cookie; a session that is over is ended here."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return None
    if not request.user.is_authenticated:
        return None
    if is_over(request.session):
        logout(request)
        return None
    unlocked = reopen(request.session, secret_of_browser(request), request.user.pk)
    return viewer_of(request.user, unlocked)


def is_app_request(request: HttpRequest) -> bool:
    """Say whether the client keeps a token, so that a cookie is none of its business."""
    headless = getattr(getattr(request, "allauth", None), "headless", None)
    return getattr(headless, "client", None) == "app" or "X-Session-Token" in request.headers
