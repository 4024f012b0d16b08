"""What signing in and out leaves behind: an audit line, the session's start, and no moment."""

import time
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from server.accounts.viewers import SIGNED_IN_AT, viewer_of
from server.audit.actions import AuditAction
from server.audit.flood_limits import is_within_limit
from server.audit.services import record, record_for_teams


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def begin_session(sender: object, *, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Begin the 12 hours, and record the sign-in."""
    request.session[SIGNED_IN_AT] = int(time.time())
    record_for_teams(action=AuditAction.SIGNED_IN, viewer=viewer_of(user, None))


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def end_session(sender: object, *, user: Any, **kwargs: Any) -> None:
    """Record the end of a session. Its row, with the sealed key, is gone with it."""
    if user is not None:
        record_for_teams(action=AuditAction.SIGNED_OUT, viewer=viewer_of(user, None))


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_refused")
def note_refusal(sender: object, *, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Record a refused sign-in, with as many statements for a name that nobody has."""
    username = str(credentials.get("username", "")).casefold()
    user = get_user_model().objects.filter(username=username).first()
    viewer = viewer_of(user or get_user_model()(), None)
    if not is_within_limit("nobody" if user is None else str(viewer.user_id)):
        return
    if user is not None:
        record_for_teams(action=AuditAction.SIGN_IN_REFUSED, viewer=viewer)
    else:
        record(action=AuditAction.SIGN_IN_REFUSED, viewer=None, team_id=uuid4())


@receiver(authentication_failed, dispatch_uid="accounts.code_refused")
def note_refused_code(sender: object, *, user: Any, **kwargs: Any) -> None:
    """Record a wrong second factor: the passphrase before it was right."""
    if is_within_limit(str(user.pk)):
        record_for_teams(action=AuditAction.SECOND_FACTOR_REFUSED, viewer=viewer_of(user, None))


@receiver(authenticator_added, dispatch_uid="accounts.factor_added")
def note_added_factor(
    sender: object, *, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Record a new second factor."""
    record_for_teams(
        action=AuditAction.SECOND_FACTOR_ADDED,
        viewer=viewer_of(user, None),
        detail={"type": str(authenticator.type)},
    )


@receiver(authenticator_removed, dispatch_uid="accounts.factor_removed")
def note_removed_factor(
    sender: object, *, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Record a second factor that is no more."""
    record_for_teams(
        action=AuditAction.SECOND_FACTOR_REMOVED,
        viewer=viewer_of(user, None),
        detail={"type": str(authenticator.type)},
    )


@receiver(pre_save, sender=Authenticator, dispatch_uid="accounts.no_moments")
def keep_no_moment(sender: object, *, instance: Authenticator, **kwargs: Any) -> None:
    """Keep the day on which a factor was made, and nothing of when it was used."""
    instance.created_at = instance.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    instance.last_used_at = None
