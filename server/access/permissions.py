"""Roles, and what each role may ask for. Which objects it gets is decided by grants on containers.

Every API action and page names one `Permission`; one without stops the start-up.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a team. The last two never read content."""

    OBSERVER = "observer"
    COORDINATOR = "coordinator"
    ATTORNEY = "attorney"
    ANALYST = "analyst"
    TEAM_ADMINISTRATOR = "team_administrator"
    OPERATOR = "operator"


class Permission(StrEnum):
    """One thing a person can ask the product to do."""

    SIGN_IN = "sign_in"  # any signed-in person, about the own account
    MANAGE_TEAM = "team.manage"
    READ_AGREEMENTS = "agreements.read"
    REVIEW_AGREEMENTS = "agreements.review"
    LOG_ENCOUNTER = "encounters.log"
    READ_ENCOUNTERS = "encounters.read"
    ADD_TO_ENCOUNTER = "encounters.add"
    REVIEW_ENCOUNTER = "encounters.review"
    READ_CASE_FILES = "cases.read"
    OPEN_CASE_FILE = "cases.open"
    ACCEPT_ENCOUNTER = "cases.accept"
    ADMIT_CASE_MEMBER = "cases.admit"
    OPEN_SEALED_NOTE = "cases.open_sealed_note"
    READ_RELEASES = "releases.read"
    ORDER_RELEASE = "releases.order"
    READ_JOBS = "jobs.read"
    PUBLIC = "public"  # no sign-in: pages that vary with no stored data


_EVERYBODY = {Permission.SIGN_IN, Permission.READ_AGREEMENTS, Permission.READ_JOBS}
_CONTENT = {Permission.READ_ENCOUNTERS, Permission.ADD_TO_ENCOUNTER, Permission.LOG_ENCOUNTER}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OBSERVER: frozenset(_EVERYBODY | _CONTENT),
    Role.COORDINATOR: frozenset(
        _EVERYBODY
        | _CONTENT
        | {
            Permission.MANAGE_TEAM,
            Permission.REVIEW_AGREEMENTS,
            Permission.REVIEW_ENCOUNTER,
            Permission.READ_CASE_FILES,
            Permission.OPEN_CASE_FILE,
            Permission.ACCEPT_ENCOUNTER,
            Permission.ADMIT_CASE_MEMBER,
            Permission.OPEN_SEALED_NOTE,
        }
    ),
    Role.ATTORNEY: frozenset(
        _EVERYBODY
        | {
            Permission.READ_ENCOUNTERS,
            Permission.ADD_TO_ENCOUNTER,
            Permission.READ_CASE_FILES,
            Permission.OPEN_SEALED_NOTE,
            Permission.ADMIT_CASE_MEMBER,
        }
    ),
    Role.ANALYST: frozenset(_EVERYBODY | {Permission.READ_RELEASES, Permission.ORDER_RELEASE}),
    Role.TEAM_ADMINISTRATOR: frozenset(_EVERYBODY | {Permission.MANAGE_TEAM}),
    Role.OPERATOR: frozenset({Permission.SIGN_IN, Permission.READ_AGREEMENTS}),
}
