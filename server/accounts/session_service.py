"""Locking and unlocking a signed-in session."""

from django.contrib.sessions.backends.base import SessionBase

from server.access.viewer import Viewer
from server.accounts.passphrases import open_with_passphrase
from server.accounts.problems import WrongPassphrase
from server.accounts.unlocking import forget, remember
from server.audit.actions import AuditAction
from server.audit.flood_limits import is_within_limit
from server.audit.services import record_for_teams


def unlock(*, viewer: Viewer, session: SessionBase, typed: str) -> str:
    """Open the viewer's key, seal it into the session, and return the secret for the client.

    One Argon2id; wrong guesses count with those of the sign-in.
    Raises: WrongPassphrase; TooManyGuesses.
    """
    opened = open_with_passphrase(username=viewer.username, typed=typed)
    if opened is None or opened[1].user_id != viewer.user_id:
        if is_within_limit(str(viewer.user_id)):
            record_for_teams(action=AuditAction.UNLOCK_REFUSED, viewer=viewer)
        raise WrongPassphrase()
    secret = remember(session, opened[1])
    record_for_teams(action=AuditAction.SESSION_UNLOCKED, viewer=viewer)
    return secret


def lock(*, viewer: Viewer, session: SessionBase) -> None:
    """Remove the sealed copy from the session; the secret at the client is then of no use."""
    forget(session)
    record_for_teams(action=AuditAction.SESSION_LOCKED, viewer=viewer)
