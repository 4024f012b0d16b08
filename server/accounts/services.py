"""Making accounts, teams, members and coalitions; changing a passphrase.

A team's intake folder is opened by `encounters`, which owns it; here a team gets its audit log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from server.access.models import Container, ContainerKind
from server.access.permissions import Permission, Role
from server.access.signals import access_refused
from server.access.viewer import SystemReason, TeamRole, Viewer
from server.accounts.models import (
    Coalition,
    CoalitionAnalyst,
    CoalitionTeam,
    Membership,
    Team,
    User,
)
from server.accounts.passphrases import new_passphrase, open_with_passphrase
from server.accounts.problems import AlreadyMember, WrongPassphrase
from server.accounts.viewers import viewer_of
from server.audit.actions import AuditAction
from server.audit.services import record, record_for_teams
from server.problems import BadInput, FieldError, NotFound
from server.vault.grants import ALL_RIGHTS, grant_access, new_container
from server.vault.opening import Unlocked
from server.vault.personal_keys import make_personal_key, personal_key_of, rewrap_personal_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@transaction.atomic
def create_account(*, username: str, passphrase: str, language: str = "en") -> User:
    """Make an account and its personal key.

    username: 3 to 40 of a-z, 0-9, dot, hyphen, underscore; capitals are folded. passphrase: at
    least 12 characters. language: `en` or `es`.
    Raises: BadInput naming `username`, `passphrase` or `language`.
    """
    secret = new_passphrase(passphrase)
    user = User(username=username.casefold(), language=language)
    _clean(user, {"username": _("This user name is taken. Choose another one.")})
    user.save(force_insert=True)
    make_personal_key(user_id=user.pk, passphrase=secret)
    record(action=AuditAction.ACCOUNT_CREATED, viewer=None)
    return user


@transaction.atomic
def create_team(*, name: str, is_practice: bool, first_coordinator: User) -> Team:
    """Make a team with its audit log; the first coordinator holds the log's first key.

    The team has no intake folder yet: `encounters.services` opens it.
    Raises: BadInput naming `name`; MemberHasNoKey.
    """
    team = Team(name=name.strip(), is_practice=is_practice)
    _clean(team, {"name": _("A team of this name exists. Choose another name.")})
    team.save(force_insert=True)
    Membership.objects.create(user=first_coordinator, team=team, role=Role.COORDINATOR.value)
    new_container(kind=ContainerKind.AUDIT, team=team, first_members=[first_coordinator])
    record(
        action=AuditAction.TEAM_CREATED,
        viewer=None,
        team_id=team.pk,
        detail={"team": str(team.pk), "first_coordinator": str(first_coordinator.pk)},
    )
    return team


@transaction.atomic
def add_member(*, team: Team, user: User, role: Role, by: Viewer) -> Membership:
    """Give a person a role in a team. A coordinator also gets the intake folder and the audit log.

    by: a coordinator of the team; for a new coordinator in an unlocked session that holds the
    keys. A team administrator may add every role but coordinator, since those need no key.
    Raises: NotFound when `by` may not; AlreadyMember; SessionLocked, KeyMissing, MemberHasNoKey.
    """
    _require_manager(team, role, by)
    membership, is_new = Membership.objects.get_or_create(user=user, team=team, role=role.value)
    if not is_new:
        raise AlreadyMember()
    if role is Role.COORDINATOR:
        for container in Container.objects.filter(
            team=team, kind__in=(ContainerKind.INTAKE, ContainerKind.AUDIT)
        ):
            grant_access(container=container, to=user, by=by, codenames=ALL_RIGHTS)
    record(
        action=AuditAction.MEMBER_ADDED,
        viewer=by,
        team_id=team.pk,
        detail={"user": str(user.pk), "role": role.value},
    )
    return membership


@transaction.atomic
def create_coalition(
    *, name: str, is_practice: bool, teams: Sequence[Team], analysts: Iterable[User] = ()
) -> Coalition:
    """Make a coalition of teams; its analysts may order its releases.

    Raises: BadInput naming `name`, `teams` (none, or practice mixed with real records) or
    `analysts` (one who is no analyst in any of the teams).
    """
    coalition = Coalition(name=name.strip(), is_practice=is_practice)
    _clean(coalition, {"name": _("A coalition of this name exists. Choose another name.")})
    if not teams or any(team.is_practice != is_practice for team in teams):
        raise BadInput(
            [FieldError("teams", _("Name teams that are all for practice, or all for real work."))]
        )
    coalition.save(force_insert=True)
    CoalitionTeam.objects.bulk_create(
        [CoalitionTeam(coalition=coalition, team=team) for team in teams]
    )
    for analyst in analysts:
        if not analyst.memberships.filter(role=Role.ANALYST.value, team__in=teams).exists():
            raise BadInput(
                [FieldError("analysts", _("Name people who are analysts in one of the teams."))]
            )
        CoalitionAnalyst.objects.create(coalition=coalition, user=analyst)
    for team in teams:
        record(
            action=AuditAction.COALITION_CREATED,
            viewer=None,
            team_id=team.pk,
            detail={"coalition": str(coalition.pk)},
        )
    return coalition


def change_passphrase(*, user: User, current: str, new: str) -> Unlocked:
    """Wrap the personal key under a new passphrase, and end every session of the account.

    Two Argon2id: the current passphrase and the new one. Returns the opened key, so that the
    caller may keep the running session (`update_session_auth_hash`, `unlocking.remember`).
    Raises: BadInput naming `new`; WrongPassphrase; TooManyGuesses.
    """
    secret = new_passphrase(new, field="new")
    opened = open_with_passphrase(username=user.username, typed=current)
    if opened is None:
        raise WrongPassphrase()
    _user, unlocked = opened
    with transaction.atomic():
        row = personal_key_of(user.pk, SystemReason.SIGN_IN)
        if row is None:
            raise WrongPassphrase()
        rewrap_personal_key(row=row, private_key=unlocked.private_key, passphrase=secret)
        user.session_epoch += 1
        user.save(update_fields=["session_epoch"])
        record_for_teams(action=AuditAction.PASSPHRASE_CHANGED, viewer=viewer_of(user, None))
    return unlocked


def unlocked_viewer(*, username: str, passphrase: str) -> Viewer:
    """Return a person as viewer with an opened key, for commands that act as that person.

    Raises: WrongPassphrase; TooManyGuesses.
    """
    opened = open_with_passphrase(username=username, typed=passphrase)
    if opened is None:
        raise WrongPassphrase()
    user, unlocked = opened
    return viewer_of(user, unlocked)


def _require_manager(team: Team, role: Role, by: Viewer) -> None:
    may_add = {Role.COORDINATOR}
    if role is not Role.COORDINATOR:
        may_add.add(Role.TEAM_ADMINISTRATOR)
    if not any(TeamRole(team.pk, held) in by.team_roles for held in may_add):
        access_refused.send(sender=add_member, viewer=by, permission=Permission.MANAGE_TEAM)
        raise NotFound()


def _clean(row: User | Team | Coalition, taken: Mapping[str, StrOrPromise]) -> None:
    """Check a new row's fields. Raises: BadInput naming each; `taken` words a used unique value."""
    if isinstance(row, User) and row.language not in dict(settings.LANGUAGES):
        raise BadInput([FieldError("language", _("Use en or es."))])
    try:
        row.full_clean(exclude=["password"])
    except ValidationError as error:
        raise BadInput(
            [
                FieldError(
                    field, taken[field] if fault.code == "unique" else " ".join(fault.messages)
                )
                for field, (fault, *_more) in error.error_dict.items()
            ]
        ) from error
