"""Tokens of clients without cookies: `session_key.secret`.

The first half finds the session, the second half opens its copy of the personal key. A token
without a second half is signed in and locked.
"""

from allauth.headless.tokens.strategies.base import AbstractTokenStrategy
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from server.accounts.sessions import SessionStore
from server.accounts.unlocking import COPY, offered

SEPARATOR = "."


def token_of(session: SessionBase, secret: str | None) -> str:
    """Return the token of a session, saving it first where it has no key yet."""
    if not session.session_key:
        session.save()
    key = str(session.session_key)
    return f"{key}{SEPARATOR}{secret}" if secret else key


def secret_of_token(token: str | None) -> str | None:
    """Return the second half, or None."""
    return (token or "").partition(SEPARATOR)[2] or None


class UnlockingTokenStrategy(AbstractTokenStrategy):  # type: ignore[misc]  # untyped library
    """Session tokens for the `app` client of allauth's headless endpoints."""

    def create_session_token(self, request: HttpRequest) -> str:
        """Return the token; the secret is this request's new one, or the one it came with.

        The session's key changes when the second factor is done, the secret stays.
        """
        secret = None
        if COPY in request.session:
            secret = offered(request) or secret_of_token(self.get_session_token(request))
        return token_of(request.session, secret)

    def lookup_session(self, session_token: str) -> SessionBase | None:
        """Return the session of a token, or None when there is none (any more)."""
        key = session_token.partition(SEPARATOR)[0]
        session = SessionStore(key)
        session.load_now()
        return session if session.session_key else None
