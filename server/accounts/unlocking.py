"""Keeping a session unlocked: the personal key sealed in the session, the secret at the client.

A browser holds the secret in the unlock cookie, any other client as the second half of its token.
Each session has its own secret and its own copy; without the secret the session is locked.
"""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from server.vault.opening import Unlocked, open_session_copy, seal_for_session
from server.vault.sealing import CannotOpen

COPY = "testigo_unlock"
_OFFERED = "testigo_offered_secret"


def remember(session: SessionBase, unlocked: Unlocked) -> str:
    """Seal the opened key into the session under a new secret, and return the secret."""
    secret, copy = seal_for_session(unlocked)
    session[COPY] = copy
    return secret


def reopen(session: SessionBase, secret: str | None, user_id: object) -> Unlocked | None:
    """Open the session's copy; None when the session is locked or the secret is not its own."""
    copy = session.get(COPY)
    if copy is None or not secret:
        return None
    try:
        return open_session_copy(copy, secret, user_id)  # type: ignore[arg-type]  # a user's pk
    except CannotOpen:
        return None


def forget(session: SessionBase) -> None:
    """Lock the session: without its copy the secret opens nothing."""
    session.pop(COPY, None)


def offer(request: HttpRequest, secret: str) -> None:
    """Leave the secret with the request; the answer takes it to the client and nowhere else."""
    setattr(request, _OFFERED, secret)


def offered(request: HttpRequest) -> str | None:
    """Return the secret that this request made, or None."""
    return getattr(request, _OFFERED, None)


def secret_of_browser(request: HttpRequest) -> str | None:
    """Return the secret that the browser sent, or None."""
    return request.COOKIES.get(settings.UNLOCK_COOKIE_NAME)


def set_unlock_cookie(response: HttpResponse, secret: str) -> None:
    """Hand the secret to the browser, for this browser session, this host, and no script."""
    response.set_cookie(
        settings.UNLOCK_COOKIE_NAME,
        secret,
        path="/",
        secure=settings.UNLOCK_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def drop_unlock_cookie(response: HttpResponse) -> None:
    """Take the secret back from the browser."""
    response.delete_cookie(settings.UNLOCK_COOKIE_NAME, path="/", samesite="Strict")
