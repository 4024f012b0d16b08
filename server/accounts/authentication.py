"""How API requests say who asks: a browser by its session cookie, others by `X-Session-Token`."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from server.access.viewer import Viewer
from server.accounts.tokens import UnlockingTokenStrategy, secret_of_token
from server.accounts.unlocking import reopen
from server.accounts.viewers import user_of_session, viewer_of
from server.problems import CsrfFailed

TOKEN_HEADER = "X-Session-Token"


class BrowserSession(BaseAuthentication):
    """The session cookie, as `UnlockMiddleware` read it; every writing request needs the token."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Return the person of the session, or None. Raises: CsrfFailed."""
        plain = request._request
        if TOKEN_HEADER in request.headers:
            return None
        viewer = getattr(plain, "viewer", None)
        if not isinstance(viewer, Viewer):
            return None
        _enforce_csrf(plain)
        return plain.user, None


class SessionToken(BaseAuthentication):
    """A token of the headless sign-in: `session_key.secret`, or `session_key` for a locked one."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Return the person of the token, or None without one. Raises: AuthenticationFailed."""
        token = request.headers.get(TOKEN_HEADER)
        if token is None:
            return None
        session = UnlockingTokenStrategy().lookup_session(token)
        user = None if session is None else user_of_session(session)
        if session is None or user is None:
            raise AuthenticationFailed()
        plain = request._request
        plain.token_session = session  # type: ignore[attr-defined]
        plain.viewer = viewer_of(  # type: ignore[attr-defined]
            user, reopen(session, secret_of_token(token), user.pk)
        )
        return user, None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing sign-in answers 401."""
        return TOKEN_HEADER


def session_of(request: Request) -> SessionBase:
    """Return the session that this request is signed in by: the token's, or the browser's."""
    plain = request._request
    token_session: SessionBase | None = getattr(plain, "token_session", None)
    return plain.session if token_session is None else token_session


def has_token(request: Request) -> bool:
    """Say whether the client signed in with a token, and so is told a new one in the answer."""
    return hasattr(request._request, "token_session")


def _nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _enforce_csrf(request: HttpRequest) -> None:
    check = CSRFCheck(_nothing)
    check.process_request(request)
    if check.process_view(request, _nothing, (), {}):
        raise CsrfFailed()


class BrowserSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the session cookie in the OpenAPI document."""

    target_class = BrowserSession
    name = "browserSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        from django.conf import settings

        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "Writing requests also need the X-CSRFToken header.",
        }


class SessionTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the token header in the OpenAPI document."""

    target_class = SessionToken
    name = "sessionToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": TOKEN_HEADER}
