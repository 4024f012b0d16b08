"""What allauth asks us: no sign-up, no mail, no address, and authenticator secrets locked."""

import base64
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from server.vault.keyrings import field_keyring
from server.vault.sealing import CannotOpen, lock_field, unlock_field

_TABLE = "mfa_authenticator"
_COLUMN = "data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    """Accounts are made by people who manage a team; nothing here sends or stores an address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: accounts have no mail address."""
        raise RuntimeError("accounts have no mail address")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the same word for everybody: addresses are read nowhere."""
        return "unread"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return the same word for everybody: user agents are read nowhere."""
        return "unread"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    """Authenticator secrets lie under the field key, bound to the person they belong to."""

    def get_totp_label(self, user: Any) -> str:
        """Return what the authenticator app shows beside the product's name."""
        return str(user.username)

    def encrypt(self, text: str) -> str:
        """Lock a secret for the person of the running request."""
        locked = lock_field(
            field_keyring(), text.encode(), table=_TABLE, column=_COLUMN, row_id=_whose()
        )
        return base64.b64encode(locked).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Unlock a secret. Raises: CannotOpen for one that was another person's, or was changed."""
        try:
            locked = base64.b64decode(encrypted_text, validate=True)
        except ValueError:
            raise CannotOpen from None
        return unlock_field(
            field_keyring(), locked, table=_TABLE, column=_COLUMN, row_id=_whose()
        ).decode()


def _whose() -> UUID:
    """Return whose secret the running request is about: the person signed in, or signing in."""
    request = context.request
    if request.user.is_authenticated:
        person = request.user
    else:
        login = unstash_login(request, peek=True)
        person = None if login is None else login.user
    if person is None or not isinstance(person.pk, UUID):
        raise CannotOpen
    return person.pk
