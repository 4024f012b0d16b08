"""Who looks, and whether the session is still good: for pages, the API and tokens alike."""

import time
from typing import Any

from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Value
from django.http import HttpRequest

from server.access.permissions import Role
from server.access.viewer import TeamRole, Viewer
from server.accounts.models import CoalitionAnalyst, Membership
from server.vault.opening import Unlocked

SIGNED_IN_AT = "testigo_signed_in_at"
LONGEST_SESSION_S = 12 * 60 * 60
_COALITION = "coalition"


def viewer_of(user: Any, unlocked: Unlocked | None) -> Viewer:
    """Return the viewer of an account, in one statement: every request begins with it.

    coalition_ids are the coalitions whose releases the person may order (as their analyst).
    """
    memberships = Membership.objects.filter(user_id=user.pk).values_list("team_id", "role")
    coalitions = CoalitionAnalyst.objects.filter(user_id=user.pk).values_list(
        "coalition_id", Value(_COALITION)
    )
    rows = list(memberships.union(coalitions))
    return Viewer(
        user_id=user.pk,
        username=user.username,
        team_roles=frozenset(
            TeamRole(owner, Role(role)) for owner, role in rows if role != _COALITION
        ),
        coalition_ids=frozenset(owner for owner, role in rows if role == _COALITION),
        unlocked=unlocked,
    )


def is_over(session: SessionBase) -> bool:
    """Say whether a signed-in session has reached its absolute limit of 12 hours."""
    signed_in_at = session.get(SIGNED_IN_AT)
    if not isinstance(signed_in_at, int):
        return True
    return not 0 <= time.time() - signed_in_at < LONGEST_SESSION_S


def user_of_session(session: SessionBase) -> Any | None:
    """Return the account of a session that is signed in and not over, or None."""
    request = HttpRequest()
    request.session = session
    user = get_user(request)
    return user if user.is_authenticated and not is_over(session) else None
