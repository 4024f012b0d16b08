"""The tier of every model field, said where the field is written (field dictionary, section 1).

    kind = countable(models.CharField(max_length=24))

A field without a tier stops the start-up (`server.access.checks`).
"""

from enum import IntEnum
from typing import TypeVar

from django.db import models

F = TypeVar("F", bound=models.Field)  # type: ignore[type-arg]  # Field's parameters stay the caller's


class Tier(IntEnum):
    """How a field is stored and who can read it.

    OPERATIONAL is what the installation itself needs to run (accounts, grants, public keys, jobs,
    public reference data); it says nothing about a person in an encounter.
    """

    OPERATIONAL = 0
    COUNTABLE = 1
    RESTRICTED = 2
    SEALED = 3


def _tag(field: F, tier: Tier) -> F:
    field.tier = tier  # type: ignore[attr-defined]  # our mark on the library's class
    return field


def operational(field: F) -> F:
    """Tag a field of the installation's own workings or of public reference data."""
    return _tag(field, Tier.OPERATIONAL)


def countable(field: F) -> F:
    """Tag a plain, coded field that reports may count (tier 1)."""
    return _tag(field, Tier.COUNTABLE)


def restricted(field: F) -> F:
    """Tag a field that is stored under the installation's field key (tier 2)."""
    return _tag(field, Tier.RESTRICTED)


def sealed(field: F) -> F:
    """Tag a field that holds only bytes sealed to members' keys (tier 3)."""
    return _tag(field, Tier.SEALED)


def tier_of(field: object) -> Tier | None:
    """Return the tier a field was tagged with, or None."""
    return getattr(field, "tier", None)


# Tables of libraries, read once and judged as a whole: what they hold in this installation is
# account and session data. Sessions hold the personal key only under a secret the client keeps;
# authenticator secrets are encrypted by `server.accounts.adapters.MfaAdapter`.
LIBRARY_MODELS: frozenset[str] = frozenset(
    {
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "sessions.Session",
        "guardian.GroupObjectPermission",
        "guardian.UserObjectPermission",
        "account.EmailAddress",
        "account.EmailConfirmation",
        "mfa.Authenticator",
        "accounts.User_groups",
        "accounts.User_user_permissions",
    }
)
