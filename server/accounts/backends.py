"""Signing in by user name and passphrase."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from server.accounts.passphrases import open_with_passphrase
from server.accounts.unlocking import offer, remember


class PassphraseBackend(BaseBackend):
    """Checks the passphrase and opens the personal key in the same step."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> Any:
        """Return the account, or None. The opened key is sealed into the request's session.

        Raises: TooManyGuesses.
        """
        if username is None or password is None:
            return None
        opened = open_with_passphrase(username=username, typed=password)
        if opened is None:
            return None
        user, unlocked = opened
        if request is not None:
            offer(request, remember(request.session, unlocked))
        return user

    def get_user(self, user_id: Any) -> Any:
        """Return an account that may still sign in, or None."""
        return get_user_model().objects.filter(pk=user_id, is_active=True).first()
