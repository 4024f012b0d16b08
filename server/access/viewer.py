"""Who looks: the argument that every read of sensitive data begins with."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from server.access.permissions import ROLE_PERMISSIONS, Permission, Role


class SystemReason(StrEnum):
    """Why code reads sensitive rows without a person asking. Each is named at the call."""

    SIGN_IN = "sign_in"
    GRANTING_KEYS = "granting_keys"
    OPENING = "opening"
    APPENDING_AUDIT = "appending_audit"
    VERIFYING_AUDIT = "verifying_audit"
    RUNNING_JOB = "running_job"
    PROJECTING_FACTS = "projecting_facts"
    READING_BELOW_A_VISIBLE_RECORD = "reading_below_a_visible_record"
    ENDING_REVIEWS = "ending_reviews"
    FORMING_BLOCKS = "forming_blocks"
    PRACTICE = "practice"
    CHECKING_INTEGRITY = "checking_integrity"


@dataclass(frozen=True)
class TeamRole:
    """One role in one team."""

    team_id: UUID
    role: Role


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, for the length of one request.

    unlocked: the opened personal key as `server.vault.opening` made it, or None when the session
    is locked. This layer passes it on and does not look inside.
    """

    user_id: UUID
    username: str
    team_roles: frozenset[TeamRole]
    coalition_ids: frozenset[UUID] = frozenset()
    unlocked: object | None = field(default=None, repr=False)

    def may(self, permission: Permission) -> bool:
        """Say whether any role of this person includes `permission`.

        The own account needs no role: a person without a team yet may sign in and see that.
        """
        return permission is Permission.SIGN_IN or any(
            permission in ROLE_PERMISSIONS[held.role] for held in self.team_roles
        )

    def teams_with(self, permission: Permission) -> frozenset[UUID]:
        """Return the teams in which a role of this person includes `permission`."""
        return frozenset(
            held.team_id for held in self.team_roles if permission in ROLE_PERMISSIONS[held.role]
        )

    @property
    def is_unlocked(self) -> bool:
        """Whether this session can open what is sealed to this person."""
        return self.unlocked is not None
