"""Sessions in the database that a copy of the database does not give away.

A row is named by a hash of the session key, so no row is a way in; its content is locked under the
field key, so no row says whose session it is or holds an authenticator's secret in the open; it
expires on a full hour, so no row says when somebody signed in.
"""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from server.vault.keyrings import field_keyring
from server.vault.sealing import CannotOpen, lock_field, unlock_field

_TABLE = "django_session"
_COLUMN = "session_data"


def row_name(session_key: str) -> str:
    """Return the name of a session's row: 160 bits of SHA-256, as 40 hexadecimal digits."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def _row_id(session_key: str) -> UUID:
    return UUID(hex=row_name(session_key)[:32])


class SessionStore(DatabaseStore):
    """Django's database sessions with hashed names and locked contents."""

    def load_now(self) -> None:
        """Read the row. Afterwards `session_key` is None when there is none that opens."""
        self._session_cache = self.load()

    def load(self) -> dict[str, Any]:
        """Return the content; {} with a cleared key where there is none that opens."""
        row = self._row()
        if row is None or self.session_key is None:
            self._session_key = None
            return {}
        try:
            plain = unlock_field(
                field_keyring(),
                base64.b64decode(row.session_data),
                table=_TABLE,
                column=_COLUMN,
                row_id=_row_id(self.session_key),
            )
        except (CannotOpen, ValueError):
            self._session_key = None
            return {}
        content: dict[str, Any] = json.loads(plain)
        return content

    def _row(self) -> Session | None:
        if self.session_key is None:
            return None
        return Session.objects.filter(
            session_key=row_name(self.session_key), expire_date__gt=timezone.now()
        ).first()

    def exists(self, session_key: str) -> bool:
        """Say whether there is such a session."""
        return Session.objects.filter(session_key=row_name(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to store."""
        key = str(self._get_or_create_session_key())  # type: ignore[attr-defined]  # of its base
        locked = lock_field(
            field_keyring(),
            json.dumps(data, separators=(",", ":")).encode(),
            table=_TABLE,
            column=_COLUMN,
            row_id=_row_id(key),
        )
        return Session(
            session_key=row_name(key),
            session_data=base64.b64encode(locked).decode("ascii"),
            expire_date=_next_full_hour(self.get_expiry_date()),
        )

    def delete(self, session_key: str | None = None) -> None:
        """Remove the row of a session."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=row_name(key)).delete()


def _next_full_hour(moment: datetime) -> datetime:
    floor = moment.replace(minute=0, second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(hours=1)
